/* SPDX-License-Identifier: MIT */
#include "harness/sender/cert_trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "harness/base/input_file.h"
#include "sim/base/mem.h"

void
cert_trust_begin(void)
{
	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

/*
 * The handshake only fetches the chain.  It is judged afterwards, in
 * straight-line code (cert_examine.h), and not in the middle of a handshake.
 */
static int
judge_later(X509_STORE_CTX *store, void *arg)
{
	(void)store;
	(void)arg;
	return 1;
}

static SSL_CTX *
new_context(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (ctx == NULL)
		out_of_memory();
	/* RFC 8996 4, 5: older versions MUST NOT be used. */
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_cert_verify_callback(ctx, judge_later, NULL);
	SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY);
	return ctx;
}

static bool
read_bundle(struct cert_trust *trust, const char *path, struct err *err)
{
	size_t len;
	char *text = input_file_read(path, &len, err);
	X509 *cert;
	BIO *bio;

	if (text == NULL)
		return false;
	bio = BIO_new_mem_buf(text, (int)len);
	if (bio == NULL)
		out_of_memory();
	while ((cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL)
		cert_trust_add(trust, cert);
	BIO_free(bio);
	free(text);
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return err_crypto(err, "%s", path);
	ERR_clear_error();
	if (sk_X509_num(trust->anchors) == 0)
		return err_input(
		    err, "%s: there is no certificate in it", path);
	return true;
}

struct cert_trust *
cert_trust_new(const char *bundle, struct err *err)
{
	struct cert_trust *trust = xcalloc(1, sizeof(*trust));

	trust->anchors = sk_X509_new_null();
	if (trust->anchors == NULL)
		out_of_memory();
	trust->ctx = new_context();
	if (bundle != NULL && !read_bundle(trust, bundle, err)) {
		cert_trust_free(trust);
		return NULL;
	}
	return trust;
}

void
cert_trust_add(struct cert_trust *trust, X509 *cert)
{
	X509_check_purpose(cert, -1, 0); /* reads the extensions, once */
	if (sk_X509_push(trust->anchors, cert) == 0)
		out_of_memory();
}

void
cert_trust_free(struct cert_trust *trust)
{
	if (trust == NULL)
		return;
	sk_X509_pop_free(trust->anchors, X509_free);
	SSL_CTX_free(trust->ctx);
	free(trust);
}

SSL *
cert_trust_session(
    const struct cert_trust *trust, const char *sni, bool will_verify)
{
	SSL *ssl = SSL_new(trust->ctx);

	if (ssl == NULL)
		out_of_memory();
	SSL_set_security_level(ssl, will_verify ? CERT_SECURITY_LEVEL : 0);
	SSL_set_connect_state(ssl);
	if (sni != NULL && !SSL_set_tlsext_host_name(ssl, sni))
		ERR_clear_error(); /* longer than any host name: go without */
	return ssl;
}
