/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/smtp/smtp_body.h"
#include "sim/smtp/smtp_greylist.h"

static const struct {
	const char *wire, *text;
	bool bare;
} rows[] = {
    {".\r\n", "", false},
    {"a\r\n.\r\n", "a\r\n", false},
    {"..a\r\n.\r\n", ".a\r\n", false},
    {"..\r\n.\r\n", ".\r\n", false},
    {".a\r\n.\r\n", "a\r\n", false},
    {"a.\r\n.\r\n", "a.\r\n", false},
    {"\r\n.\r\n", "\r\n", false},
    {"a\n.\nb\r\n.\r\n", "a\n.\nb\r\n", true},
    {"a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n", true},
    {"a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", true},
    {"a\r.\r\nb\r\n.\r\n", "a\r.\r\nb\r\n", true},
    {"a\r\r\n.\r\n", "a\r\r\n", true},
    {".\r.\r\n.\r\n", "\r.\r\n", true},
};

/* In pieces of every size, with words behind the end. */
START_TEST(each_body_arrives_however_it_is_cut)
{
	char wire[100];
	size_t want = strlen(rows[_i].wire), len;

	len = (size_t)snprintf(wire, sizeof(wire), "%sQUIT\r\n", rows[_i].wire);
	for (size_t piece = 1; piece <= len; piece++) {
		struct smtp_body body;
		bool complete = false;
		size_t at = 0;

		smtp_body_start(&body, 1000);
		while (!complete && at < len) {
			size_t n = piece < len - at ? piece : len - at;

			at += smtp_body_take(&body, wire + at, n, &complete);
		}
		ck_assert(complete);
		ck_assert_uint_eq(at, want);
		ck_assert_str_eq(body.text, rows[_i].text);
		ck_assert_uint_eq(body.total, strlen(rows[_i].text));
		ck_assert_int_eq(body.bare, rows[_i].bare);
		ck_assert(!body.long_line);
		smtp_body_clear(&body);
	}
}
END_TEST

START_TEST(only_the_first_bytes_are_kept)
{
	struct smtp_body body;
	bool complete;

	smtp_body_start(&body, 5);
	smtp_body_take(&body, "hello world\r\n.\r\n", 16, &complete);
	ck_assert(complete);
	ck_assert_str_eq(body.text, "hello");
	ck_assert_uint_eq(body.len, 5);
	ck_assert_uint_eq(body.total, 13);
	smtp_body_clear(&body);
}
END_TEST

START_TEST(nothing_may_be_kept_at_all)
{
	struct smtp_body body;
	bool complete;

	smtp_body_start(&body, 0);
	smtp_body_take(&body, "hello\r\n.\r\n", 10, &complete);
	ck_assert_str_eq(body.text, "");
	ck_assert_uint_eq(body.total, 7);
	smtp_body_clear(&body);
}
END_TEST

START_TEST(a_line_of_1000_bytes_is_the_longest)
{
	for (size_t n = 998; n <= 999; n++) {
		struct smtp_body body;
		char line[1100];
		bool complete;

		memset(line, 'x', sizeof(line));
		smtp_body_start(&body, 100);
		smtp_body_take(&body, line, n, &complete);
		smtp_body_take(&body, "\r\n.\r\n", 5, &complete);
		ck_assert(complete);
		ck_assert_int_eq(body.long_line, n == 999);
		smtp_body_clear(&body);
	}
}
END_TEST

START_TEST(the_stuffed_dot_is_not_counted)
{
	struct smtp_body body;
	char line[1100];
	bool complete;

	memset(line, '.', sizeof(line));
	smtp_body_start(&body, 100);
	smtp_body_take(&body, line, 999, &complete);
	smtp_body_take(&body, "\r\n.\r\n", 5, &complete);
	ck_assert(complete && !body.long_line);
	smtp_body_clear(&body);
}
END_TEST

START_TEST(the_first_try_starts_the_time)
{
	struct smtp_greylist *list = smtp_greylist_new(10);

	ck_assert(smtp_greylist_waits(list, "mx", "a@b", 1000, 900));
	ck_assert(smtp_greylist_waits(list, "mx", "a@b", 1899, 900));
	ck_assert(!smtp_greylist_waits(list, "mx", "a@b", 1900, 900));
	ck_assert(!smtp_greylist_waits(list, "mx", "a@b", 5000, 900));
	smtp_greylist_free(list);
}
END_TEST

START_TEST(each_recipient_and_host_waits_alone)
{
	struct smtp_greylist *list = smtp_greylist_new(10);

	ck_assert(smtp_greylist_waits(list, "mx", "a@b", 0, 10));
	ck_assert(smtp_greylist_waits(list, "mx", "c@b", 10, 10));
	ck_assert(smtp_greylist_waits(list, "mx2", "a@b", 10, 10));
	ck_assert(!smtp_greylist_waits(list, "mx", "a@b", 10, 10));
	smtp_greylist_free(list);
}
END_TEST

START_TEST(a_full_greylist_forgets_the_oldest)
{
	struct smtp_greylist *list = smtp_greylist_new(2);

	smtp_greylist_waits(list, "mx", "a", 0, 10);
	smtp_greylist_waits(list, "mx", "b", 0, 10);
	smtp_greylist_waits(list, "mx", "c", 0, 10);
	ck_assert_uint_eq(smtp_greylist_size(list), 2);
	ck_assert(!smtp_greylist_waits(list, "mx", "b", 10, 10));
	ck_assert(smtp_greylist_waits(list, "mx", "a", 10, 10));
	smtp_greylist_free(list);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("smtp_body");
	TCase *tc = tcase_create("body and greylist");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_body_arrives_however_it_is_cut, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, only_the_first_bytes_are_kept);
	tcase_add_test(tc, nothing_may_be_kept_at_all);
	tcase_add_test(tc, a_line_of_1000_bytes_is_the_longest);
	tcase_add_test(tc, the_stuffed_dot_is_not_counted);
	tcase_add_test(tc, the_first_try_starts_the_time);
	tcase_add_test(tc, each_recipient_and_host_waits_alone);
	tcase_add_test(tc, a_full_greylist_forgets_the_oldest);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
