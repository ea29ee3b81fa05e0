/* SPDX-License-Identifier: MIT */
/*
 * dns_lookup.h - what one zone says about a name (RFC 1034 4.3.2, step 3).
 * Pure; for use inside sim/dns.
 */
#ifndef SIM_DNS_DNS_LOOKUP_H
#define SIM_DNS_DNS_LOOKUP_H

#include <stdbool.h>

#include <ldns/ldns.h>

#include "sim/dns/dns_tree_parts.h"

enum dns_found {
	DNS_FOUND,
	DNS_ALIAS,    /* a CNAME: name has become its target */
	DNS_NODATA,   /* the name is there, the type is not (RFC 2308 2.2) */
	DNS_NXDOMAIN, /* RFC 2308 2.1 */
	DNS_REFERRAL, /* another zone knows */
	DNS_BROKEN,   /* the text of the zone is wrong */
};

struct dns_lookup {
	struct dns_tree *tree;
	struct dns_name name;
	ldns_rr_type type;
	bool additional; /* also addresses of the hosts that are named */
	ldns_pkt *reply; /* records go in here */
};

/* The zone must hold the name. */
enum dns_found dns_lookup(struct dns_lookup *, struct dns_entry *zone);

#endif
