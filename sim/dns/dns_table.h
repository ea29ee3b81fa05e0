/* SPDX-License-Identifier: MIT */
/*
 * dns_table.h - the names of all zones, a million of them if need be.  Pure.
 *
 * An entry is about fifty bytes and stays where it is until the table is
 * freed.  Entries are never taken out: a world grows, or it ends.  For use
 * inside sim/dns.
 */
#ifndef SIM_DNS_DNS_TABLE_H
#define SIM_DNS_DNS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/dns/dns_name.h"
#include "sim/dns/dns_tree.h"

struct dns_zone;

enum dns_kind {
	DNS_KIND_NOTHING, /* an empty non-terminal above a zone (RFC 8499) */
	DNS_KIND_IMPLIED, /* the root or a top-level zone that nobody wrote */
	DNS_KIND_TEXT,	  /* a zone with a text of its own */
	DNS_KIND_REVERSE, /* in-addr.arpa or ip6.arpa */
};

struct dns_entry {
	dns_zone_text_fn *text;
	void *arg;
	struct dns_zone
	    *zone; /* NULL until the first touch; the tree owns it */
	uint8_t kind;
	uint8_t labels;
	uint8_t len;
	uint8_t wire[];
};

struct dns_table;

struct dns_table *dns_table_new(void);
void dns_table_free(struct dns_table *);

struct dns_entry *dns_table_find(const struct dns_table *, struct dns_octets);
/* The entry that is there, or a new one of the kind DNS_KIND_NOTHING. */
struct dns_entry *dns_table_add(
    struct dns_table *, struct dns_octets, unsigned labels);

size_t dns_table_bytes(const struct dns_table *);

#endif
