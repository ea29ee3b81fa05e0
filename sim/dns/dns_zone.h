/* SPDX-License-Identifier: MIT */
/*
 * dns_zone.h - one zone, parsed.  Pure.
 *
 * The records stand in canonical order of their owners (RFC 4034 6.1), the
 * types of an owner side by side, those of one type as they were written.
 * Owners are in lower case.  For use inside sim/dns.
 */
#ifndef SIM_DNS_DNS_ZONE_H
#define SIM_DNS_DNS_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ldns/ldns.h>
#include <sys/queue.h>

#include "sim/base/err.h"
#include "sim/dns/dns_name.h"

struct dns_entry;

struct dns_record {
	ldns_rr *rr;
	size_t written; /* its place in the text */
};

/* Some neighbours of a zone's records, borrowed; n may be 0. */
struct dns_records {
	const struct dns_record *at;
	size_t n;
};

struct dns_zone {
	struct dns_octets apex; /* borrowed from the entry */
	struct dns_record *records;
	size_t n;
	bool has_cuts; /* an NS below the apex */
	bool broken;   /* the text was wrong: every answer is SERVFAIL */

	TAILQ_ENTRY(dns_zone) recent; /* these two are the tree's */
	struct dns_entry *entry;
};

/*
 * A zone from its text (may be NULL), and what we supply: all records of
 * "more" (may be NULL), and SOA and NS with the given server where the text
 * has none at the apex.  Always returns a zone; if the text was wrong it is
 * broken, and err tells the line.
 */
struct dns_zone *dns_zone_new(struct dns_octets apex, const char *text,
    const char *more, const char *server, struct err *);
void dns_zone_free(struct dns_zone *);

struct dns_records dns_zone_at(const struct dns_zone *, struct dns_octets name);
bool dns_zone_has_below(const struct dns_zone *, struct dns_octets name);
struct dns_records dns_records_of(struct dns_records, ldns_rr_type);

/* Name as ldns wants to see it; borrows the octets, must not be freed. */
ldns_rdf dns_octets_rdf(struct dns_octets);
struct dns_octets dns_rdf_octets(const ldns_rdf *);

#endif
