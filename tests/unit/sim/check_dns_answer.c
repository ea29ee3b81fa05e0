/* SPDX-License-Identifier: MIT */
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

static void
set_up(void)
{
	tree = small_world_new();
}

static void
tear_down(void)
{
	dns_tree_free(tree);
}

/* "MX plain.example" -> wire, RD set as a stub resolver does. */
static ldns_pkt *
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

static size_t
ask_octets(const struct dns_asked *how, const uint8_t *query, size_t len)
{
	struct dns_asked asked = *how;

	asked.query = query;
	asked.len = len;
	return dns_answer(tree, &asked, answer, sizeof(answer));
}

/* Frees the question. */
static size_t
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

static ldns_pkt *
parsed(size_t n)
{
	ldns_pkt *pkt = NULL;

	ck_assert_int_eq(ldns_wire2pkt(&pkt, answer, n), LDNS_STATUS_OK);
	return pkt;
}

/* "mx.plain.example. A 127.16.0.1", without TTL and class. */
static char *
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

static char *
print_section(char *to, const char *mark, const ldns_rr_list *list)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		to += sprintf(to, "%s", i == 0 ? mark : ", ");
		to = print_record(to, ldns_rr_list_rr(list, i));
	}
	return to;
}

static const char *
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

static const struct row {
	enum dns_side side;
	uint32_t server;
	const char *question, *answer;
} rows[] = {
    /* the root knows the top-level zones */
    {DNS_AUTHORITY, ROOT, "NS .",
	"NOERROR aa | . NS root.dns-servers. + root.dns-servers. A 127.53.0.1"},
    {DNS_AUTHORITY, ROOT, "MX plain.example", "NOERROR" TLD_NS},
    {DNS_AUTHORITY, ROOT, "NS example", "NOERROR" TLD_NS},
    {DNS_AUTHORITY, ROOT, "DS example", "NOERROR aa" SOA(".", "root")},
    {DNS_AUTHORITY, ROOT, "A nowhere", "NXDOMAIN aa" SOA(".", "root")},
    {DNS_AUTHORITY, ROOT, "A dns-servers", "NOERROR aa" SOA(".", "root")},
    {DNS_AUTHORITY, ROOT, "A zone.dns-servers",
	"NOERROR aa | zone.dns-servers. A 127.53.1.1"},
    {DNS_AUTHORITY, ROOT, "PTR 1.0.16.127.in-addr.arpa",
	"NOERROR / arpa. NS tld.dns-servers. + tld.dns-servers. A 127.53.0.2"},

    /* a top-level zone knows its children */
    {DNS_AUTHORITY, TLD, "MX plain.example",
	"NOERROR / plain.example. NS zone.dns-servers."},
    {DNS_AUTHORITY, TLD, "A x.sub.plain.example",
	"NOERROR / plain.example. NS zone.dns-servers."},
    {DNS_AUTHORITY, TLD, "DS plain.example",
	"NOERROR aa" SOA("example.", "tld")},
    {DNS_AUTHORITY, TLD, "A own.example",
	"NOERROR / own.example. NS ns.own.example., own.example. NS "
	"zone.dns-servers. + ns.own.example. A 127.53.1.1"},
    {DNS_AUTHORITY, TLD, "A nothing.example",
	"NXDOMAIN aa" SOA("example.", "tld")},
    {DNS_AUTHORITY, TLD, "A er.example", "NOERROR aa" SOA("example.", "tld")},
    {DNS_AUTHORITY, TLD, "A x.er.example",
	"NXDOMAIN aa" SOA("example.", "tld")},
    {DNS_AUTHORITY, TLD, "A deep.er.example",
	"NOERROR / deep.er.example. NS zone.dns-servers."},
    {DNS_AUTHORITY, TLD, "SOA example",
	"NOERROR aa | example. SOA tld.dns-servers. "
	"postmaster.tld.dns-servers. 1 3600 900 604800 60"},
    {DNS_AUTHORITY, TLD, "A nowhere", "REFUSED"},

    /* the zones themselves */
    {DNS_AUTHORITY, ZONE, "MX plain.example",
	"NOERROR aa | plain.example. MX 10 mx.plain.example., plain.example. "
	"MX 20 mx2.plain.example. + mx.plain.example. A 127.16.0.1, "
	"mx2.plain.example. A 127.16.0.2, mx2.plain.example. AAAA "
	"fd42:6d78::2"},
    {DNS_AUTHORITY, ZONE, "A mx.plain.example",
	"NOERROR aa | mx.plain.example. A 127.16.0.1"},
    {DNS_AUTHORITY, ZONE, "AAAA mx.plain.example", "NOERROR aa" PLAIN_SOA},
    {DNS_AUTHORITY, ZONE, "A b.c.plain.example", "NOERROR aa" PLAIN_SOA},
    {DNS_AUTHORITY, ZONE, "A _tcp.mx.plain.example", "NOERROR aa" PLAIN_SOA},
    {DNS_AUTHORITY, ZONE, "A x.b.c.plain.example", "NXDOMAIN aa" PLAIN_SOA},
    {DNS_AUTHORITY, ZONE, "NS plain.example",
	"NOERROR aa | plain.example. NS zone.dns-servers."},
    {DNS_AUTHORITY, ZONE, "TLSA _25._tcp.mx.plain.example",
	"NOERROR aa | _25._tcp.mx.plain.example. TLSA 3 1 1 "
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"},
    {DNS_AUTHORITY, ZONE, "SRV _sip._tcp.plain.example",
	"NOERROR aa | _sip._tcp.plain.example. SRV 1 2 5060 "
	"mx2.plain.example. + mx2.plain.example. A 127.16.0.2, "
	"mx2.plain.example. AAAA fd42:6d78::2"},
    {DNS_AUTHORITY, ZONE, "ANY mx2.plain.example",
	"NOERROR aa | mx2.plain.example. A 127.16.0.2, mx2.plain.example. "
	"AAAA fd42:6d78::2"},
    {DNS_AUTHORITY, ZONE, "A sub.plain.example",
	"NOERROR aa | sub.plain.example. A 127.16.0.8"},
    {DNS_AUTHORITY, ZONE, "DS sub.plain.example", "NOERROR aa" PLAIN_SOA},
    {DNS_AUTHORITY, ZONE, "MX null.example",
	"NOERROR aa | null.example. MX 0 ."},
    {DNS_AUTHORITY, ZONE, "MX example", "REFUSED"},
    {DNS_AUTHORITY, ZONE, "AXFR plain.example", "REFUSED"},
    {DNS_AUTHORITY, ZONE, "IXFR plain.example", "REFUSED"},
    {DNS_AUTHORITY, ZONE, "MAILB plain.example", "NOTIMPL"},
    {DNS_AUTHORITY, ZONE, "A mx.broken.example", "SERVFAIL"},
    {DNS_AUTHORITY, ZONE, "A x.lost.cut.example",
	"NOERROR / lost.cut.example. NS ns.lost.cut.example. + "
	"ns.lost.cut.example. A 127.16.0.11"},
    {DNS_AUTHORITY, ZONE, "A away.cut.example",
	"NOERROR / away.cut.example. NS ns.plain.example."},
    {DNS_AUTHORITY, ZONE, "DS away.cut.example",
	"NOERROR aa" SOA("cut.example.", "zone")},
    {DNS_AUTHORITY, ZONE, "A x.own.example",
	"NXDOMAIN aa / own.example. SOA ns.own.example. "
	"hostmaster.own.example. 7 1 2 3 4000"},

    /* aliases inside and out of a zone */
    {DNS_AUTHORITY, ZONE, "A here.alias.example",
	"NOERROR aa | here.alias.example. CNAME there.alias.example., "
	"there.alias.example. A 127.16.0.4"},
    {DNS_AUTHORITY, ZONE, "CNAME here.alias.example",
	"NOERROR aa | here.alias.example. CNAME there.alias.example."},
    {DNS_AUTHORITY, ZONE, "A www.alias.example",
	"NOERROR aa | www.alias.example. CNAME plain.alias.example., "
	"plain.alias.example. CNAME mx.plain.example."},
    {DNS_AUTHORITY, ZONE, "A loop.alias.example",
	"NOERROR aa | loop.alias.example. CNAME pool.alias.example., "
	"pool.alias.example. CNAME loop.alias.example."},

    /* wildcards, RFC 4592 */
    {DNS_AUTHORITY, ZONE, "MX x.star.example",
	"NOERROR aa | x.star.example. MX 10 mx.star.example. + "
	"mx.star.example. A 127.16.0.6"},
    {DNS_AUTHORITY, ZONE, "MX x.y.star.example",
	"NOERROR aa | x.y.star.example. MX 10 mx.star.example. + "
	"mx.star.example. A 127.16.0.6"},
    {DNS_AUTHORITY, ZONE, "A x.star.example",
	"NOERROR aa" SOA("star.example.", "zone")},
    {DNS_AUTHORITY, ZONE, "MX mx.star.example",
	"NOERROR aa" SOA("star.example.", "zone")},
    {DNS_AUTHORITY, ZONE, "MX sub.star.example",
	"NOERROR aa" SOA("star.example.", "zone")},
    {DNS_AUTHORITY, ZONE, "TXT x.sub.star.example",
	"NOERROR aa | x.sub.star.example. TXT \"wild\""},
    {DNS_AUTHORITY, ZONE, "TXT there.sub.star.example",
	"NOERROR aa" SOA("star.example.", "zone")},
    {DNS_AUTHORITY, ZONE, "TXT x.there.sub.star.example",
	"NXDOMAIN aa" SOA("star.example.", "zone")},
    {DNS_AUTHORITY, ZONE, "A x.alias.star.example",
	"NOERROR aa | x.alias.star.example. CNAME mx.star.example., "
	"mx.star.example. A 127.16.0.6"},

    /* one server for everything */
    {DNS_AUTHORITY, ANY, "MX null.example",
	"NOERROR aa | null.example. MX 0 ."},
    {DNS_AUTHORITY, ANY, "DS null.example",
	"NOERROR aa" SOA("example.", "tld")},
    {DNS_AUTHORITY, ANY, "A nowhere", "NXDOMAIN aa" SOA(".", "root")},

    /* the door */
    {DNS_DOOR, ANY, "MX plain.example",
	"NOERROR ra | plain.example. MX 10 mx.plain.example., plain.example. "
	"MX 20 mx2.plain.example."},
    {DNS_DOOR, ANY, "NS .", "NOERROR ra | . NS root.dns-servers."},
    {DNS_DOOR, ANY, "DS plain.example", "NOERROR ra" SOA("example.", "tld")},
    {DNS_DOOR, ANY, "A nowhere", "NXDOMAIN ra" SOA(".", "root")},
    {DNS_DOOR, ANY, "A www.alias.example",
	"NOERROR ra | www.alias.example. CNAME plain.alias.example., "
	"plain.alias.example. CNAME mx.plain.example., mx.plain.example. A "
	"127.16.0.1"},
    {DNS_DOOR, ANY, "AAAA www.alias.example",
	"NOERROR ra | www.alias.example. CNAME plain.alias.example., "
	"plain.alias.example. CNAME mx.plain.example." PLAIN_SOA},
    {DNS_DOOR, ANY, "A gone.alias.example",
	"NXDOMAIN ra | gone.alias.example. CNAME nothing.plain.example." PLAIN_SOA},
    {DNS_DOOR, ANY, "A out.alias.example",
	"NXDOMAIN ra | out.alias.example. CNAME x.nowhere." SOA(".", "root")},
    {DNS_DOOR, ANY, "CNAME loop.alias.example",
	"NOERROR ra | loop.alias.example. CNAME pool.alias.example."},
    {DNS_DOOR, ANY, "A loop.alias.example", "SERVFAIL ra"},
    {DNS_DOOR, ANY, "A self.alias.example", "SERVFAIL ra"},
    {DNS_DOOR, ANY, "A c00.chain.example", "SERVFAIL ra"},
    {DNS_DOOR, ANY, "A broken.alias.example", "SERVFAIL ra"},
    {DNS_DOOR, ANY, "A mx.broken.example", "SERVFAIL ra"},
    {DNS_DOOR, ANY, "A x.away.cut.example", "SERVFAIL ra"},
    {DNS_DOOR, ANY, "MX star.alias.example",
	"NOERROR ra | star.alias.example. CNAME deep.star.star.example., "
	"deep.star.star.example. MX 10 mx.star.example."},
    {DNS_DOOR, ANY, "AXFR plain.example", "REFUSED ra"},

    /* addresses to names */
    {DNS_DOOR, ANY, "PTR 1.0.16.127.in-addr.arpa",
	"NOERROR ra | 1.0.16.127.in-addr.arpa. PTR mx.plain.example."},
    {DNS_DOOR, ANY, "PTR 2.0.16.127.in-addr.arpa",
	"NXDOMAIN ra" SOA("in-addr.arpa.", "zone")},
    {DNS_DOOR, ANY, "A 1.0.16.127.in-addr.arpa",
	"NOERROR ra" SOA("in-addr.arpa.", "zone")},
    {DNS_DOOR, ANY, "PTR 16.127.in-addr.arpa",
	"NOERROR ra" SOA("in-addr.arpa.", "zone")},
    {DNS_DOOR, ANY, "PTR 256.0.16.127.in-addr.arpa",
	"NXDOMAIN ra" SOA("in-addr.arpa.", "zone")},
    {DNS_DOOR, ANY, "PTR 01.0.16.127.in-addr.arpa",
	"NXDOMAIN ra" SOA("in-addr.arpa.", "zone")},
    {DNS_DOOR, ANY, "PTR 1.1.0.16.127.in-addr.arpa",
	"NXDOMAIN ra" SOA("in-addr.arpa.", "zone")},
    {DNS_DOOR, ANY,
	"PTR 2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.7.d.6.2.4.d.f."
	"ip6.arpa",
	"NOERROR ra | "
	"2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.7.d.6.2.4.d.f."
	"ip6.arpa. PTR mx2.plain.example."},
    {DNS_DOOR, ANY, "PTR 8.7.d.6.2.4.d.f.ip6.arpa",
	"NOERROR ra" SOA("ip6.arpa.", "zone")},
    {DNS_DOOR, ANY, "SOA in-addr.arpa",
	"NOERROR ra | in-addr.arpa. SOA zone.dns-servers. "
	"postmaster.zone.dns-servers. 1 3600 900 604800 60"},
};

/* All rows in one process: a fork a row is slow under a leak checker. */
START_TEST(each_question_has_its_answer)
{
	int wrong = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dns_asked how = {.side = rows[i].side,
		    .server = rows[i].server,
		    .tcp = true};
		const char *got = told(ask(&how, question(rows[i].question)));

		if (strcmp(got, rows[i].answer) == 0)
			continue;
		printf("%s at %08x\n got %s\nwant %s\n", rows[i].question,
		    rows[i].server, got, rows[i].answer);
		wrong++;
	}
	ck_assert_msg(wrong == 0, "%d rows differ, see above", wrong);
}
END_TEST

