/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_answer.h"

#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "sim/base/mem.h"
#include "sim/dns/dns_lookup.h"

#define HEADER_BYTES 12
#define ALIASES_MAX  16

/* Answering one query. */
struct job {
	const struct dns_asked *asked;
	ldns_pkt *query, *reply;
	enum dns_found found;
	struct dns_lookup lookup;
};

/* RFC 1035 4.1.1: what can be said when the query cannot be read. */
static size_t
header_only(const struct dns_asked *asked, ldns_pkt_rcode rcode, uint8_t *out)
{
	memset(out, 0, HEADER_BYTES);
	memcpy(out, asked->query, 2);
	out[2] = (uint8_t)(0x80 | (asked->query[2] & 0x79)); /* opcode, RD */
	out[3] = (uint8_t)rcode;
	return HEADER_BYTES;
}

/* ldns takes OPT out of the additional section; two of them are an error. */
static bool
has_two_opts(const struct dns_asked *asked, const ldns_pkt *query)
{
	unsigned said = (unsigned)asked->query[10] << 8 | asked->query[11];

	return said > ldns_pkt_arcount(query) + 1u &&
	       ldns_pkt_tsig(query) == NULL;
}

static bool
read_query(struct job *job)
{
	ldns_rdf *owner;

	if (ldns_wire2pkt(&job->query, job->asked->query, job->asked->len) !=
	    LDNS_STATUS_OK)
		return false;
	if (ldns_pkt_qdcount(job->query) != 1 ||
	    has_two_opts(job->asked, job->query))
		return false;
	owner =
	    ldns_rr_owner(ldns_rr_list_rr(ldns_pkt_question(job->query), 0));
	return dns_name_from_wire(
	    &job->lookup.name, ldns_rdf_data(owner), ldns_rdf_size(owner));
}

static void
begin_reply(struct job *job)
{
	const ldns_pkt *query = job->query;
	ldns_pkt *reply = ldns_pkt_new();
	ldns_rr *question =
	    ldns_rr_clone(ldns_rr_list_rr(ldns_pkt_question(query), 0));

	if (reply == NULL || question == NULL ||
	    !ldns_pkt_push_rr(reply, LDNS_SECTION_QUESTION, question))
		out_of_memory();
	ldns_pkt_set_id(reply, ldns_pkt_id(query));
	ldns_pkt_set_qr(reply, true);
	ldns_pkt_set_rd(reply, ldns_pkt_rd(query));
	ldns_pkt_set_ra(reply, job->asked->side == DNS_DOOR);
	ldns_pkt_set_cd(
	    reply, job->asked->side == DNS_DOOR && ldns_pkt_cd(query));
	if (ldns_pkt_edns(query)) {
		ldns_pkt_set_edns_udp_size(reply, DNS_UDP_MAX);
		ldns_pkt_set_edns_do(reply, ldns_pkt_edns_do(query));
	}
	job->reply = reply;
	job->lookup.reply = reply;
	job->lookup.type = ldns_rr_get_type(question);
	job->lookup.additional = job->asked->side == DNS_AUTHORITY;
}

/* Questions that are readable and still not to be looked up. */
static ldns_pkt_rcode
objection(const struct job *job)
{
	static const struct {
		ldns_rr_type type;
		ldns_pkt_rcode rcode;
	} types[] = {
	    {LDNS_RR_TYPE_AXFR, LDNS_RCODE_REFUSED},
	    {LDNS_RR_TYPE_IXFR, LDNS_RCODE_REFUSED},
	    {LDNS_RR_TYPE_MAILA, LDNS_RCODE_NOTIMPL},
	    {LDNS_RR_TYPE_MAILB, LDNS_RCODE_NOTIMPL},
	    {LDNS_RR_TYPE_TKEY, LDNS_RCODE_NOTIMPL},
	    {LDNS_RR_TYPE_TSIG, LDNS_RCODE_FORMERR},
	    {LDNS_RR_TYPE_OPT, LDNS_RCODE_FORMERR},
	    {(ldns_rr_type)0, LDNS_RCODE_FORMERR},
	};
	const ldns_rr *question =
	    ldns_rr_list_rr(ldns_pkt_question(job->query), 0);

	if (ldns_rr_get_class(question) != LDNS_RR_CLASS_IN)
		return LDNS_RCODE_REFUSED;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == job->lookup.type)
			return types[i].rcode;
	if (job->asked->side == DNS_DOOR && !ldns_pkt_rd(job->query))
		return LDNS_RCODE_REFUSED;
	return LDNS_RCODE_NOERROR;
}

static void
empty_section(ldns_pkt *pkt, ldns_rr_list *list, ldns_pkt_section section)
{
	ldns_rr *rr;

	while ((rr = ldns_rr_list_pop_rr(list)) != NULL)
		ldns_rr_free(rr);
	ldns_pkt_set_section_count(pkt, section, 0);
}

static void
drop_additional(ldns_pkt *pkt)
{
	empty_section(pkt, ldns_pkt_additional(pkt), LDNS_SECTION_ADDITIONAL);
}

static void
drop_all(ldns_pkt *pkt)
{
	empty_section(pkt, ldns_pkt_answer(pkt), LDNS_SECTION_ANSWER);
	empty_section(pkt, ldns_pkt_authority(pkt), LDNS_SECTION_AUTHORITY);
	drop_additional(pkt);
}

/* DS belongs to the zone above the cut (RFC 4035 3.1.4.1). */
static struct dns_entry *
zone_for(const struct dns_lookup *l, uint32_t server)
{
	struct dns_entry *parent = NULL;

	if (l->type == LDNS_RR_TYPE_DS && l->name.labels > 0)
		parent = dns_tree_deepest(
		    l->tree, &l->name, l->name.labels - 1, server);
	if (parent != NULL)
		return parent;
	return dns_tree_deepest(l->tree, &l->name, l->name.labels, server);
}

