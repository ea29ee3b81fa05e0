/* SPDX-License-Identifier: MIT */
/*
 * cert_key.h - keys that are the same in every run with the same seed.
 *
 * A P-256 key is derived from the seed and its name, so that a run can be
 * repeated.  Nothing here is secret, and nothing signed with it is worth
 * anything outside of a simulated world.  The RSA key is a constant: making
 * one takes longer than a hundred chains.
 *
 * A ring owns its keys; they are made at first use.  Errors: ERR_CRYPTO.
 */
#ifndef CERTS_CERT_KEY_H
#define CERTS_CERT_KEY_H

#include <stdint.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "certs/cert_recipe.h"
#include "sim/base/err.h"

struct cert_key_ring;

/* A key and its identifier: RFC 5280 section 4.2.1.2, method (1). */
struct cert_key {
	EVP_PKEY *pkey;
	X509_PUBKEY *spki;
	uint8_t id[20];
};

struct cert_key_ring *cert_key_ring_new(uint64_t seed);
void cert_key_ring_free(struct cert_key_ring *);
/* The key lives as long as the ring; NULL: see err. */
MUST_USE const struct cert_key *cert_key_ring_get(
    struct cert_key_ring *, enum cert_key_kind, const char *name, struct err *);

/* SHA-256 of the seed, a purpose and a name: what is random but repeatable. */
MUST_USE bool cert_key_digest(uint64_t seed, const char *purpose,
    const char *name, uint8_t digest[32], struct err *);

/*
 * For a server whose key does not belong to its certificate: OpenSSL compares
 * public halves only, so this key passes for the one and signs with the
 * other.  Both are P-256; the result is the caller's (EVP_PKEY_free).
 */
MUST_USE EVP_PKEY *cert_key_mismatched(
    const EVP_PKEY *public_half, const EVP_PKEY *private_half, struct err *);

#endif