static const struct dns_asked door_udp = {.side = DNS_DOOR};
static const struct dns_asked door_tcp = {.side = DNS_DOOR, .tcp = true};
static const struct dns_asked zones_udp = {
    .side = DNS_AUTHORITY, .server = ZONE};

START_TEST(the_letters_of_the_question_keep_their_case)
{
	size_t n = ask(&door_udp, question("MX pLaIn.ExAmPlE"));
	ldns_pkt *pkt = parsed(n);
	char *q = ldns_rdf2str(
	    ldns_rr_owner(ldns_rr_list_rr(ldns_pkt_question(pkt), 0)));
	char *a = ldns_rdf2str(
	    ldns_rr_owner(ldns_rr_list_rr(ldns_pkt_answer(pkt), 0)));

	ck_assert_str_eq(q, "pLaIn.ExAmPlE.");
	ck_assert_str_eq(a, "pLaIn.ExAmPlE.");
	free(q);
	free(a);
	ldns_pkt_free(pkt);
}
END_TEST

START_TEST(an_absence_is_remembered_no_longer_than_the_soa_says)
{
	ldns_pkt *pkt = parsed(ask(&door_udp, question("A x.plain.example")));

	ck_assert_int_eq(
	    ldns_rr_ttl(ldns_rr_list_rr(ldns_pkt_authority(pkt), 0)), 60);
	ldns_pkt_free(pkt);
}
END_TEST

