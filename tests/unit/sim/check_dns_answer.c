/* SPDX-License-Identifier: MIT */
/* Each question has its answer. */
#include "tests/unit/sim/dns_answer_fixture.h"

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

int
main(void)
{
	Suite *suite = suite_create("dns_answer");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, each_question_has_its_answer);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
