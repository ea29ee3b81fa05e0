/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/sender_reply.h"
#include "sim/base/mem.h"

static struct smtp_reply reply;
static size_t used;

static enum reply_parse
parse(const char *bytes)
{
	return sender_reply_parse(bytes, strlen(bytes), &reply, &used);
}

static const struct {
	const char *bytes;
	enum reply_parse how;
	int code;
	const char *status, *text;
} rows[] = {
    {"250 ok\r\n", REPLY_WHOLE, 250, "", "ok"},
    {"250\r\n", REPLY_WHOLE, 250, "", ""},
    {"250 \r\n", REPLY_WHOLE, 250, "", ""},
    {"250 ok\n", REPLY_WHOLE, 250, "", "ok"},
    {"220-go\r\n220 ahead\r\n", REPLY_WHOLE, 220, "", "go ahead"},
    {"550 5.1.1 no such user\r\n", REPLY_WHOLE, 550, "5.1.1",
	"5.1.1 no such user"},
    {"550-5.1.1 no\r\n550 5.1.1 user\r\n", REPLY_WHOLE, 550, "5.1.1",
	"5.1.1 no 5.1.1 user"},
    {"451 4.7.1\r\n", REPLY_WHOLE, 451, "4.7.1", "4.7.1"},
    {"550 5.123.123 x\r\n", REPLY_WHOLE, 550, "5.123.123", "5.123.123 x"},
    /* a status that does not belong to the code, or is none */
    {"550 4.1.1 x\r\n", REPLY_WHOLE, 550, "", "4.1.1 x"},
    {"550 5.1 x\r\n", REPLY_WHOLE, 550, "", "5.1 x"},
    {"550 5.1.1x\r\n", REPLY_WHOLE, 550, "", "5.1.1x"},
    {"550 5.1234.1 x\r\n", REPLY_WHOLE, 550, "", "5.1234.1 x"},
    {"550 5.1.1234 x\r\n", REPLY_WHOLE, 550, "", "5.1.1234 x"},
    {"550 55.1.1 x\r\n", REPLY_WHOLE, 550, "", "55.1.1 x"},
    /* a stranger's bytes are made printable */
    {"250 a\tb\033[1m\303\274\r\n", REPLY_WHOLE, 250, "", "a?b?[1m??"},
    /* more is needed */
    {"", REPLY_PART, 0, "", ""},
    {"25", REPLY_PART, 0, "", ""},
    {"250 ok", REPLY_PART, 0, "", ""},
    {"250-ok\r\n", REPLY_PART, 250, "", "ok"},
    {"250-ok\r\n250", REPLY_PART, 250, "", "ok"},
    /* not SMTP */
    {"\r\n", REPLY_BROKEN, 0, "", ""},
    {"ok\r\n", REPLY_BROKEN, 0, "", ""},
    {"25\r\n", REPLY_BROKEN, 0, "", ""},
    {"2500 ok\r\n", REPLY_BROKEN, 0, "", ""},
    {"250\tok\r\n", REPLY_BROKEN, 0, "", ""},
    {"150 ok\r\n", REPLY_BROKEN, 0, "", ""},
    {"650 ok\r\n", REPLY_BROKEN, 0, "", ""},
    {"-50 ok\r\n", REPLY_BROKEN, 0, "", ""},
    {"HTTP/1.1 400 Bad Request\r\n", REPLY_BROKEN, 0, "", ""},
    {"\026\003\001\n", REPLY_BROKEN, 0, "", ""},
    {"250-a\r\n251 b\r\n", REPLY_BROKEN, 250, "", "a"},
};

START_TEST(each_reply_is_read_as_the_table_says)
{
	enum reply_parse how = parse(rows[_i].bytes);

	ck_assert_msg(
	    how == rows[_i].how, "row %d: \"%s\"", _i, rows[_i].bytes);
	ck_assert_int_eq(reply.code, rows[_i].code);
	ck_assert_str_eq(reply.status, rows[_i].status);
	ck_assert_str_eq(reply.text, rows[_i].text);
	if (how == REPLY_WHOLE)
		ck_assert_uint_eq(used, strlen(rows[_i].bytes));
}
END_TEST