static const struct {
	unsigned edns; /* 0: none */
	const char *question;
	size_t most;
	bool tc;
} sizes[] = {
    {0, "TXT big.example", 512, true},
    {100, "TXT big.example", 512, true},
    {1000, "TXT big.example", 1000, true},
    {4096, "TXT big.example", 1232, true},
    {0, "TXT plain.example", 512, false},
    /* only the additional section is too much: it goes, without TC */
    {0, "MX big.example", 512, false},
};

START_TEST(a_datagram_is_cut_to_what_the_asker_takes)
{
	ldns_pkt *pkt = question(sizes[_i].question);
	size_t n;

	ldns_pkt_set_edns_udp_size(pkt, (uint16_t)sizes[_i].edns);
	n = ask(&zones_udp, pkt);
	ck_assert_uint_le(n, sizes[_i].most);
	pkt = parsed(n);
	ck_assert_int_eq(ldns_pkt_tc(pkt), sizes[_i].tc);
	ck_assert_int_eq(ldns_pkt_ancount(pkt) == 0, sizes[_i].tc);
	ck_assert_int_eq(ldns_pkt_edns(pkt), sizes[_i].edns != 0);
	ldns_pkt_free(pkt);
}
END_TEST

START_TEST(nothing_is_cut_over_tcp)
{
	ldns_pkt *pkt = parsed(ask(&door_tcp, question("TXT big.example")));

	ck_assert(!ldns_pkt_tc(pkt));
	ck_assert_int_eq(ldns_pkt_ancount(pkt), 40);
	ldns_pkt_free(pkt);
}
END_TEST

