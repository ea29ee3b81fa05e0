/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_lookup.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/dns/dns_reverse.h"

#define ADDITIONAL_HOSTS 16

/* The reply owns what is in it, and frees it deep: so it gets copies. */
static ldns_rr *
push(struct dns_lookup *l, ldns_pkt_section section, const ldns_rr *rr)
{
	ldns_rr *copy = ldns_rr_clone(rr);

	if (copy == NULL || !ldns_pkt_push_rr(l->reply, section, copy))
		out_of_memory();
	return copy;
}

static void
push_all(
    struct dns_lookup *l, ldns_pkt_section section, struct dns_records records)
{
	for (size_t i = 0; i < records.n; i++)
		push(l, section, records.at[i].rr);
}

static void
set_owner(ldns_rr *rr, struct dns_octets name)
{
	ldns_rdf rdf = dns_octets_rdf(name);

	ldns_rdf_deep_free(ldns_rr_owner(rr));
	ldns_rr_set_owner(rr, ldns_rdf_clone(&rdf));
}

/* The host that a record sends its reader to, or NULL. */
static const ldns_rdf *
host_named(const ldns_rr *rr)
{
	switch ((int)ldns_rr_get_type(rr)) {
	case LDNS_RR_TYPE_NS:
		return ldns_rr_rdf(rr, 0);
	case LDNS_RR_TYPE_MX:
		return ldns_rr_rdf(rr, 1);
	case LDNS_RR_TYPE_SRV:
		return ldns_rr_rdf(rr, 3);
	default: /* all other types name no host */
		return NULL;
	}
}

static void
push_addresses(
    struct dns_lookup *l, const struct dns_zone *zone, const ldns_rdf *host)
{
	struct dns_octets octets = dns_rdf_octets(host);
	struct dns_name name;
	struct dns_records at;

	if (!dns_name_from_wire(&name, octets.at, octets.len) ||
	    !dns_name_within(&name, zone->apex))
		return;
	at = dns_zone_at(zone, dns_name_whole(&name));
	push_all(
	    l, LDNS_SECTION_ADDITIONAL, dns_records_of(at, LDNS_RR_TYPE_A));
	push_all(
	    l, LDNS_SECTION_ADDITIONAL, dns_records_of(at, LDNS_RR_TYPE_AAAA));
}

static bool
is_named_before(struct dns_records records, size_t i)
{
	const ldns_rdf *host = host_named(records.at[i].rr);

	while (i-- > 0)
		if (ldns_dname_compare(host, host_named(records.at[i].rr)) == 0)
			return true;
	return false;
}

/* RFC 1034 4.3.2 step 6, as far as this zone knows. */
static void
push_hosts(struct dns_lookup *l, const struct dns_zone *zone,
    struct dns_records records)
{
	for (size_t i = 0; i < records.n && i < ADDITIONAL_HOSTS; i++) {
		const ldns_rdf *host = host_named(records.at[i].rr);

		if (host != NULL && !is_named_before(records, i))
			push_addresses(l, zone, host);
	}
}

/* RFC 2308 3: SOA, to be remembered for no longer than its last field. */
static enum dns_found
deny(struct dns_lookup *l, const struct dns_zone *zone, enum dns_found how)
{
	struct dns_records soa =
	    dns_records_of(dns_zone_at(zone, zone->apex), LDNS_RR_TYPE_SOA);
	uint32_t minimum;
	ldns_rr *rr;

	if (soa.n == 0)
		return how;
	rr = push(l, LDNS_SECTION_AUTHORITY, soa.at[0].rr);
	minimum = ldns_rdf2native_int32(ldns_rr_rdf(rr, 6));
	if (minimum < ldns_rr_ttl(rr))
		ldns_rr_set_ttl(rr, minimum);
	return how;
}

/* The NS records at a cut and the glue; the child's own zone knows best. */
static enum dns_found
refer(struct dns_lookup *l, const struct dns_zone *parent,
    const struct dns_zone *child, struct dns_octets cut)
{
	const struct dns_zone *source = child != NULL ? child : parent;
	struct dns_records ns =
	    dns_records_of(dns_zone_at(source, cut), LDNS_RR_TYPE_NS);

	push_all(l, LDNS_SECTION_AUTHORITY, ns);
	push_hosts(l, source, ns);
	if (child != NULL)
		push_hosts(l, parent, ns);
	return DNS_REFERRAL;
}

/* A name that the parent serves although a zone begins there: DS, RFC 4035. */
static bool
is_parents_own(const struct dns_lookup *l, unsigned labels)
{
	return labels == l->name.labels && l->type == LDNS_RR_TYPE_DS;
}

/* Is there a zone cut on the way down to the name? */
static bool
meets_cut(
    struct dns_lookup *l, const struct dns_entry *entry, struct dns_zone *zone)
{
	unsigned labels = entry->labels;

