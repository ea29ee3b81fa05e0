/* SPDX-License-Identifier: MIT */
/*
 * cert_bundle.h - a bundle of authorities, one by one, as OpenSSL files them.
 *
 * OpenSSL finds an authority in a folder by a file name made of a hash of its
 * subject (openssl-rehash(1)).
 */
#ifndef CERTS_CERT_BUNDLE_H
#define CERTS_CERT_BUNDLE_H

#include <stddef.h>

#include "sim/base/err.h"

/* One authority; valid during the call. */
struct cert_authority {
	size_t number; /* counted from 0 */
	const char *pem;
	size_t len;
	unsigned long subject_hash;
};

typedef bool cert_bundle_fn(
    const struct cert_authority *, void *arg, struct err *);

/* Stops at the first that fails. */
MUST_USE bool cert_bundle_each(
    const char *bundle_pem, cert_bundle_fn *, void *arg, struct err *);

#endif
