/* SPDX-License-Identifier: MIT */
/*
 * dns_name.h - a domain name in the form in which it is compared.  Pure.
 *
 * A name is kept as uncompressed wire octets in lower case (RFC 4343), so
 * that two names are the same when their octets are, and a parent is a tail
 * of its child.  For use inside sim/dns.
 */
#ifndef SIM_DNS_DNS_NAME_H
#define SIM_DNS_DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

#define DNS_NAME_MAX   255  /* octets on the wire, RFC 1035 2.3.4 */
#define DNS_NAME_TEXT  1025 /* every octet escaped, and a final zero */
#define DNS_LABELS_MAX 127

/* Some name of at most 255 octets, borrowed from wherever it lies. */
struct dns_octets {
	const uint8_t *at;
	size_t len;
};

struct dns_name {
	size_t len;
	unsigned labels; /* the root has none */
	uint8_t wire[DNS_NAME_MAX + 1];
	uint8_t at[DNS_LABELS_MAX + 1]; /* where each label starts */
};

/* False: these octets are not one whole name. */
MUST_USE bool dns_name_from_wire(
    struct dns_name *, const uint8_t *wire, size_t len);
/* Absolute, with or without the final dot; RFC 1035 escapes are known. */
MUST_USE bool dns_name_from_text(
    struct dns_name *, const char *text, struct err *);
/* "*." in front of the last so many labels; false: that would be too long. */
MUST_USE bool dns_name_wildcard(
    struct dns_name *, const struct dns_name *of, unsigned labels);

/* The last so many labels; borrowed. */
struct dns_octets dns_name_tail(const struct dns_name *, unsigned labels);
struct dns_octets dns_name_whole(const struct dns_name *);
/* Is it the same name as ancestor, or a name below it? */
bool dns_name_within(const struct dns_name *, struct dns_octets ancestor);
bool dns_octets_within(struct dns_octets, struct dns_octets ancestor);

/* Without the final dot; the root is ".". */
void dns_name_print(struct dns_octets, char text[DNS_NAME_TEXT]);

#endif