START_TEST(the_answer_never_exceeds_the_buffer)
{
	uint8_t *wire, small[512];
	size_t len;
	ldns_pkt *pkt = question("TXT big.example");
	struct dns_asked asked = door_tcp;

	ck_assert_int_eq(ldns_pkt2wire(&wire, pkt, &len), LDNS_STATUS_OK);
	asked.query = wire;
	asked.len = len;
	ck_assert_uint_le(
	    dns_answer(tree, &asked, small, sizeof(small)), sizeof(small));
	ck_assert(small[2] & 0x02); /* TC */
	free(wire);
	ldns_pkt_free(pkt);
}
END_TEST

START_TEST(do_is_copied_and_our_size_said)
{
	ldns_pkt *pkt = question("A mx.plain.example");

	ldns_pkt_set_edns_udp_size(pkt, 4096);
	ldns_pkt_set_edns_do(pkt, true);
	ldns_pkt_set_cd(pkt, true);
	pkt = parsed(ask(&door_udp, pkt));
	ck_assert(ldns_pkt_edns_do(pkt));
	ck_assert(ldns_pkt_cd(pkt));
	ck_assert_int_eq(ldns_pkt_edns_udp_size(pkt), 1232);
	ldns_pkt_free(pkt);
}
END_TEST

START_TEST(an_unknown_edns_version_is_badvers)
{
	ldns_pkt *pkt = question("A mx.plain.example");

	ldns_pkt_set_edns_udp_size(pkt, 4096);
	ldns_pkt_set_edns_version(pkt, 1);
	pkt = parsed(ask(&door_udp, pkt));
	ck_assert_int_eq(ldns_pkt_edns_extended_rcode(pkt), 1);
	ck_assert_int_eq(ldns_pkt_get_rcode(pkt), 0);
	ck_assert_int_eq(ldns_pkt_edns_version(pkt), 0);
	ck_assert_int_eq(ldns_pkt_ancount(pkt), 0);
	ldns_pkt_free(pkt);
}
END_TEST

