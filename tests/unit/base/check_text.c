/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "sim/base/text.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct err err;

static const struct {
	const char *a, *b;
	bool same;
} hosts[] = {
    {"mx.example", "mx.example", true},
    {"mx.example", "MX.Example.", true},
    {"mx.example.", "mx.example", true},
    {"mx.example", "mx.example.net", false},
    {"mx.example", "mx.exampl", false},
    {"mx.example..", "mx.example", false},
    {"", "", true},
    {"", ".", true},
    {"a", "", false},
};

START_TEST(hosts_compare_without_case_and_final_dot)
{
	ck_assert_int_eq(
	    text_same_host(hosts[_i].a, hosts[_i].b), hosts[_i].same);
	ck_assert_int_eq(
	    text_same_host(hosts[_i].b, hosts[_i].a), hosts[_i].same);
}
END_TEST

static const struct {
	const char *pattern, *s;
	bool fits;
} globs[] = {
    {"", "", true},
    {"", "a", false},
    {"*", "", true},
    {"*", "anything", true},
    {"**", "x", true},
    {"abc", "abc", true},
    {"abc", "abd", false},
    {"abc", "abcd", false},
    {"abcd", "abc", false},
    {"a*c", "abbbc", true},
    {"a*c", "ac", true},
    {"a*c", "abcb", false},
    {"*deferred*", "queue: deferred (x)", true},
    {"*aab", "aaaab", true},
    {"a?c", "abc", true},
    {"a?c", "ac", false},
    {"?", "", false},
    {"*?", "a", true},
    {"a*b*c", "axxbyyc", true},
    {"a*b*c", "axxcyyb", false},
    {"A", "a", false},
};

START_TEST(a_glob_knows_stars_and_question_marks)
{
	ck_assert_msg(
	    text_glob(globs[_i].pattern, globs[_i].s) == globs[_i].fits,
	    "%s on %s", globs[_i].pattern, globs[_i].s);
}
END_TEST

/* A pattern of a client file must not be able to stop the lab. */
START_TEST(many_stars_take_no_time)
{
	static char s[5001], pattern[1001];

	memset(s, 'a', sizeof(s) - 1);
	for (size_t i = 0; i + 2 < sizeof(pattern); i += 2)
		memcpy(pattern + i, "*a", 2);
	pattern[sizeof(pattern) - 2] = 'b';
	ck_assert(!text_glob(pattern, s));
}
END_TEST

static const struct {
	const char *a, *b;
	unsigned n;
} distances[] = {
    {"", "", 0},
    {"strict", "strict", 0},
    {"", "abc", 3},
    {"abc", "", 3},
    {"withold", "withhold", 1},
    {"wihthold", "withhold", 1},
    {"kitten", "sitting", 3},
    {"ab", "ba", 1},
    {"ca", "abc", 3},
};

START_TEST(distance_counts_changed_letters)
{
	ck_assert_uint_eq(
	    text_distance(distances[_i].a, distances[_i].b), distances[_i].n);
	ck_assert_uint_eq(
	    text_distance(distances[_i].b, distances[_i].a), distances[_i].n);
}
END_TEST

START_TEST(distance_of_long_texts_looks_at_their_beginning)
{
	char a[300], b[300];

	memset(a, 'a', sizeof(a) - 1);
	memset(b, 'b', sizeof(b) - 1);
	a[sizeof(a) - 1] = b[sizeof(b) - 1] = '\0';
	ck_assert_uint_eq(text_distance(a, b), 100);
	ck_assert_uint_eq(text_distance(a, a), 0);
}
END_TEST

static const struct {
	const char *typed, *found;
} nearest[] = {
    {"strct", "strict"},
    {"strict", "strict"},
    {"encript", "encrypt"},
    {"opportunsitic", "opportunistic"},
    {"noen", "none"},
    {"nn", NULL},
    {"sticrt", "strict"},
    {"strand", NULL},
    {"nonsense-word", NULL},
    {"x", NULL},
    {"", NULL},
};

START_TEST(the_nearest_is_what_was_meant_or_nothing)
{
	static const char *const words[] = {
	    "none", "opportunistic", "encrypt", "strict", NULL};
	const char *got = text_nearest(nearest[_i].typed, words);

	if (nearest[_i].found == NULL)
		ck_assert_msg(got == NULL, "%s for %s", got, nearest[_i].typed);
	else
		ck_assert_str_eq(got, nearest[_i].found);
}
END_TEST

START_TEST(of_no_candidates_none_is_nearest)
{
	ck_assert_ptr_null(text_nearest("a", (const char *const[]){NULL}));
}
END_TEST

static const struct {
	const char *s;
	int64_t seconds;
} spans[] = {
    {"0 seconds", 0},
    {"1 second", 1},
    {"10 minutes", 600},
    {"-1 day", -86400},
    {"+89 days", 89 * 86400},
    {"2 hours", 7200},
    {"1 week", 7 * 86400},
    {"3 years", 3 * 365 * 86400},
    {"90days", 90 * 86400},
};

START_TEST(a_span_is_seconds)
{
	int64_t seconds;

	ck_assert_msg(text_span(spans[_i].s, &seconds, &err), "%s", err.text);
	ck_assert_int_eq(seconds, spans[_i].seconds);
}
END_TEST

static const char *const no_spans[] = {"", "10", "minutes", "10 fortnights",
    "10 minutes ago", "ten minutes", "1.5 days", "10 s", "2000000000 days",
    "99999999999999999999999 days", "10 secondss", "10 Minutes", "- 1 day"};

