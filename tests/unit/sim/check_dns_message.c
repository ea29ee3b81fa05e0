/* SPDX-License-Identifier: MIT */
/* The message around the answer: its size, EDNS, odd queries. */
#include "tests/unit/sim/dns_answer_fixture.h"

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

int
main(void)
{
	Suite *suite = suite_create("dns_message");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 30);
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
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
