/* SPDX-License-Identifier: MIT */
/*
 * dns_line.h - can a zone be made of this?  Pure.
 *
 * For whoever takes names and records from people and wants to say at once
 * what is wrong with them.  The error is a sentence about the text itself.
 *
 *	RFC 1035 2.3.4: a label has at most 63 octets, a name 253 letters
 *	RFC 1035 5.1: the form of a line
 */
#ifndef SIM_DNS_DNS_LINE_H
#define SIM_DNS_DNS_LINE_H

#include <stdbool.h>

#include "sim/base/err.h"

/* A name in full, written without the final dot. */
MUST_USE bool dns_line_name(const char *name, struct err *);

/*
 * One record on one line, every name in it in full and with the final dot;
 * TTL and class may be left out.
 */
MUST_USE bool dns_line_record(const char *line, struct err *);

#endif