START_TEST(what_is_no_span_is_refused)
{
	int64_t seconds;

	ck_assert_msg(
	    !text_span(no_spans[_i], &seconds, &err), "%s", no_spans[_i]);
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(err.text, no_spans[_i]));
}
END_TEST

static const struct {
	const char *s;
	int64_t t;
} dates[] = {
    {"1970-01-01", 0},
    {"2024-03-13", 1710288000},
    {"2024-03-13 11:37:15", 1710329835},
    {"2024-02-29", 1709164800},
    {"1950-01-01", -631152000},
    {"2049-12-31 23:59:59", 2524607999},
};

START_TEST(a_date_is_utc)
{
	int64_t t;

	setenv("TZ", "America/New_York", 1);
	ck_assert_msg(text_date(dates[_i].s, &t, &err), "%s", err.text);
	ck_assert_int_eq(t, dates[_i].t);
}
END_TEST

static const char *const no_dates[] = {"", "today", "2024-3-13", "24-03-13",
    "2024-13-01", "2024-02-30", "2023-02-29", "2024-00-10", "2024-01-00",
    "2024-03-13 11:37", "2024-03-13 25:00:00", "2024-03-13 11:60:00",
    "2024-03-13T11:37:15", "2024-03-13 ", " 2024-03-13", "2024- 3-13",
    "2024-03-13 11:37:15Z", "20240313"};

START_TEST(what_is_no_date_is_refused)
{
	int64_t t = 7;

	ck_assert_msg(!text_date(no_dates[_i], &t, &err), "%s", no_dates[_i]);
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_int_eq(t, 7);
}
END_TEST

START_TEST(hex_is_bytes_in_either_case)
{
	uint8_t *bytes;
	size_t n;

	ck_assert(text_unhex("00fF7a", &bytes, &n, &err));
	ck_assert_uint_eq(n, 3);
	ck_assert_mem_eq(bytes, "\0\xff\x7a", 3);
	free(bytes);
	ck_assert(text_unhex("", &bytes, &n, &err));
	ck_assert_uint_eq(n, 0);
	free(bytes);
}
END_TEST

static const char *const no_hex[] = {"0", "0g", "g0", "00 1", "0x00", "123"};

START_TEST(what_is_no_hex_is_refused)
{
	uint8_t *bytes;
	size_t n;

	ck_assert_msg(
	    !text_unhex(no_hex[_i], &bytes, &n, &err), "%s", no_hex[_i]);
	ck_assert_int_eq(err.kind, ERR_INPUT);
}
END_TEST

static const struct {
	const char *bytes;
	size_t len;
	const char *shown;
} printables[] = {
    {"plain ~ text", 12, "plain ~ text"},
    {"b\303\274cher", 7, "b\303\274cher"},
    {"\342\202\254", 3, "\342\202\254"},
    {"\360\237\223\247", 4, "\360\237\223\247"},
    {"a\0b", 3, "a\\x00b"},
    {"\r\n\t\033[m", 6, "\\x0d\\x0a\\x09\\x1b[m"},
    {"\177", 1, "\\x7f"},
    {"\302\233", 2, "\\xc2\\x9b"},		     /* CSI of C1 */
    {"\300\257", 2, "\\xc0\\xaf"},		     /* too long for "/" */
    {"\340\200\257", 3, "\\xe0\\x80\\xaf"},	     /* the same */
    {"\355\240\200", 3, "\\xed\\xa0\\x80"},	     /* half of a pair */
    {"\364\220\200\200", 4, "\\xf4\\x90\\x80\\x80"}, /* beyond the end */
    {"\303", 1, "\\xc3"},			     /* cut short */
    {"\342\202", 2, "\\xe2\\x82"},
    {"\200", 1, "\\x80"},
    {"", 0, ""},
};

START_TEST(a_cut_leaves_no_half_of_an_escape)
{
	char out[8];

	text_ascii(out, sizeof(out), "ab\xc3\xa9xyz");
	ck_assert_str_eq(out, "ab\\xc3");
	text_ascii(out, sizeof(out), "abcdefghij");
	ck_assert_str_eq(out, "abcdefg");
	text_ascii(out, sizeof(out), "");
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(only_what_can_be_shown_stays)
{
	char *shown = text_printable(printables[_i].bytes, printables[_i].len);

	ck_assert_str_eq(shown, printables[_i].shown);
	free(shown);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, hosts_compare_without_case_and_final_dot, 0, ROWS(hosts));
	tcase_add_loop_test(
	    tc, a_glob_knows_stars_and_question_marks, 0, ROWS(globs));
	tcase_add_test(tc, many_stars_take_no_time);
	tcase_add_loop_test(
	    tc, distance_counts_changed_letters, 0, ROWS(distances));
	tcase_add_test(tc, distance_of_long_texts_looks_at_their_beginning);
	tcase_add_loop_test(
	    tc, the_nearest_is_what_was_meant_or_nothing, 0, ROWS(nearest));
	tcase_add_test(tc, of_no_candidates_none_is_nearest);
	tcase_add_test(tc, a_cut_leaves_no_half_of_an_escape);
	tcase_add_loop_test(tc, a_span_is_seconds, 0, ROWS(spans));
	tcase_add_loop_test(tc, what_is_no_span_is_refused, 0, ROWS(no_spans));
	tcase_add_loop_test(tc, a_date_is_utc, 0, ROWS(dates));
	tcase_add_loop_test(tc, what_is_no_date_is_refused, 0, ROWS(no_dates));
	tcase_add_test(tc, hex_is_bytes_in_either_case);
	tcase_add_loop_test(tc, what_is_no_hex_is_refused, 0, ROWS(no_hex));
	tcase_add_loop_test(
	    tc, only_what_can_be_shown_stays, 0, ROWS(printables));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
