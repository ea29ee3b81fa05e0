/* SPDX-License-Identifier: MIT */
/*
 * seal_trust.h - what programs in a sealed lab believe in.
 *
 * One bundle for those that read a file (GnuTLS and most others), and links
 * named after the subject's hash for OpenSSL's CApath.
 */
#ifndef HARNESS_LAB_SEAL_TRUST_H
#define HARNESS_LAB_SEAL_TRUST_H

#include "sim/base/err.h"

/* Replaces everything trusted so far by the certificates in this PEM text. */
MUST_USE bool seal_trust_install(const char *pem, struct err *);

#endif
