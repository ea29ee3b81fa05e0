/* SPDX-License-Identifier: MIT */
/*
 * tls_fixture.h - small certificates and a TLS client for the tests of sim.
 *
 * Everything here ends the test when OpenSSL says no.
 */
#ifndef TESTS_UNIT_SIM_TLS_FIXTURE_H
#define TESTS_UNIT_SIM_TLS_FIXTURE_H

#include <check.h>
#include <string.h>

#include <event2/buffer.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "certs/cert_chain.h"
#include "sim/base/mem.h"
#include "sim/tls/tls_channel.h"

/* "EC", "EC384", "RSA" (weak: 1024 bits, for speed), "ED25519". */
__attribute__((unused)) static EVP_PKEY *
fixture_key(const char *kind)
{
	EVP_PKEY *key = strcmp(kind, "EC") == 0	     ? EVP_EC_gen("P-256")
			: strcmp(kind, "EC384") == 0 ? EVP_EC_gen("P-384")
			: strcmp(kind, "RSA") == 0
			    ? EVP_RSA_gen(1024)
			    : EVP_PKEY_Q_keygen(NULL, NULL, kind);

	ck_assert_ptr_nonnull(key);
	return key;
}

static inline X509 *
fixture_self_signed(EVP_PKEY *key, const char *name, long days)
{
	X509 *x = X509_new();
	char san[300];
	X509_EXTENSION *ext;
	X509_NAME *subject = X509_get_subject_name(x);

	snprintf(san, sizeof(san), "DNS:%s", name);
	ext = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, san);
	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
	X509_gmtime_adj(X509_getm_notBefore(x), -86400 * 400);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400 * days);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(x, subject);
	X509_set_pubkey(x, key);
	X509_add_ext(x, ext, -1);
	X509_EXTENSION_free(ext);
	ck_assert_int_gt(
	    X509_sign(
		x, key, EVP_PKEY_is_a(key, "ED25519") ? NULL : EVP_sha256()),
	    0);
	return x;
}

static inline void
fixture_add(struct cert_chain *chain, X509 *x)
{
	struct cert_blob *blob;
	uint8_t *der = NULL;
	int n = i2d_X509(x, &der);

	ck_assert_int_gt(n, 0);
	chain->certs =
	    xreallocarray(chain->certs, chain->n + 1, sizeof(*chain->certs));
	blob = &chain->certs[chain->n++];
	blob->der = xmemdup(der, (size_t)n);
	blob->len = (size_t)n;
	OPENSSL_free(der);
}

/* A self-signed chain of one. */
__attribute__((unused)) static struct cert_chain *
fixture_chain(const char *kind, const char *name, long days)
{
	struct cert_chain *chain = xcalloc(1, sizeof(*chain));
	X509 *x;

	chain->key = fixture_key(kind);
	x = fixture_self_signed(chain->key, name, days);
	fixture_add(chain, x);
	X509_free(x);
	return chain;
}

__attribute__((unused)) static void
fixture_chain_free(struct cert_chain *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		free(chain->certs[i].der);
	free(chain->certs);
	EVP_PKEY_free(chain->key);
	free(chain);
}

/* Verifies against the first certificate of the chain, if there is one. */
__attribute__((unused)) static SSL_CTX *
fixture_client(const struct cert_chain *trusted)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
	SSL_CTX_set_cipher_list(ctx, "ALL:@SECLEVEL=0");
	if (trusted != NULL) {
		const uint8_t *at = trusted->certs[0].der;
		X509 *x = d2i_X509(NULL, &at, (long)trusted->certs[0].len);

		X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), x);
		X509_free(x);
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	}
	return ctx;
}

/* A client whose wire is in memory. */
__attribute__((unused)) static SSL *
fixture_dial(SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);

	SSL_set0_rbio(ssl, BIO_new(BIO_s_mem()));
	SSL_set0_wbio(ssl, BIO_new(BIO_s_mem()));
	SSL_set_connect_state(ssl);
	return ssl;
}

__attribute__((unused)) static void
fixture_to_server(SSL *ssl, struct evbuffer *in)
{
	char *bytes;
	long n = BIO_get_mem_data(SSL_get_wbio(ssl), &bytes);

	if (n > 0)
		evbuffer_add(in, bytes, (size_t)n);
	(void)BIO_reset(SSL_get_wbio(ssl));
}

__attribute__((unused)) static void
fixture_to_client(SSL *ssl, struct evbuffer *out)
{
	size_t n = evbuffer_get_length(out);

	if (n > 0)
		BIO_write(SSL_get_rbio(ssl),
		    evbuffer_pullup(out, (ev_ssize_t)n), (int)n);
	evbuffer_drain(out, n);
}

#endif
