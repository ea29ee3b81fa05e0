/* SPDX-License-Identifier: MIT */
#include "certs/cert_key.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <uthash.h>

#include "certs/keys/rsa2048.h"
#include "sim/base/mem.h"

#define POINT_LEN 65 /* of P-256, uncompressed */

struct ring_key {
	char *name;
	struct cert_key key;
	UT_hash_handle hh;
};

struct cert_key_ring {
	uint64_t seed;
	EC_GROUP *p256;
	struct ring_key *keys;
};

struct cert_key_ring *
cert_key_ring_new(uint64_t seed)
{
	struct cert_key_ring *ring = xcalloc(1, sizeof(*ring));

	ring->seed = seed;
	ring->p256 = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	if (ring->p256 == NULL)
		out_of_memory();
	return ring;
}

void
cert_key_ring_free(struct cert_key_ring *ring)
{
	struct ring_key *entry, *next;

	if (ring == NULL)
		return;
	entry = ring->keys;
	HASH_CLEAR(hh, ring->keys); /* leaves the entries linked */
	for (; entry != NULL; entry = next) {
		next = entry->hh.next;
		EVP_PKEY_free(entry->key.pkey);
		X509_PUBKEY_free(entry->key.spki);
		free(entry->name);
		free(entry);
	}
	EC_GROUP_free(ring->p256);
	free(ring);
}

bool
cert_key_digest(uint64_t seed, const char *purpose, const char *name,
    uint8_t digest[32], struct err *err)
{
	char *text =
	    xasprintf("%llu/%s/%s", (unsigned long long)seed, purpose, name);
	int ok =
	    EVP_Digest(text, strlen(text), digest, NULL, EVP_sha256(), NULL);

	free(text);
	return ok == 1 || err_crypto(err, "SHA-256");
}

static EVP_PKEY *
pkey_of_halves(const uint8_t point[POINT_LEN], const BIGNUM *scalar)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params = NULL;
	EVP_PKEY *pkey = NULL;

	if (ctx == NULL || build == NULL)
		out_of_memory();
	if (OSSL_PARAM_BLD_push_utf8_string(
		build, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) &&
	    OSSL_PARAM_BLD_push_octet_string(
		build, OSSL_PKEY_PARAM_PUB_KEY, point, POINT_LEN) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, scalar))
		params = OSSL_PARAM_BLD_to_param(build);
	if (params == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) != 1)
		pkey = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

/* digest mod (n - 1), plus 1: a scalar in 1 .. n-1. */
static bool
scalar_of_digest(const EC_GROUP *group, const uint8_t digest[32], BIGNUM *out)
{
	BIGNUM *limit = BN_dup(EC_GROUP_get0_order(group));
	BN_CTX *ctx = BN_CTX_new();
	bool ok;

	if (limit == NULL || ctx == NULL)
		out_of_memory();
	ok = BN_bin2bn(digest, 32, out) != NULL && BN_sub_word(limit, 1) &&
	     BN_mod(out, out, limit, ctx) && BN_add_word(out, 1);
	BN_CTX_free(ctx);
	BN_free(limit);
	return ok;
}

static EVP_PKEY *
derive_p256(const struct cert_key_ring *ring, const char *name, struct err *err)
{
	EC_POINT *point = EC_POINT_new(ring->p256);
	BIGNUM *scalar = BN_new();
	uint8_t digest[32], raw[POINT_LEN];
	EVP_PKEY *pkey = NULL;

	if (point == NULL || scalar == NULL)
		out_of_memory();
	if (cert_key_digest(ring->seed, "p256", name, digest, err) &&
	    scalar_of_digest(ring->p256, digest, scalar) &&
	    EC_POINT_mul(ring->p256, point, scalar, NULL, NULL, NULL) &&
	    EC_POINT_point2oct(ring->p256, point, POINT_CONVERSION_UNCOMPRESSED,
		raw, sizeof(raw), NULL) == sizeof(raw))
		pkey = pkey_of_halves(raw, scalar);
	if (pkey == NULL)
		err_crypto(err, "key %s", name);
	EC_POINT_free(point);
	BN_free(scalar);
	return pkey;
}

static EVP_PKEY *
load_rsa(struct err *err)
{
	BIO *bio = BIO_new_mem_buf(cert_key_rsa2048_pem, -1);
	EVP_PKEY *pkey;

	if (bio == NULL)
		out_of_memory();
	pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	if (pkey == NULL)
		err_crypto(err, "the RSA test key");
	BIO_free(bio);
	return pkey;
}

static bool
identify(struct cert_key *key, struct err *err)
{
	const unsigned char *bits;
	int len;
	bool ok;

	ok = X509_PUBKEY_set(&key->spki, key->pkey) == 1 &&
	     X509_PUBKEY_get0_param(NULL, &bits, &len, NULL, key->spki) == 1 &&
	     EVP_Digest(bits, (size_t)len, key->id, NULL, EVP_sha1(), NULL);
	return ok || err_crypto(err, "key identifier");
}

static struct ring_key *
make(struct cert_key_ring *ring, enum cert_key_kind kind, const char *name,
    struct err *err)
{
	struct ring_key *entry = xcalloc(1, sizeof(*entry));

	switch (kind) {
	case CERT_KEY_P256:
		entry->key.pkey = derive_p256(ring, name, err);
		break;
	case CERT_KEY_RSA2048:
		entry->key.pkey = load_rsa(err);
		break;
	}
	if (entry->key.pkey != NULL && identify(&entry->key, err))
		return entry;
	EVP_PKEY_free(entry->key.pkey);
	X509_PUBKEY_free(entry->key.spki);
	free(entry);
	return NULL;
}

const struct cert_key *
cert_key_ring_get(struct cert_key_ring *ring, enum cert_key_kind kind,
    const char *name, struct err *err)
{
	struct ring_key *entry;
	char *full = xasprintf("%d/%s", (int)kind, name);

	HASH_FIND_STR(ring->keys, full, entry);
	if (entry != NULL) {
		free(full);
		return &entry->key;
	}
	entry = make(ring, kind, name, err);
	if (entry == NULL) {
		free(full);
		return NULL;
	}
	entry->name = full;
	HASH_ADD_KEYPTR(hh, ring->keys, full, strlen(full), entry);
	return &entry->key;
}

EVP_PKEY *
cert_key_mismatched(
    const EVP_PKEY *public_half, const EVP_PKEY *private_half, struct err *err)
{
	uint8_t point[POINT_LEN];
	size_t len = 0;
	BIGNUM *scalar = NULL;
	EVP_PKEY *pkey = NULL;

	if (EVP_PKEY_get_octet_string_param(public_half,
		OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &len) &&
	    len == sizeof(point) &&
	    EVP_PKEY_get_bn_param(
		private_half, OSSL_PKEY_PARAM_PRIV_KEY, &scalar))
		pkey = pkey_of_halves(point, scalar);
	if (pkey == NULL)
		err_crypto(err, "a key of two halves");
	BN_free(scalar);
	return pkey;
}