START_TEST(what_follows_a_reply_is_left_alone)
{
	ck_assert_int_eq(
	    parse("220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n"), REPLY_WHOLE);
	ck_assert_uint_eq(used, 8);
}
END_TEST

START_TEST(keywords_are_found_in_any_case)
{
	parse("250-mx.example STARTTLS\r\n250-starttls\r\n"
	      "250-Size 1000\r\n250 8BITMIME\r\n");
	ck_assert(sender_reply_offers(&reply, "STARTTLS"));
	ck_assert(sender_reply_offers(&reply, "8BITMIME"));
	ck_assert(!sender_reply_offers(&reply, "8BIT"));
	ck_assert(!sender_reply_offers(&reply, "TLS"));
	ck_assert(!sender_reply_offers(&reply, "MX.EXAMPLE"));
	ck_assert(reply.has_size);
	ck_assert_uint_eq(reply.size, 1000);
}
END_TEST

START_TEST(a_keyword_that_was_struck_out_is_none)
{
	parse("250-mx\r\n250-XXXXXXXA\r\n250-STARTTLSA\r\n250 ASTARTTLS\r\n");
	ck_assert(!sender_reply_offers(&reply, "STARTTLS"));
}
END_TEST

START_TEST(the_greeting_of_ehlo_offers_nothing)
{
	parse("250 STARTTLS\r\n");
	ck_assert(!sender_reply_offers(&reply, "STARTTLS"));
}
END_TEST

START_TEST(a_size_without_number_is_no_limit)
{
	parse("250-mx\r\n250 SIZE\r\n");
	ck_assert(reply.has_size);
	ck_assert_uint_eq(reply.size, 0);
}
END_TEST

START_TEST(a_size_has_as_many_digits_as_it_likes)
{
	parse("250-mx\r\n250 SIZE 99999999999999999999999999\r\n");
	ck_assert(reply.has_size);
	ck_assert(reply.size == ULLONG_MAX);
	parse("250-mx\r\n250 SIZE 18446744073709551615\r\n");
	ck_assert(reply.size == ULLONG_MAX);
	parse("250-mx\r\n250 SIZE 18446744073709551616\r\n");
	ck_assert(reply.size == ULLONG_MAX);
	parse("250-mx\r\n250 SIZE 0000000000000000000000001000\r\n");
	ck_assert(reply.size == 1000);
}
END_TEST

START_TEST(a_line_without_end_is_no_reply)
{
	char *bytes = xcalloc(REPLY_LINE_MAX + 1, 1);

	memset(bytes, '2', REPLY_LINE_MAX);
	ck_assert_int_eq(
	    sender_reply_parse(bytes, REPLY_LINE_MAX - 1, &reply, &used),
	    REPLY_PART);
	ck_assert_int_eq(
	    sender_reply_parse(bytes, REPLY_LINE_MAX, &reply, &used),
	    REPLY_BROKEN);
	free(bytes);
}
END_TEST

START_TEST(lines_without_end_are_no_reply)
{
	size_t n = 0, cap = (REPLY_LINES_MAX + 2) * 8;
	char *bytes = xcalloc(cap, 1);

	for (int i = 0; i < REPLY_LINES_MAX + 1; i++, n += 7)
		memcpy(bytes + n, "250-x\r\n", 7);
	ck_assert_int_eq(
	    sender_reply_parse(bytes, n, &reply, &used), REPLY_BROKEN);
	free(bytes);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sender_reply");
	TCase *tc = tcase_create("sender_reply");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_reply_is_read_as_the_table_says, 0,
	    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tc, what_follows_a_reply_is_left_alone);
	tcase_add_test(tc, keywords_are_found_in_any_case);
	tcase_add_test(tc, a_keyword_that_was_struck_out_is_none);
	tcase_add_test(tc, the_greeting_of_ehlo_offers_nothing);
	tcase_add_test(tc, a_size_without_number_is_no_limit);
	tcase_add_test(tc, a_size_has_as_many_digits_as_it_likes);
	tcase_add_test(tc, a_line_without_end_is_no_reply);
	tcase_add_test(tc, lines_without_end_are_no_reply);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
