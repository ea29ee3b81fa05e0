/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sim/dns/dns_line.h"

#define TEN   "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const char *
name(const char *text)
{
	static struct err err;

	return dns_line_name(text, &err) ? "fine" : err.text;
}

static const char *
record(const char *text)
{
	static struct err err;

	return dns_line_record(text, &err) ? "fine" : err.text;
}

START_TEST(a_good_name_is_good)
{
	ck_assert_str_eq(name("a.example"), "fine");
	ck_assert_str_eq(name("localhost"), "fine");
	ck_assert_str_eq(name("_25._tcp.xn--mx-1ka.example"), "fine");
	ck_assert_str_eq(name("b\xc3\xbc"
			      "cher.example"),
	    "fine");
	ck_assert_str_eq(name(SIXTY "abc.example"), "fine");
}
END_TEST

START_TEST(a_bad_name_is_told_why)
{
	ck_assert_str_eq(name(""), "the name is empty");
	ck_assert_str_eq(name("a..b"), "\"a..b\" has nothing before a dot");
	ck_assert_str_eq(name(".b"), "\".b\" has nothing before a dot");
	ck_assert_str_eq(name("a.b."), "\"a.b.\" ends in a dot");
	ck_assert_str_eq(
	    name("a b.c"), "\"a b.c\" has a blank in it, a name has none");
	ck_assert_str_eq(
	    name("a;b.c"), "\"a;b.c\" has a ; in it, a name has none");
	ck_assert_str_eq(name(SIXTY "abcd.example"),
	    "a part of the name has 64 letters, at most 63 are allowed "
	    "between two dots");
}
END_TEST

START_TEST(a_name_has_at_most_253_letters)
{
	char text[300] = SIXTY "." SIXTY "." SIXTY "." SIXTY "." TEN;

	ck_assert_uint_eq(strlen(text), 254);
	ck_assert_str_eq(
	    name(text), "this name has 254 letters, at most 253 are allowed");
	text[253] = '\0';
	ck_assert_str_eq(name(text), "fine");
}
END_TEST

START_TEST(a_good_record_is_good)
{
	ck_assert_str_eq(record("a.example. IN A 127.16.0.1"), "fine");
	ck_assert_str_eq(record("a.example. 60 MX 0 ."), "fine");
	ck_assert_str_eq(record("a.example.\tCNAME b.example."), "fine");
	ck_assert_str_eq(
	    record("a.example. IN TXT \"v=spf1 mx -all\" ; why"), "fine");
	ck_assert_str_eq(record("_25._tcp.a.example. IN TLSA 3 1 1 "
				"00000000000000000000000000000000"
				"00000000000000000000000000000000"),
	    "fine");
}
END_TEST

START_TEST(every_name_of_a_record_is_in_full)
{
	ck_assert_str_eq(record("a.example IN A 127.16.0.1"),
	    "the name \"a.example\" of the record lacks the final dot");
	ck_assert_str_eq(record("a.example. IN MX 10 mx.a.example"),
	    "a name in the record lacks the final dot");
	ck_assert_str_eq(record("a.example. IN CNAME @"),
	    "a name in the record lacks the final dot");
	ck_assert_str_eq(record("@ IN A 127.16.0.1"),
	    "the name \"@\" of the record lacks the final dot");
	ck_assert_str_eq(record("$ORIGIN a.example."),
	    "the name \"$ORIGIN\" of the record lacks the final dot");
	ck_assert_str_eq(record("com. IN A 127.16.0.1"),
	    "\"com.\" is not a name with a domain of its own");
}
END_TEST

START_TEST(what_is_no_record_is_refused)
{
	ck_assert_str_eq(record(""), "the record is empty");
	ck_assert_str_eq(record(" a.example. IN A 127.16.0.1"),
	    "the record begins with a blank, not with its name");
	ck_assert_str_eq(record("a.example. IN A 1.1.1.1\nb.example. IN A 1."),
	    "a record stands on one line");
	ck_assert_str_eq(record("a.example. CH TXT \"x\""),
	    "the class of the record is not IN");
	ck_assert_str_ne(record("a.example. IN A 127.16.0.256"), "fine");
	ck_assert_str_ne(record("a.example. IN TEXT \"x\""), "fine");
	ck_assert_str_ne(record("a.example. IN A"), "fine");
	ck_assert_str_ne(record("a.example."), "fine");
	ck_assert_str_ne(record("a..example. IN A 127.16.0.1"), "fine");
	ck_assert_str_ne(record("a.example. IN MX ten mx.example."), "fine");
	ck_assert_str_ne(record("a.example. IN A 127.16.0.1 more"), "fine");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dns_line");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_good_name_is_good);
	tcase_add_test(tc, a_bad_name_is_told_why);
	tcase_add_test(tc, a_name_has_at_most_253_letters);
	tcase_add_test(tc, a_good_record_is_good);
	tcase_add_test(tc, every_name_of_a_record_is_in_full);
	tcase_add_test(tc, what_is_no_record_is_refused);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
