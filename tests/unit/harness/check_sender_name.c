/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/sender_name.h"
#include "harness/sender/sender_suffix.h"

#define NUL_ROW "mx.a.example\0.evil.example"
#define L63	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890"
#define LONG	L63 "." L63 "." L63 "." L63

static const struct {
	const char *presented;
	size_t len; /* 0: up to the NUL */
	const char *reference;
	enum name_match match;
} rows[] = {
    /* the same name */
    {"mx.a.example", 0, "mx.a.example", NAME_SAME},
    {"a.example", 0, "a.example", NAME_SAME},
    {"example", 0, "example", NAME_SAME},
    {"MX.A.EXAMPLE", 0, "mx.a.example", NAME_SAME},
    {"mx.a.example", 0, "Mx.A.Example", NAME_SAME},
    {"mx.a.example", 0, "mx.a.example.", NAME_SAME},
    {"mx_1.a.example", 0, "mx_1.a.example", NAME_SAME},
    {"1mx.a.example", 0, "1mx.a.example", NAME_SAME},
    {"mx-a.b-c.example", 0, "mx-a.b-c.example", NAME_SAME},
    {"xn--mx-1ka.a.example", 0, "xn--mx-1ka.a.example", NAME_SAME},
    {"XN--MX-1KA.a.example", 0, "xn--mx-1ka.a.example", NAME_SAME},
    {"mail.example.xn--p1ai", 0, "mail.example.xn--p1ai", NAME_SAME},
    /* another name */
    {"mail.unrelated.example", 0, "mx.a.example", NAME_DIFFERS},
    {"mx2.a.example", 0, "mx1.a.example", NAME_DIFFERS},
    {"a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"a.mx.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"x.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.exampl", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.example", 0, "mx.a.exampl", NAME_DIFFERS},
    {"mx.a.examplee", 0, "mx.a.example", NAME_DIFFERS},
    {"mx-a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"us2.mx.mailhostbox.com", 0, "us2.mx3.mailhostbox.com", NAME_DIFFERS},
    {"mx.aruba.it", 0, "mx.associazioneculturaledemos.it", NAME_DIFFERS},
    /* a final dot is not the preferred name syntax */
    {"mx.a.example.", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.example.", 0, "mx.a.example.", NAME_DIFFERS},
    {"*.a.example.", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.example", 0, "mx.a.example..", NAME_DIFFERS},
    {".", 0, "mx.a.example", NAME_DIFFERS},
    {".", 0, ".", NAME_DIFFERS},
    /* bytes that no host name has */
    {NUL_ROW, sizeof(NUL_ROW) - 1, "mx.a.example", NAME_DIFFERS},
    {"mx.a.example\0", 13, "mx.a.example", NAME_DIFFERS},
    {"\0mx.a.example", 13, "mx.a.example", NAME_DIFFERS},
    {"*\0.a.example", 12, "mx.a.example", NAME_DIFFERS},
    {"*.a\0.example", 12, "mx.a.example", NAME_DIFFERS},
    {"b\303\274cher.example", 0, "xn--bcher-kva.example", NAME_DIFFERS},
    {"b\303\274cher.example", 0, "b\303\274cher.example", NAME_DIFFERS},
    {"m\370.a.example", 0, "m\370.a.example", NAME_DIFFERS},
    {" mx.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.example ", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.example\n", 0, "mx.a.example", NAME_DIFFERS},
    {"mx .a.example", 0, "mx .a.example", NAME_DIFFERS},
    {"smtp://mx.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"postmaster@a.example", 0, "a.example", NAME_DIFFERS},
    {"mx.a.example:25", 0, "mx.a.example", NAME_DIFFERS},
    {"mx\\.a.example", 0, "mx.a.example", NAME_DIFFERS},
    /* malformed */
    {"", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.example", 0, "", NAME_DIFFERS},
    {".mx.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {".a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"mx..a.example", 0, "mx..a.example", NAME_DIFFERS},
    {"mx.a.example", 0, ".mx.a.example", NAME_DIFFERS},
    {L63 "x.example", 0, L63 "x.example", NAME_DIFFERS},
    {L63 ".example", 0, L63 ".example", NAME_SAME},
    {LONG, 0, LONG, NAME_DIFFERS},
    /* one label */
    {"*.a.example", 0, "mx.a.example", NAME_WILDCARD},
    {"*.A.EXAMPLE", 0, "mx.a.example", NAME_WILDCARD},
    {"*.a.example", 0, "MX.a.example.", NAME_WILDCARD},
    {"*.a.example", 0, "xn--mx-1ka.a.example", NAME_WILDCARD},
    {"*.mx.a.example", 0, "b.mx.a.example", NAME_WILDCARD},
    {"*.mailinblack.com", 0, "mx-mibc-fr-03.mailinblack.com", NAME_WILDCARD},
    {"*.mail.protection.outlook.com", 0,
	"contoso-com.mail.protection.outlook.com", NAME_WILDCARD},
    /* several labels: only for the relaxed policy */
    {"*.a.example", 0, "a.b.a.example", NAME_RELAXED},
    {"*.a.example", 0, "a.b.c.d.a.example", NAME_RELAXED},
    {"*.b.hostedemail.com", 0, "mx.mich.com.cust.b.hostedemail.com",
	NAME_RELAXED},
    {"*.mail.protection.outlook.com", 0,
	"contoso.com.mail.protection.outlook.com", NAME_RELAXED},
    /* no label, another domain */
    {"*.a.example", 0, "a.example", NAME_DIFFERS},
    {"*.a.example", 0, "mxa.example", NAME_DIFFERS},
    {"*.a.example", 0, "mx.ba.example", NAME_DIFFERS},
    {"*.a.example", 0, "mx.a.example.org", NAME_DIFFERS},
    {"*.a.example", 0, ".a.example", NAME_DIFFERS},
    {"*.a.example", 0, "example", NAME_DIFFERS},
    {"*.mx.a.cloudfilter.net", 0, "mx.centurylink.net", NAME_DIFFERS},
    {"*.mail.protection.outlook.com", 0,
	"hotmail-com.olc.protection.outlook.com", NAME_DIFFERS},
    /* wildcards that are none */
    {"mx*.a.example", 0, "mx1.a.example", NAME_DIFFERS},
    {"*x.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"m*x.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"xn--*.a.example", 0, "xn--mx-1ka.a.example", NAME_DIFFERS},
    {"mx.*.example", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.*.a.example", 0, "mx.a.a.example", NAME_DIFFERS},
    {"*.*.a.example", 0, "a.b.a.example", NAME_DIFFERS},
    {"**.a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"*", 0, "mx.a.example", NAME_DIFFERS},
    {"*", 0, "example", NAME_DIFFERS},
    {"*.", 0, "mx.a.example", NAME_DIFFERS},
    {"*..a.example", 0, "mx.a.example", NAME_DIFFERS},
    {"mx.a.*", 0, "mx.a.example", NAME_DIFFERS},
    /* public suffixes */
    {"*.example", 0, "a.example", NAME_DIFFERS},
    {"*.example", 0, "mx.a.example", NAME_DIFFERS},
    {"*.com", 0, "mx.outlook.com", NAME_DIFFERS},
    {"*.co.uk", 0, "bank.co.uk", NAME_DIFFERS},
    {"*.CO.UK", 0, "bank.co.uk", NAME_DIFFERS},
    {"*.com.au", 0, "mx.bank.com.au", NAME_DIFFERS},
    {"*.co.example", 0, "mx.co.example", NAME_WILDCARD},
    {"*.bank.co.uk", 0, "mx.bank.co.uk", NAME_WILDCARD},
    {"*.your-server.de", 0, "mx.your-server.de", NAME_WILDCARD},
    /* a reference that is none */
    {"*.a.example", 0, "*.a.example", NAME_DIFFERS},
    {"127.0.0.9", 0, "127.0.0.9", NAME_DIFFERS},
    {"*.0.0.9", 0, "127.0.0.9", NAME_DIFFERS},
    {"mx.a.123", 0, "mx.a.123", NAME_DIFFERS},
    {"::1", 0, "::1", NAME_DIFFERS},
    {"mx.a.example", 0, "mx.a.example\\000", NAME_DIFFERS},
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) >= 80, "a table worth its name");

START_TEST(each_pair_of_names_matches_as_the_table_says)
{
	size_t len =
	    rows[_i].len != 0 ? rows[_i].len : strlen(rows[_i].presented);
	struct name_answer got =
	    sender_name_dns(rows[_i].presented, len, rows[_i].reference);

	ck_assert_msg(got.match == rows[_i].match,
	    "row %d: \"%s\" for %s: got %d, want %d (%s)", _i,
	    rows[_i].presented, rows[_i].reference, (int)got.match,
	    (int)rows[_i].match, got.why);
	ck_assert_ptr_nonnull(got.clause);
	ck_assert_ptr_nonnull(got.why);
}
END_TEST

/* The bytes behind the length must not be looked at. */
START_TEST(the_length_bounds_the_entry)
{
	ck_assert_int_eq(
	    sender_name_dns("mx.a.example.evil", 12, "mx.a.example").match,
	    NAME_SAME);
	ck_assert_int_eq(
	    sender_name_dns("mx.a.example", 11, "mx.a.example").match,
	    NAME_DIFFERS);
}
END_TEST

static const struct {
	uint8_t presented[17];
	size_t len;
	const char *reference;
	enum name_match match;
} addresses[] = {
    {{127, 0, 0, 9}, 4, "127.0.0.9", NAME_SAME},
    {{127, 0, 0, 8}, 4, "127.0.0.9", NAME_DIFFERS},
    {{127, 0, 0, 9}, 3, "127.0.0.9", NAME_DIFFERS},
    {{127, 0, 0, 9}, 0, "127.0.0.9", NAME_DIFFERS},
    {{127, 0, 0, 9, 255, 255, 255, 255}, 8, "127.0.0.9", NAME_DIFFERS},
    {{[15] = 1}, 16, "::1", NAME_SAME},
    {{0xfd, 0x42, 0x6d, 0x78, [15] = 7}, 16, "fd42:6d78::7", NAME_SAME},
    {{0xfd, 0x42, 0x6d, 0x78, [15] = 7}, 16, "FD42:6D78:0::0007", NAME_SAME},
    {{[10] = 255, 255, 127, 0, 0, 9}, 16, "127.0.0.9", NAME_DIFFERS},
    {{127, 0, 0, 9}, 4, "mx.a.example", NAME_DIFFERS},
    {{127, 0, 0, 9}, 4, "[127.0.0.9]", NAME_DIFFERS},
};

START_TEST(each_pair_of_addresses_matches_as_the_table_says)
{
	ck_assert_int_eq(sender_name_address(addresses[_i].presented,
			     addresses[_i].len, addresses[_i].reference)
			     .match,
	    addresses[_i].match);
}
END_TEST

START_TEST(knows_public_suffixes_by_a_small_rule)
{
	static const char *const yes[] = {"example", "com", "uk", "co.uk",
	    "ac.jp", "COM.AU", "plc.uk", "govt.nz", ""};
	static const char *const no[] = {"a.example", "co.example", "a.uk",
	    "bank.co.uk", "your-server.de", "outlook.com", "co.com",
	    "co.uk.example"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		ck_assert_msg(sender_suffix_is_public(yes[i], strlen(yes[i])),
		    "%s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		ck_assert_msg(!sender_suffix_is_public(no[i], strlen(no[i])),
		    "%s", no[i]);
}
END_TEST

START_TEST(tells_addresses_from_names)
{
	ck_assert(sender_name_is_address("127.0.0.9"));
	ck_assert(sender_name_is_address("fd42:6d78::7"));
	ck_assert(!sender_name_is_address("mx.a.example"));
	ck_assert(!sender_name_is_address("127.0.0.9."));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sender_name");
	TCase *tc = tcase_create("sender_name");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_pair_of_names_matches_as_the_table_says, 0,
	    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tc, the_length_bounds_the_entry);
	tcase_add_loop_test(tc,
	    each_pair_of_addresses_matches_as_the_table_says, 0,
	    sizeof(addresses) / sizeof(addresses[0]));
	tcase_add_test(tc, knows_public_suffixes_by_a_small_rule);
	tcase_add_test(tc, tells_addresses_from_names);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
