/* SPDX-License-Identifier: MIT */
/*
 * cert_chain.h - what a server presents.
 *
 * The certificates are DER and need not be anything that OpenSSL can parse.
 * They go out in this order, whatever it is; the key is the leaf's, unless a
 * case wants another.  The shelf owns all of it.
 */
#ifndef CERTS_CERT_CHAIN_H
#define CERTS_CERT_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

struct cert_blob {
	uint8_t *der;
	size_t len;
};

struct cert_chain {
	struct cert_blob *certs;
	size_t n;
	EVP_PKEY *key;
};

#endif
