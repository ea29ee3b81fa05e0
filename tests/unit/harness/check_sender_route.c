/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/sender_route.h"

static struct err err;

static const struct {
	const char *address;
	bool good;
	const char *wire, *domain;
	bool literal, utf8;
} boxes[] = {
    {"", true, "", "", false, false},
    {"u@a.example", true, "u@a.example", "a.example", false, false},
    {"alice+7@a.example.", true, "alice+7@a.example", "a.example", false,
	false},
    {"u@b\303\274cher.example", true, "u@xn--bcher-kva.example",
	"xn--bcher-kva.example", false, false},
    {"u@B\303\234CHER.example", true, "u@xn--bcher-kva.example",
	"xn--bcher-kva.example", false, false},
    /* non-transitional: the sharp s stays one letter */
    {"u@fa\303\237.example", true, "u@xn--fa-hia.example", "xn--fa-hia.example",
	false, false},
    {"j\303\274rgen@b\303\274cher.example", true,
	"j\303\274rgen@xn--bcher-kva.example", "xn--bcher-kva.example", false,
	true},
    {"j\303\274rgen@a.example", true, "j\303\274rgen@a.example", "a.example",
	false, true},
    {"u@[127.0.0.9]", true, "u@[127.0.0.9]", "127.0.0.9", true, false},
    {"u@[IPv6:fd42:6d78::7]", true, "u@[IPv6:fd42:6d78::7]", "fd42:6d78::7",
	true, false},
    {"\"a@b\"@a.example", true, "\"a@b\"@a.example", "a.example", false, false},
    {"u_v@_x.example", true, "u_v@_x.example", "_x.example", false, false},
    {"u", false, "", "", false, false},
    {"@a.example", false, "", "", false, false},
    {"u@", false, "", "", false, false},
    {"u@.", true, "u@.", ".", false, false}, /* DNS will say no */
    {"u@[127.0.0.9", false, "", "", false, false},
    {"u@[127.0.0]", false, "", "", false, false},
    {"u@[]", false, "", "", false, false},
    {"u@[a.example]", false, "", "", false, false},
    {"u@a.example>\r\nRCPT TO:<v@b.example", false, "", "", false, false},
    {"u\n@a.example", false, "", "", false, false},
    {"u v@a.example", false, "", "", false, false},
    {"u@\377\377.example", false, "", "", false, false},
};

START_TEST(each_mailbox_is_read_as_the_table_says)
{
	struct mailbox box;

	ck_assert_int_eq(
	    mailbox_parse(boxes[_i].address, &box, &err), boxes[_i].good);
	if (!boxes[_i].good)
		return;
	ck_assert_str_eq(box.wire, boxes[_i].wire);
	ck_assert_str_eq(box.domain, boxes[_i].domain);
	ck_assert_int_eq(box.is_literal, boxes[_i].literal);
	ck_assert_int_eq(box.needs_smtputf8, boxes[_i].utf8);
}
END_TEST

START_TEST(a_very_long_address_is_refused)
{
	static char address[4000];
	struct mailbox box;

	memset(address, 'a', sizeof(address) - 1);
	memcpy(address + 1000, "@", 1);
	ck_assert(!mailbox_parse(address, &box, &err));
	memcpy(address + 10, "@", 1);
	address[1000] = 'a';
	ck_assert(!mailbox_parse(address, &box, &err));
}
END_TEST

static const struct {
	const char *given;
	bool good;
	const char *name;
	bool address, no_mx;
} hops[] = {
    {NULL, true, "a.example", false, false},
    {"mx.b.example", true, "mx.b.example", false, false},
    {"mx.b.example.", true, "mx.b.example", false, false},
    {"[mx.b.example]", true, "mx.b.example", false, true},
    {"[mx.b.example.]", true, "mx.b.example", false, true},
    {"[127.0.0.9]", true, "127.0.0.9", true, true},
    {"[IPv6:fd42:6d78::7]", true, "fd42:6d78::7", true, true},
    {"127.0.0.9", true, "127.0.0.9", true, false},
    {"b\303\274cher.example", true, "xn--bcher-kva.example", false, false},
    {"", false, "", false, false},
    {"[]", false, "", false, false},
    {"[mx", false, "", false, false},
};

START_TEST(each_next_hop_is_read_as_the_table_says)
{
	struct mailbox to;
	struct next_hop hop;

	ck_assert(mailbox_parse("u@a.example", &to, &err));
	ck_assert_int_eq(
	    next_hop_parse(hops[_i].given, &to, &hop, &err), hops[_i].good);
	if (!hops[_i].good)
		return;
	ck_assert_str_eq(hop.name, hops[_i].name);
	ck_assert_int_eq(hop.is_address, hops[_i].address);
	ck_assert_int_eq(hop.no_mx, hops[_i].no_mx);
}
END_TEST

START_TEST(preference_goes_before_chance)
{
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct mx list[] = {
		    {"d", 40}, {"a", 10}, {"c", 20}, {"b", 10}, {"e", 65535}};

		mx_order(list, 5, seed);
		for (size_t i = 1; i < 5; i++)
			ck_assert_uint_le(
			    list[i - 1].preference, list[i].preference);
	}
}
END_TEST

START_TEST(equal_hosts_are_shuffled_by_the_seed_alone)
{
	unsigned first_is_a = 0;

	for (uint64_t seed = 0; seed < 200; seed++) {
		struct mx one[] = {{"a", 10}, {"b", 10}};
		struct mx two[] = {{"b", 10}, {"a", 10}};

		mx_order(one, 2, seed);
		mx_order(two, 2, seed);
		ck_assert_str_eq(one[0].name, two[0].name);
		first_is_a += one[0].name[0] == 'a';
	}
	ck_assert_uint_ge(first_is_a, 60);
	ck_assert_uint_le(first_is_a, 140);
}
END_TEST

START_TEST(a_null_mx_stands_alone)
{
	struct mx null[] = {{"", 0}, {"mx.a.example", 10}};

	ck_assert(mx_is_null(null, 1));
	ck_assert(!mx_is_null(null, 2));
	ck_assert(!mx_is_null(null + 1, 1));
	ck_assert(!mx_is_null(null, 0));
}
END_TEST

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

int
main(void)
{
	Suite *suite = suite_create("sender_route");
	TCase *tc = tcase_create("sender_route");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, each_mailbox_is_read_as_the_table_says, 0, ROWS(boxes));
	tcase_add_test(tc, a_very_long_address_is_refused);
	tcase_add_loop_test(
	    tc, each_next_hop_is_read_as_the_table_says, 0, ROWS(hops));
	tcase_add_test(tc, preference_goes_before_chance);
	tcase_add_test(tc, equal_hosts_are_shuffled_by_the_seed_alone);
	tcase_add_test(tc, a_null_mx_stands_alone);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
