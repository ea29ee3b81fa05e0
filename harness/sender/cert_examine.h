/* SPDX-License-Identifier: MIT */
/*
 * cert_examine.h - everything that is wrong with a chain, for one host at one
 * time.  RFC 5280 6 with RFC 9525 6.
 *
 * Any valid path will do (RFC 4158): every path from the leaf through the
 * certificates that were sent to a trusted root is looked at, until one has
 * no fault; else the one with the fewest faults tells what is wrong.  The
 * dates of a root are not looked at: the trust anchor is a name and a key,
 * given from outside (RFC 5280 6.1.1 (d)).
 */
#ifndef HARNESS_SENDER_CERT_EXAMINE_H
#define HARNESS_SENDER_CERT_EXAMINE_H

#include <stdint.h>

#include "harness/sender/cert_findings.h"
#include "harness/sender/cert_trust.h"

/*
 * presented: leaf first, as it came; not changed.  host: the MX host name, or
 * an address.  Fills the findings, which need not be initialised.
 */
void cert_examine(const struct cert_trust *, STACK_OF(X509) * presented,
    const char *host, int64_t now, struct cert_findings *);

#endif
