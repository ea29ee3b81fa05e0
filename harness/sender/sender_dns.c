/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_dns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/time.h>

#include <ldns/ldns.h>

#include "sim/base/mem.h"

#define EDNS_SIZE     1232 /* what the DNS flag day of 2020 agreed on */
#define ALIASES_MAX   8
#define SEND_ATTEMPTS 2

struct sender_dns {
	ldns_resolver *resolver;
};

struct sender_dns *
sender_dns_new(
    const char *address, uint16_t port, unsigned timeout_s, struct err *err)
{
	struct sender_dns *dns;
	struct timeval timeout = {.tv_sec = (time_t)timeout_s};
	ldns_rdf *server = ldns_rdf_new_frm_str(
	    strchr(address, ':') ? LDNS_RDF_TYPE_AAAA : LDNS_RDF_TYPE_A,
	    address);

	if (server == NULL) {
		err_set(err, ERR_USAGE, "\"%s\" is no address of a resolver",
		    address);
		return NULL;
	}
	dns = xcalloc(1, sizeof(*dns));
	dns->resolver = ldns_resolver_new();
	if (dns->resolver == NULL)
		out_of_memory();
	ldns_resolver_push_nameserver(dns->resolver, server);
	ldns_rdf_deep_free(server);
	ldns_resolver_set_port(dns->resolver, port);
	ldns_resolver_set_recursive(dns->resolver, true);
	ldns_resolver_set_timeout(dns->resolver, timeout);
	ldns_resolver_set_retry(dns->resolver, SEND_ATTEMPTS);
	ldns_resolver_set_retrans(dns->resolver, 0);
	ldns_resolver_set_edns_udp_size(dns->resolver, EDNS_SIZE);
	return dns;
}

void
sender_dns_free(struct sender_dns *dns)
{
	if (dns == NULL)
		return;
	ldns_resolver_deep_free(dns->resolver);
	free(dns);
}

/* Is this the answer to that question?  ldns does not ask. */
static bool
answers(const ldns_pkt *answer, const ldns_rdf *name, ldns_rr_type type)
{
	const ldns_rr_list *question = ldns_pkt_question(answer);
	const ldns_rr *rr;

	if (!ldns_pkt_qr(answer) || ldns_rr_list_rr_count(question) != 1)
		return false;
	rr = ldns_rr_list_rr(question, 0);
	return ldns_rr_get_type(rr) == type &&
	       ldns_dname_compare(ldns_rr_owner(rr), name) == 0;
}

static ldns_pkt *
ask(struct sender_dns *dns, const ldns_rdf *name, ldns_rr_type type)
{
	ldns_pkt *query = NULL, *answer = NULL;
	uint16_t id;

	if (ldns_resolver_prepare_query_pkt(&query, dns->resolver, name, type,
		LDNS_RR_CLASS_IN, LDNS_RD) != LDNS_STATUS_OK)
		return NULL;
	id = ldns_pkt_id(query);
	if (ldns_resolver_send_pkt(&answer, dns->resolver, query) !=
		LDNS_STATUS_OK ||
	    answer == NULL || ldns_pkt_id(answer) != id ||
	    !answers(answer, name, type)) {
		ldns_pkt_free(answer);
		answer = NULL;
	}
	ldns_pkt_free(query);
	return answer;
}

/* The target of an alias at this name in the answer, or NULL. */
static ldns_rdf *
alias_of(const ldns_rr_list *rrs, const ldns_rdf *name)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(rrs); i++) {
		ldns_rr *rr = ldns_rr_list_rr(rrs, i);

		if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME &&
		    ldns_dname_compare(ldns_rr_owner(rr), name) == 0)
			return ldns_rr_rdf(rr, 0);
	}
	return NULL;
}

typedef void take_fn(const ldns_rr *, void *into);

static size_t
take_at(const ldns_rr_list *rrs, const ldns_rdf *name, ldns_rr_type type,
    take_fn *take, void *into)
{
	size_t taken = 0;

	for (size_t i = 0; i < ldns_rr_list_rr_count(rrs); i++) {
		ldns_rr *rr = ldns_rr_list_rr(rrs, i);

		if (ldns_rr_get_type(rr) != type ||
		    ldns_dname_compare(ldns_rr_owner(rr), name) != 0)
			continue;
		take(rr, into);
		taken++;
	}
	return taken;
}