static bool
goes_in_a_circle(const struct dns_lookup *l)
{
	ldns_rdf name = dns_octets_rdf(dns_name_whole(&l->name));
	const ldns_rr_list *answer = ldns_pkt_answer(l->reply);

	for (size_t i = 0; i < ldns_rr_list_rr_count(answer); i++)
		if (ldns_dname_compare(
			ldns_rr_owner(ldns_rr_list_rr(answer, i)), &name) == 0)
			return true;
	return false;
}

/* As an authority: aliases are followed inside of the first zone only. */
static ldns_pkt_rcode
look_up_here(struct job *job)
{
	struct dns_lookup *l = &job->lookup;
	struct dns_entry *zone = zone_for(l, job->asked->server);

	if (zone == NULL)
		return LDNS_RCODE_REFUSED;
	job->found = dns_lookup(l, zone);
	ldns_pkt_set_aa(job->reply, job->found != DNS_REFERRAL);
	for (int i = 1; job->found == DNS_ALIAS && i < ALIASES_MAX; i++) {
		if (zone_for(l, job->asked->server) != zone ||
		    goes_in_a_circle(l))
			break;
		job->found = dns_lookup(l, zone);
	}
	return LDNS_RCODE_NOERROR;
}

/* As the door: aliases are followed wherever they lead. */
static ldns_pkt_rcode
look_up_everywhere(struct job *job)
{
	struct dns_lookup *l = &job->lookup;

	for (int i = 0; i < ALIASES_MAX; i++) {
		job->found = dns_lookup(l, zone_for(l, 0));
		if (job->found == DNS_REFERRAL) /* to no zone of this world */
			return LDNS_RCODE_SERVFAIL;
		if (job->found != DNS_ALIAS)
			return LDNS_RCODE_NOERROR;
		if (goes_in_a_circle(l))
			break;
	}
	return LDNS_RCODE_SERVFAIL;
}

static ldns_pkt_rcode
look_up(struct job *job)
{
	ldns_pkt_rcode rcode = job->asked->side == DNS_DOOR
				   ? look_up_everywhere(job)
				   : look_up_here(job);

	if (rcode == LDNS_RCODE_NOERROR && job->found == DNS_NXDOMAIN)
		return LDNS_RCODE_NXDOMAIN; /* also after aliases, RFC 6604 */
	if (job->found == DNS_BROKEN)
		return LDNS_RCODE_SERVFAIL;
	return rcode;
}

static void
fill_reply(struct job *job)
{
	ldns_pkt_rcode rcode;

	if (ldns_pkt_edns(job->query) &&
	    ldns_pkt_edns_version(job->query) != 0) {
		ldns_pkt_set_edns_extended_rcode(job->reply, 1); /* BADVERS */
		return;
	}
	rcode = objection(job);
	if (rcode == LDNS_RCODE_NOERROR)
		rcode = look_up(job);
	if (rcode == LDNS_RCODE_SERVFAIL) {
		drop_all(job->reply);
		ldns_pkt_set_aa(job->reply, false);
	}
	ldns_pkt_set_rcode(job->reply, (uint8_t)rcode);
}

static size_t
size_limit(const struct job *job, size_t cap)
{
	size_t limit = DNS_MESSAGE_MAX;

	if (!job->asked->tcp) {
		limit = ldns_pkt_edns_udp_size(job->query);
		if (limit < DNS_UDP_PLAIN || !ldns_pkt_edns(job->query))
			limit = DNS_UDP_PLAIN;
		if (limit > DNS_UDP_MAX)
			limit = DNS_UDP_MAX;
	}
	return limit < cap ? limit : cap;
}

/*
 * What is only additional goes first and needs no TC (RFC 2181 9), unless it
 * is the glue of a referral (RFC 9471 3).
 */
static void
cut_reply(struct job *job)
{
	if (ldns_pkt_arcount(job->reply) > 0) {
		drop_additional(job->reply);
		ldns_pkt_set_tc(job->reply, job->found == DNS_REFERRAL);
	} else {
		drop_all(job->reply);
		ldns_pkt_set_tc(job->reply, true);
	}
}

static size_t
write_reply(struct job *job, uint8_t *out, size_t cap)
{
	size_t limit = size_limit(job, cap), size = limit + 1;
	uint8_t *wire = NULL;

	for (int attempt = 0; attempt < 3 && size > limit; attempt++) {
		if (attempt > 0)
			cut_reply(job);
		free(wire);
		wire = NULL;
		if (ldns_pkt2wire(&wire, job->reply, &size) != LDNS_STATUS_OK)
			break;
	}
	if (wire == NULL || size > limit)
		size = header_only(job->asked, LDNS_RCODE_SERVFAIL, out);
	else
		memcpy(out, wire, size);
	free(wire);
	return size;
}

size_t
dns_answer(struct dns_tree *tree, const struct dns_asked *asked, uint8_t *out,
    size_t cap)
{
	struct job job = {.asked = asked, .found = DNS_FOUND};
	size_t len;

	if (asked->len < HEADER_BYTES || (asked->query[2] & 0x80) != 0)
		return 0;
	if ((asked->query[2] & 0x78) != 0)
		return header_only(asked, LDNS_RCODE_NOTIMPL, out);
	job.lookup.tree = tree;
	if (read_query(&job)) {
		begin_reply(&job);
		fill_reply(&job);
		len = write_reply(&job, out, cap);
	} else {
		len = header_only(asked, LDNS_RCODE_FORMERR, out);
	}
	ldns_pkt_free(job.query);
	ldns_pkt_free(job.reply);
	return len;
}
