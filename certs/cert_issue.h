/* SPDX-License-Identifier: MIT */
/*
 * cert_issue.h - one certificate, as its spec says.
 *
 * What is not crafted looks as a public CA of today makes it: CA/Browser Forum
 * Baseline Requirements, sections 7.1.2.7 (leaf), 7.1.2.10 (issuing CA) and
 * 7.1.2.1 (root).  No CRL or OCSP addresses: nobody would answer there.
 *
 * An issuer is only a name and a key, its certificate need not exist yet: two
 * authorities may sign each other.
 *
 * Errors: ERR_INPUT for a date that no certificate can hold, ERR_CRYPTO.
 */
#ifndef CERTS_CERT_ISSUE_H
#define CERTS_CERT_ISSUE_H

#include "certs/cert_chain.h"
#include "certs/cert_key.h"
#include "certs/cert_recipe.h"

#define CERT_SERIAL_LEN 16

/* Everything is borrowed. */
struct cert_order {
	const struct cert_spec *spec;
	const struct cert_key *key;
	const struct cert_spec *issuer; /* spec itself: self-signed */
	const struct cert_key *issuer_key;
	int64_t t0; /* seconds since 1970-01-01 UTC */
	uint8_t serial[CERT_SERIAL_LEN];
};

/* On success blob->der is allocated. */
MUST_USE bool cert_issue(
    const struct cert_order *, struct cert_blob *, struct err *);

#endif