START_TEST(the_door_wants_recursion_desired)
{
	ldns_pkt *pkt = question("A mx.plain.example");

	ldns_pkt_set_rd(pkt, false);
	ck_assert_str_eq(told(ask(&door_udp, pkt)), "REFUSED ra");
	pkt = question("A mx.plain.example");
	ldns_pkt_set_rd(pkt, false);
	ck_assert_str_eq(told(ask(&zones_udp, pkt)),
	    "NOERROR aa | mx.plain.example. A 127.16.0.1");
}
END_TEST

/* A question of an odd class or type, or with odd header bits, by octets. */
static const struct {
	const char *octets; /* 25 of them: header, "x.example", ... */
	size_t len;
	int rcode; /* -1: no answer at all */
} odd[] = {
#define HEAD(flags, counts) "\x12\x34" flags counts
#define ONE		    "\0\1\0\0\0\0\0\0"
#define NAME		    "\1x\7example\0"
#define OPT		    "\0\0\x29\x10\0\0\0\0\0\0\0"
    {"", 0, -1},
    {"\x12\x34\1\0\0\1\0\0\0\0\0", 11, -1},
    {HEAD("\x81\0", ONE) NAME "\0\1\0\1", 27, -1}, /* is an answer */
    {HEAD("\1\0", ONE), 12, 1},			   /* no question there */
    {HEAD("\1\0", "\0\0\0\0\0\0\0\0"), 12, 1},	   /* none said */
    {HEAD("\1\0", "\0\2\0\0\0\0\0\0") NAME "\0\1\0\1" NAME "\0\1\0\1", 42, 1},
    {HEAD("\1\0", ONE) "\1x\7exam", 19, 1},	   /* the name breaks off */
    {HEAD("\1\0", ONE) "\xc0\x0c\0\1\0\1", 18, 1}, /* points at itself */
    {HEAD("\1\0", ONE) "\x40x\0\0\1\0\1", 19, 1},  /* an unknown label */
    {HEAD("\x29\0", ONE) NAME "\0\6\0\1", 27, 4},  /* an update */
    {HEAD("\x11\0", ONE) NAME "\0\1\0\1", 27, 4},  /* a status query */
    {HEAD("\1\0", ONE) NAME "\0\1\0\3", 27, 5},	   /* class CH */
    {HEAD("\1\0", ONE) NAME "\0\1\0\xff", 27, 5},  /* class ANY */
    {HEAD("\1\0", ONE) NAME "\0\0\0\1", 27, 1},	   /* type 0 */
    {HEAD("\1\0", ONE) NAME "\0\x29\0\1", 27, 1},  /* type OPT */
    {HEAD("\1\0", ONE) NAME "\xff\0\0\1", 27, 3},  /* no such type */
    {HEAD("\1\0", "\0\1\0\0\0\0\0\2") NAME "\0\1\0\1" OPT OPT, 49, 1},
    {HEAD("\1\0", "\0\1\0\0\0\0\0\1") NAME "\0\1\0\1" OPT, 38, 3},
};

