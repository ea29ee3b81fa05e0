/* SPDX-License-Identifier: MIT */
#include "sim/tls/tls_identity.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "certs/cert_chain.h"
#include "sim/base/mem.h"
#include "sim/tls/tls_parsed.h"

/* Everything OpenSSL can sign with, so that no configuration limits it. */
#define SIGNATURES                                                     \
	"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:"        \
	"rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:" \
	"rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"    \
	"RSA+SHA256:RSA+SHA384:RSA+SHA512:"                            \
	"ECDSA+SHA224:ECDSA+SHA1:RSA+SHA224:RSA+SHA1"
#define GROUPS	"X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072"
#define CIPHERS "ALL:!aNULL:!eNULL"
#define CIPHERSUITES                                           \
	"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:" \
	"TLS_AES_128_GCM_SHA256"

/* No anonymous suites: Postfix offers them, and then sees no certificate. */
static bool
allow_everything(SSL_CTX *ctx)
{
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_clear_options(ctx, SSL_CTX_get_options(ctx));
	SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION |
				     SSL_OP_ENABLE_MIDDLEBOX_COMPAT |
				     SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_mode(
	    ctx, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_dh_auto(ctx, 1);
	return SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) == 1 &&
	       SSL_CTX_set_max_proto_version(ctx, 0) == 1 &&
	       SSL_CTX_set_cipher_list(ctx, CIPHERS) == 1 &&
	       SSL_CTX_set_ciphersuites(ctx, CIPHERSUITES) == 1 &&
	       SSL_CTX_set1_groups_list(ctx, GROUPS) == 1 &&
	       SSL_CTX_set1_sigalgs_list(ctx, SIGNATURES) == 1;
}

SSL_CTX *
tls_identity_context(void)
{
	SSL_CTX *ctx;

	/* If the library is up already this comes too late and does nothing;
	 * that is why allow_everything() leaves nothing to a default. */
	OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ctx = SSL_CTX_new(TLS_server_method());
	if (ctx == NULL || !allow_everything(ctx))
		out_of_memory();
	tls_parsed_keep(ctx);
	return ctx;
}

/*
 * Part of a secret number that is small enough for the other key: the given
 * key's own if it has one of that name, else any.
 */
static BIGNUM *
foreign_number(const EVP_PKEY *key, const char *name, int bits)
{
	BIGNUM *n = NULL;

	if (EVP_PKEY_get_bn_param(key, name, &n) != 1) {
		ERR_clear_error();
		n = BN_secure_new();
		if (n == NULL || BN_priv_rand(n, bits, BN_RAND_TOP_ONE,
				     BN_RAND_BOTTOM_ODD) != 1)
			out_of_memory();
	}
	if (BN_num_bits(n) > bits)
		BN_mask_bits(n, bits);
	if (BN_is_zero(n))
		BN_one(n);
	return n;
}

/* The private half alone, as parameters for a key of this public kind. */
static OSSL_PARAM *
foreign_half(const EVP_PKEY *public, const EVP_PKEY *key)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params;
	BIGNUM *number = NULL;
	uint8_t octets[64];
	int bits = EVP_PKEY_get_bits(public);
	bool rsa =
	    EVP_PKEY_is_a(public, "RSA") || EVP_PKEY_is_a(public, "RSA-PSS");
	int size = EVP_PKEY_is_a(public, "ED448") ? 57 : 32;

	if (bld == NULL)
		out_of_memory();
	if (rsa || EVP_PKEY_is_a(public, "EC")) {
		const char *name =
		    rsa ? OSSL_PKEY_PARAM_RSA_D : OSSL_PKEY_PARAM_PRIV_KEY;

		number = foreign_number(key, name, bits - 2);
		OSSL_PARAM_BLD_push_BN(bld, name, number);
	} else {
		if (RAND_priv_bytes(octets, size) != 1)
			out_of_memory();
		OSSL_PARAM_BLD_push_octet_string(
		    bld, OSSL_PKEY_PARAM_PRIV_KEY, octets, (size_t)size);
	}
	params = OSSL_PARAM_BLD_to_param(bld);
	OSSL_PARAM_BLD_free(bld);
	BN_clear_free(number);
	return params;
}

static EVP_PKEY *
marry(const EVP_PKEY *public, const EVP_PKEY *key)
{
	OSSL_PARAM *ours = NULL, *theirs = foreign_half(public, key), *both;
	EVP_PKEY_CTX *ctx =
	    EVP_PKEY_CTX_new_from_pkey(NULL, (EVP_PKEY *)public, NULL);
	EVP_PKEY *married = NULL;

	if (theirs == NULL || ctx == NULL)
		out_of_memory();
	if (EVP_PKEY_todata(public, EVP_PKEY_PUBLIC_KEY, &ours) == 1) {
		both = OSSL_PARAM_merge(ours, theirs);
		if (both == NULL)
			out_of_memory();
		if (EVP_PKEY_fromdata_init(ctx) != 1 ||
		    EVP_PKEY_fromdata(ctx, &married, EVP_PKEY_KEYPAIR, both) !=
			1)
			married = NULL;
		OSSL_PARAM_free(both);
	}
	OSSL_PARAM_free(ours);
	OSSL_PARAM_free(theirs);
	EVP_PKEY_CTX_free(ctx);
	return married;
}

/* The key itself if it fits the leaf; the caller frees the result. */
static EVP_PKEY *
key_that_passes(X509 *leaf, EVP_PKEY *key)
{
	EVP_PKEY *public = X509_get0_pubkey(leaf);

	if (public == NULL)
		return NULL;
	if (EVP_PKEY_eq(public, key) == 1) {
		EVP_PKEY_up_ref(key);
		return key;
	}
	ERR_clear_error();
	return marry(public, key);
}

static X509 *
certificate(SSL *ssl, const struct cert_chain *chain, size_t i, struct err *err)
{
	X509 *x = tls_parsed(SSL_get_SSL_CTX(ssl), &chain->certs[i], err);

	if (x == NULL)
		err_within(err, "certificate %zu", i + 1);
	return x;
}

static bool
use_leaf(SSL *ssl, const struct cert_chain *chain, struct err *err)
{
	X509 *leaf = certificate(ssl, chain, 0, err);
	EVP_PKEY *key;
	bool ok;

	if (leaf == NULL)
		return false;
	key = key_that_passes(leaf, chain->key);
	ok = key != NULL && SSL_use_certificate(ssl, leaf) == 1 &&
	     SSL_use_PrivateKey(ssl, key) == 1;
	if (!ok)
		err_crypto(err, "no server can use the leaf's key");
	EVP_PKEY_free(key);
	X509_free(leaf);
	return ok;
}

bool
tls_identity_use(SSL *ssl, const struct cert_chain *chain, struct err *err)
{
	if (chain->n == 0 || chain->key == NULL)
		return err_set(
		    err, ERR_CRYPTO, "a chain needs a certificate and a key");
	ERR_clear_error();
	if (!use_leaf(ssl, chain, err))
		return false;
	for (size_t i = 1; i < chain->n; i++) {
		X509 *x = certificate(ssl, chain, i, err);

		if (x == NULL)
			return false;
		if (SSL_add0_chain_cert(ssl, x) != 1) {
			X509_free(x);
			return err_crypto(err, "certificate %zu", i + 1);
		}
	}
	return true;
}
