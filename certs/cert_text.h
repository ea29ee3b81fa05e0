/* SPDX-License-Identifier: MIT */
/*
 * cert_text.h - a chain, told to people and to other programs.
 *
 * All results are allocated and the caller's.  Bytes that could fool a
 * terminal or a reader are made visible (text_printable).
 */
#ifndef CERTS_CERT_TEXT_H
#define CERTS_CERT_TEXT_H

#include <stdint.h>

#include "certs/cert_chain.h"
#include "sim/base/err.h"

/* A few lines for each certificate: names, dates as of now, what is odd. */
char *cert_text_short(const struct cert_chain *, int64_t now);

/* Everything, as `openssl x509 -text` shows it. */
char *cert_text_full(const struct cert_chain *);

/* PEM, in the order of the chain, whatever the bytes are. */
char *cert_text_pem(const struct cert_chain *);

/* The private key of the chain, in PEM; NULL: see err. */
MUST_USE char *cert_text_key_pem(const struct cert_chain *, struct err *);

/* "ends in 89 days", "ended 3 days ago", "begins in 60 seconds". */
char *cert_text_life(int64_t from, int64_t to, int64_t now);

#endif