START_TEST(odd_queries_get_the_right_refusal)
{
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		size_t n = ask_octets(
		    &door_udp, (const uint8_t *)odd[i].octets, odd[i].len);
		int rcode = n >= 12 ? answer[3] & 0x0f : -1;

		ck_assert_msg(
		    rcode == odd[i].rcode, "row %zu: rcode %d", i, rcode);
		if (n == 0)
			continue;
		ck_assert_mem_eq(answer, "\x12\x34", 2);
		ck_assert(answer[2] & 0x80);
	}
}
END_TEST

START_TEST(the_longest_name_is_answered)
{
	char name[300];
	size_t n = 0;

	for (int i = 0; i < 120; i++)
		n += (size_t)sprintf(name + n, "a.");
	strcpy(name + n, "example");
	ldns_pkt *pkt = ldns_pkt_query_new(ldns_dname_new_frm_str(name),
	    LDNS_RR_TYPE_A, LDNS_RR_CLASS_IN, LDNS_RD);

	ldns_pkt_set_id(pkt, 0x1234);
	ck_assert_str_eq(
	    told(ask(&door_udp, pkt)), "NXDOMAIN ra" SOA("example.", "tld"));
}
END_TEST

START_TEST(an_answer_takes_microseconds)
{
	ldns_pkt *pkt = question("MX plain.example");
	clock_t before = clock();
	uint8_t *wire;
	size_t len, n = 20000;
	double us;

	ck_assert_int_eq(ldns_pkt2wire(&wire, pkt, &len), LDNS_STATUS_OK);
	for (size_t i = 0; i < n; i++)
		ask_octets(&door_udp, wire, len);
	us = (double)(clock() - before) * 1e6 / CLOCKS_PER_SEC / (double)n;
	printf("an MX answer of the door takes %.1f us\n", us);
	free(wire);
	ldns_pkt_free(pkt);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("dns_answer");
	TCase *tc = tcase_create("answer");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, each_question_has_its_answer);
	tcase_add_test(tc, the_letters_of_the_question_keep_their_case);
	tcase_add_test(
	    tc, an_absence_is_remembered_no_longer_than_the_soa_says);
	tcase_add_loop_test(tc, a_datagram_is_cut_to_what_the_asker_takes, 0,
	    sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_test(tc, nothing_is_cut_over_tcp);
	tcase_add_test(tc, the_answer_never_exceeds_the_buffer);
	tcase_add_test(tc, do_is_copied_and_our_size_said);
	tcase_add_test(tc, an_unknown_edns_version_is_badvers);
	tcase_add_test(tc, the_door_wants_recursion_desired);
	tcase_add_test(tc, odd_queries_get_the_right_refusal);
	tcase_add_test(tc, the_longest_name_is_answered);
	tcase_add_test(tc, an_answer_takes_microseconds);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
