/* SPDX-License-Identifier: MIT */
#include "sim/tls/tls_parsed.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "certs/cert_chain.h"
#include "sim/base/mem.h"

struct parsed {
	uint8_t *der;
	size_t len;
	X509 *cert; /* NULL: the place is free */
};

static int of_context = -1; /* our index among a context's extra data */

static void
forget(struct parsed *place)
{
	free(place->der);
	X509_free(place->cert);
	memset(place, 0, sizeof(*place));
}

static void
/* NOLINTNEXTLINE: the signature is OpenSSL's (CRYPTO_EX_free) */
free_all(void *ctx, void *places, CRYPTO_EX_DATA *data, int index, long number,
    void *arg)
{
	struct parsed *place = places;

	(void)ctx, (void)data, (void)index, (void)number, (void)arg;
	for (size_t i = 0; place != NULL && i < TLS_PARSED_MAX; i++)
		forget(&place[i]);
	free(places);
}

void
tls_parsed_keep(SSL_CTX *ctx)
{
	if (of_context == -1)
		of_context =
		    SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_all);
	if (SSL_CTX_set_ex_data(ctx, of_context,
		xcalloc(TLS_PARSED_MAX, sizeof(struct parsed))) != 1)
		out_of_memory();
}

/* A certificate ends in its signature: these bytes are as good as a hash. */
static struct parsed *
place_of(SSL_CTX *ctx, const struct cert_blob *blob)
{
	struct parsed *places =
	    of_context == -1 ? NULL : SSL_CTX_get_ex_data(ctx, of_context);
	const uint8_t *end = blob->der + blob->len;

	if (places == NULL || blob->len < 2)
		return NULL;
	return &places[((size_t)end[-1] << 8 | end[-2]) % TLS_PARSED_MAX];
}

static X509 *
parse(const struct cert_blob *blob, struct err *err)
{
	const uint8_t *at = blob->der;
	X509 *cert = d2i_X509(NULL, &at, (long)blob->len);
	uint8_t *again = NULL;
	int n;

	if (cert == NULL) {
		err_crypto(err, "cannot be parsed");
		return NULL;
	}
	n = i2d_X509(cert, &again);
	if (n < 0 || (size_t)n != blob->len ||
	    memcmp(again, blob->der, blob->len) != 0) {
		err_set(err, ERR_CRYPTO, "would not be sent as it was written");
		X509_free(cert);
		cert = NULL;
	}
	OPENSSL_free(again);
	return cert;
}

X509 *
tls_parsed(SSL_CTX *ctx, const struct cert_blob *blob, struct err *err)
{
	struct parsed *place = place_of(ctx, blob);
	bool known = place != NULL && place->cert != NULL &&
		     place->len == blob->len &&
		     memcmp(place->der, blob->der, blob->len) == 0;
	X509 *cert = known ? place->cert : parse(blob, err);

	if (cert == NULL || place == NULL)
		return cert;
	if (!known) {
		forget(place);
		*place = (struct parsed){
		    xmemdup(blob->der, blob->len), blob->len, cert};
	}
	X509_up_ref(cert);
	return cert;
}
