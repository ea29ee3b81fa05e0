/* SPDX-License-Identifier: MIT */
/*
 * cert_odd.h - what a reader should notice about a certificate.
 *
 * Each finding is one call of the function, with a text that is valid during
 * the call.  Expired or not is not among them: that depends on the day.
 */
#ifndef CERTS_CERT_ODD_H
#define CERTS_CERT_ODD_H

#include <openssl/x509.h>

typedef void cert_odd_fn(void *arg, const char *text);

/* Of one certificate. */
void cert_odd_find(X509 *, cert_odd_fn *, void *arg);
/* Of a certificate and the one that was sent before it. */
void cert_odd_follow(X509 *before, X509 *, cert_odd_fn *, void *arg);

#endif
