/* SPDX-License-Identifier: MIT */
/*
 * dns_answer_fixture.h - a question in, the answer of the small
 * world out, in words.
 */
#ifndef TESTS_UNIT_SIM_DNS_ANSWER_FIXTURE_H
#define TESTS_UNIT_SIM_DNS_ANSWER_FIXTURE_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include <check.h>
#include <ldns/ldns.h>

#include "sim/dns/dns_answer.h"
#include "tests/unit/sim/dns_small_world.h"

#define ROOT 0x7f350001u
#define TLD  0x7f350002u
#define ZONE 0x7f350101u
#define ANY  0u

static struct dns_tree *tree;
static uint8_t answer[DNS_MESSAGE_MAX];

static inline void
set_up(void)
{
	tree = small_world_new();
}

static inline void
tear_down(void)
{
	dns_tree_free(tree);
}

/* "MX plain.example" -> wire, RD set as a stub resolver does. */
static inline ldns_pkt *
question(const char *text)
{
	char type[16], name[300];
	ldns_pkt *pkt = NULL;

	ck_assert_int_eq(sscanf(text, "%15s %299s", type, name), 2);
	ldns_pkt_query_new_frm_str(&pkt, name, ldns_get_rr_type_by_name(type),
	    LDNS_RR_CLASS_IN, LDNS_RD);
	ck_assert_ptr_nonnull(pkt);
	ldns_pkt_set_id(pkt, 0x1234);
	return pkt;
}

static inline size_t
ask_octets(const struct dns_asked *how, const uint8_t *query, size_t len)
{
	struct dns_asked asked = *how;

	asked.query = query;
	asked.len = len;
	return dns_answer(tree, &asked, answer, sizeof(answer));
}

/* Frees the question. */
static inline size_t
ask(const struct dns_asked *how, ldns_pkt *pkt)
{
	uint8_t *wire;
	size_t len, n;

	ck_assert_int_eq(ldns_pkt2wire(&wire, pkt, &len), LDNS_STATUS_OK);
	n = ask_octets(how, wire, len);
	free(wire);
	ldns_pkt_free(pkt);
	return n;
}

static inline ldns_pkt *
parsed(size_t n)
{
	ldns_pkt *pkt = NULL;

	ck_assert_int_eq(ldns_wire2pkt(&pkt, answer, n), LDNS_STATUS_OK);
	return pkt;
}

/* "mx.plain.example. A 127.16.0.1", without TTL and class. */
static inline char *
print_record(char *to, const ldns_rr *rr)
{
	char *text = ldns_rr2str(rr), *rest = text;
	const char *owner = strsep(&rest, "\t");

	strsep(&rest, "\t");
	strsep(&rest, "\t");
	for (char *c = rest; *c != '\0'; c++)
		if (*c == '\t')
			*c = ' ';
	rest[strcspn(rest, "\n")] = '\0';
	to += sprintf(to, "%s %s", owner, rest);
	free(text);
	return to;
}

static inline char *
print_section(char *to, const char *mark, const ldns_rr_list *list)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		to += sprintf(to, "%s", i == 0 ? mark : ", ");
		to = print_record(to, ldns_rr_list_rr(list, i));
	}
	return to;
}

static inline const char *
told(size_t n)
{
	static char text[20000];
	char *to = text, *rcode;
	ldns_pkt *pkt = parsed(n);

	ck_assert(ldns_pkt_qr(pkt) && ldns_pkt_id(pkt) == 0x1234);
	ck_assert(!ldns_pkt_ad(pkt));
	rcode = ldns_pkt_rcode2str(ldns_pkt_get_rcode(pkt));
	to += sprintf(to, "%s%s%s%s", rcode, ldns_pkt_aa(pkt) ? " aa" : "",
	    ldns_pkt_ra(pkt) ? " ra" : "", ldns_pkt_tc(pkt) ? " tc" : "");
	free(rcode);
	to = print_section(to, " | ", ldns_pkt_answer(pkt));
	to = print_section(to, " / ", ldns_pkt_authority(pkt));
	print_section(to, " + ", ldns_pkt_additional(pkt));
	ldns_pkt_free(pkt);
	return text;
}

#define SOA(zone, of)                                        \
	" / " zone " SOA " of ".dns-servers. postmaster." of \
	".dns-servers. 1 3600 900 604800 60"
#define PLAIN_SOA SOA("plain.example.", "zone")
#define TLD_NS	  " / example. NS tld.dns-servers. + tld.dns-servers. A 127.53.0.2"

#endif