static enum dns_result
result_of(const ldns_pkt *answer)
{
	switch (ldns_pkt_get_rcode(answer)) {
	case LDNS_RCODE_NOERROR:
		return DNS_NODATA;
	case LDNS_RCODE_NXDOMAIN:
		return DNS_NXDOMAIN;
	default: /* not ours to enumerate: the registry grows */
		return DNS_FAILED;
	}
}

struct question {
	ldns_rr_type type;
	take_fn *take;
	void *into;
};

/*
 * Follows aliases inside one answer.  *name is where that ends; it borrows
 * from the answer.  True if records were taken.
 */
static bool
read_answer(
    const ldns_pkt *answer, const struct question *q, const ldns_rdf **name)
{
	const ldns_rr_list *rrs = ldns_pkt_answer(answer);
	const ldns_rdf *target;

	for (int hops = 0; hops < ALIASES_MAX; hops++) {
		if (take_at(rrs, *name, q->type, q->take, q->into) > 0)
			return true;
		target = alias_of(rrs, *name);
		if (target == NULL)
			return false;
		*name = target;
	}
	return false;
}

static enum dns_result
look_up(struct sender_dns *dns, const char *text, const struct question *q)
{
	ldns_rdf *name = ldns_dname_new_frm_str(text);
	enum dns_result result = DNS_FAILED;

	for (int hops = 0; name != NULL && hops < ALIASES_MAX; hops++) {
		ldns_pkt *answer = ask(dns, name, q->type);
		const ldns_rdf *end = name;
		ldns_rdf *next = NULL;

		if (answer == NULL)
			break;
		result = result_of(answer);
		if (result != DNS_FAILED && read_answer(answer, q, &end))
			result = DNS_FOUND;
		else if (result == DNS_NODATA && end != name)
			next = ldns_rdf_clone(end);
		ldns_pkt_free(answer);
		ldns_rdf_deep_free(name);
		name = next;
	}
	if (name != NULL) { /* no answer, or aliases without end */
		ldns_rdf_deep_free(name);
		return DNS_FAILED;
	}
	return result;
}

static void
name_text(const ldns_rdf *rdf, char *out, size_t cap)
{
	char *text = ldns_rdf2str(rdf);
	size_t n = text == NULL ? 0 : strlen(text);

	if (n > 0 && text[n - 1] == '.')
		n--;
	snprintf(out, cap, "%.*s", (int)n, text == NULL ? "" : text);
	free(text);
}

static void
take_mx(const ldns_rr *rr, void *into)
{
	struct mx_list *found = into;
	struct mx *mx;

	if (found->n == ROUTE_MX || ldns_rr_rd_count(rr) != 2)
		return;
	mx = &found->list[found->n++];
	mx->preference = ldns_rdf2native_int16(ldns_rr_rdf(rr, 0));
	name_text(ldns_rr_rdf(rr, 1), mx->name, sizeof(mx->name));
}

enum dns_result
sender_dns_mx(struct sender_dns *dns, const char *name, struct mx_list *found)
{
	struct question q = {LDNS_RR_TYPE_MX, take_mx, found};

	found->n = 0;
	return look_up(dns, name, &q);
}

static void
take_address(const ldns_rr *rr, void *into)
{
	struct address_list *found = into;

	if (found->n < DNS_ADDRESSES && ldns_rr_rd_count(rr) == 1)
		name_text(ldns_rr_rdf(rr, 0), found->text[found->n++],
		    sizeof(found->text[0]));
}

enum dns_result
sender_dns_addresses(
    struct sender_dns *dns, const char *name, struct address_list *found)
{
	struct question six = {LDNS_RR_TYPE_AAAA, take_address, found};
	struct question four = {LDNS_RR_TYPE_A, take_address, found};
	enum dns_result a, aaaa;

	found->n = 0;
	aaaa = look_up(dns, name, &six);
	a = look_up(dns, name, &four);
	if (found->n > 0)
		return DNS_FOUND;
	if (a == DNS_FAILED || aaaa == DNS_FAILED)
		return DNS_FAILED;
	return a;
}
