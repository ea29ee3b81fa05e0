/* SPDX-License-Identifier: MIT */
/*
 * cert_path.h - the path part of cert_examine.h: signatures, dates, basic and
 * name constraints, key usage, strength.  RFC 5280 6.1, by OpenSSL; only the
 * dates are our own, because OpenSSL 3.0 takes notAfter for the first second
 * after it, and 5280 4.1.2.5 for the last one of it.
 */
#ifndef HARNESS_SENDER_CERT_PATH_H
#define HARNESS_SENDER_CERT_PATH_H

#include <stdint.h>

#include "harness/sender/cert_findings.h"
#include "harness/sender/cert_trust.h"

/* Adds the faults of the best path to the findings. */
void cert_path_examine(const struct cert_trust *, STACK_OF(X509) * presented,
    int64_t now, struct cert_findings *);

#endif
