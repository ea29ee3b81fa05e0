/* SPDX-License-Identifier: MIT */
/*
 * sender_name.h - does this certificate name mean that host?  RFC 9525 6.
 *
 * "Presented" is what one subjectAltName entry holds, any bytes at all;
 * "reference" is the MX host name as it stands in the MX record.  The
 * Common Name is no identifier (RFC 9525 2) and has no function here.
 *
 * The answer tells the narrowest rule by which the two match; whether a
 * relaxed match is good enough is for the policy to say.  The decisions:
 *
 *  - ASCII case does not count (9525 6.3, RFC 4343).
 *  - "*" is the complete leftmost label and covers exactly one label (6.3).
 *    Anything else with a "*" in it matches nothing.
 *  - A presented name that ends in a dot is not in the preferred name syntax
 *    (RFC 5280 4.2.1.6 with RFC 1034 3.5) and matches nothing.  The dot of a
 *    reference is only how a zone file writes it, and does not count.
 *  - NUL, bytes over 127 and other bytes that no host name has match nothing
 *    (5280 4.2.1.6, 7.2: internationalised names are A-labels).
 *  - A wildcard at a public suffix matches nothing (9525 7.1, product rule).
 *  - A reference that is an address, or has a "*" itself, is no DNS name.
 *
 * Pure.
 */
#ifndef HARNESS_SENDER_SENDER_NAME_H
#define HARNESS_SENDER_SENDER_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum name_match {
	NAME_DIFFERS,
	NAME_RELAXED,  /* only if "*" may cover more than one label */
	NAME_WILDCARD, /* "*" covers one label */
	NAME_SAME,
};

struct name_answer {
	enum name_match match;
	const char *clause; /* static */
	const char *why;    /* static, a sentence without a full stop */
};

struct name_answer sender_name_dns(
    const char *presented, size_t len, const char *reference);

/*
 * iPAddress entries: the octets of the address, 4 or 16 (RFC 9525 6.4).  The
 * reference is an address as text, without brackets or "IPv6:".
 */
struct name_answer sender_name_address(
    const uint8_t *presented, size_t len, const char *reference);

/* Is this host name an address as text? */
bool sender_name_is_address(const char *host);

#endif