	while (++labels <= l->name.labels && !is_parents_own(l, labels)) {
		struct dns_octets tail = dns_name_tail(&l->name, labels);
		struct dns_entry *below = dns_tree_entry(l->tree, tail);

		if (dns_entry_is_zone(below)) {
			refer(l, zone, dns_tree_open(l->tree, below), tail);
			return true;
		}
		if (zone->has_cuts &&
		    dns_records_of(dns_zone_at(zone, tail), LDNS_RR_TYPE_NS).n >
			0) {
			refer(l, zone, NULL, tail);
			return true;
		}
	}
	return false;
}

static enum dns_found
follow(struct dns_lookup *l, const ldns_rr *cname)
{
	struct dns_octets target = dns_rdf_octets(ldns_rr_rdf(cname, 0));

	if (!dns_name_from_wire(&l->name, target.at, target.len))
		return DNS_BROKEN;
	return DNS_ALIAS;
}

/* The records of the name, or of the wildcard that stands for it. */
static enum dns_found
answer_from(
    struct dns_lookup *l, const struct dns_zone *zone, struct dns_records at)
{
	bool any = l->type == LDNS_RR_TYPE_ANY;
	struct dns_records found = any ? at : dns_records_of(at, l->type);
	bool alias = found.n == 0;

	if (alias)
		found = dns_records_of(at, LDNS_RR_TYPE_CNAME);
	if (found.n == 0)
		return deny(l, zone, DNS_NODATA);
	for (size_t i = 0; i < found.n; i++) {
		ldns_rr *rr = push(l, LDNS_SECTION_ANSWER, found.at[i].rr);

		set_owner(rr, dns_name_whole(&l->name));
	}
	if (alias)
		return follow(l, found.at[0].rr);
	if (l->additional && !any)
		push_hosts(l, zone, found);
	return DNS_FOUND;
}

static bool
exists(const struct dns_lookup *l, const struct dns_zone *zone,
    struct dns_octets name)
{
	return dns_zone_at(zone, name).n > 0 ||
	       dns_zone_has_below(zone, name) ||
	       dns_tree_entry(l->tree, name) != NULL;
}

/* RFC 4592: the wildcard right below the closest name that exists. */
static enum dns_found
try_wildcard(struct dns_lookup *l, const struct dns_entry *entry,
    const struct dns_zone *zone)
{
	unsigned closest = l->name.labels - 1;
	struct dns_records at = {NULL, 0};
	struct dns_name star;

	while (closest > entry->labels &&
	       !exists(l, zone, dns_name_tail(&l->name, closest)))
		closest--;
	if (dns_name_wildcard(&star, &l->name, closest))
		at = dns_zone_at(zone, dns_name_whole(&star));
	return at.n > 0 ? answer_from(l, zone, at)
			: deny(l, zone, DNS_NXDOMAIN);
}

static bool
push_pointer(struct dns_lookup *l, const char *host)
{
	ldns_rdf owner = dns_octets_rdf(dns_name_whole(&l->name));
	ldns_rdf *target = ldns_dname_new_frm_str(host);
	ldns_rr *rr;

	if (target == NULL)
		return false;
	rr = ldns_rr_new_frm_type(LDNS_RR_TYPE_PTR);
	ldns_rr_set_owner(rr, ldns_rdf_clone(&owner));
	ldns_rr_set_ttl(rr, 300);
	ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
	ldns_rr_set_rdf(rr, target, 0);
	if (!ldns_pkt_push_rr(l->reply, LDNS_SECTION_ANSWER, rr))
		out_of_memory();
	return true;
}

static enum dns_found
reverse(struct dns_lookup *l, const struct dns_zone *zone)
{
	char address[DNS_ADDRESS_TEXT];
	const char *host;

	switch (dns_reverse_read(&l->name, address)) {
	case DNS_REVERSE_NONE:
		return deny(l, zone, DNS_NXDOMAIN);
	case DNS_REVERSE_PART:
		return deny(l, zone, DNS_NODATA);
	case DNS_REVERSE_WHOLE:
		break;
	}
	host = dns_tree_host(l->tree, address);
	if (host == NULL)
		return deny(l, zone, DNS_NXDOMAIN);
	if (l->type != LDNS_RR_TYPE_PTR && l->type != LDNS_RR_TYPE_ANY)
		return deny(l, zone, DNS_NODATA);
	return push_pointer(l, host) ? DNS_FOUND : deny(l, zone, DNS_NXDOMAIN);
}

enum dns_found
dns_lookup(struct dns_lookup *l, struct dns_entry *entry)
{
	struct dns_octets name = dns_name_whole(&l->name);
	struct dns_zone *zone = dns_tree_open(l->tree, entry);
	struct dns_records at;

	if (zone->broken)
		return DNS_BROKEN;
	if (meets_cut(l, entry, zone))
		return DNS_REFERRAL;
	if (entry->kind == DNS_KIND_REVERSE && l->name.labels > entry->labels)
		return reverse(l, zone);
	at = dns_zone_at(zone, name);
	if (at.n > 0)
		return answer_from(l, zone, at);
	if (exists(l, zone, name))
		return deny(l, zone, DNS_NODATA);
	return try_wildcard(l, entry, zone);
}
