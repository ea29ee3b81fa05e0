/* SPDX-License-Identifier: MIT */
/*
 * cert_trust.h - what is believed (a CA bundle) and the TLS that goes with it.
 *
 * Loaded once, before any mail is handled; afterwards read only, so forked
 * children share it.  The settings of this machine's openssl.cnf do not
 * count: call cert_trust_begin() before anything else of OpenSSL is touched.
 */
#ifndef HARNESS_SENDER_CERT_TRUST_H
#define HARNESS_SENDER_CERT_TRUST_H

#include <stdbool.h>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "sim/base/err.h"

/*
 * Security bits that verified chains and their sessions must have: 112, which
 * is RSA-2048 and P-224 and SHA-224 (RFC 9325 4.1, 4.5).  An unverified
 * session takes what it gets, since it is better than none (RFC 7435).
 */
#define CERT_SECURITY_LEVEL 2

struct cert_trust {
	STACK_OF(X509) * anchors;
	SSL_CTX *ctx;
};

void cert_trust_begin(void);

/* bundle: a PEM file, or NULL to trust nobody. */
MUST_USE struct cert_trust *cert_trust_new(const char *bundle, struct err *);
/* Takes over the certificate.  For tests. */
void cert_trust_add(struct cert_trust *, X509 *);
void cert_trust_free(struct cert_trust *);

/* A client's side of one session; sni may be NULL (an address). */
SSL *cert_trust_session(
    const struct cert_trust *, const char *sni, bool will_verify);

#endif
