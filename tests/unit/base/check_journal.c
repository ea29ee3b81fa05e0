/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "sim/base/journal.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct journal *journal;
static char *text;

static void
set_up(void)
{
	journal = journal_new(3);
	text = NULL;
}

static void
tear_down(void)
{
	free(text);
	journal_free(journal);
}

static const char *
read_case(int case_no)
{
	free(text);
	text = journal_text(journal, case_no);
	return text;
}

/* What follows the time. */
static const char *
line_of(const char *all, unsigned n)
{
	static char line[700];
	double seconds;
	int end = 0;

	for (; n > 0; n--)
		all = strchr(all, '\n') + 1;
	ck_assert_int_eq(sscanf(all, "%lf%n", &seconds, &end), 1);
	ck_assert_int_ge(end, 8);
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(all + end, "\n"),
	    all + end);
	return line;
}

static unsigned
count_lines(const char *s)
{
	unsigned n = 0;

	for (; *s != '\0'; s++)
		n += *s == '\n';
	return n;
}

START_TEST(a_new_journal_is_empty)
{
	for (int i = -1; i < 3; i++)
		ck_assert_str_eq(read_case(i), "");
	ck_assert_int_ge(journal_age_us(journal), 0);
	journal_free(NULL);
}
END_TEST

START_TEST(a_line_belongs_to_one_case)
{
	journal_add(journal, 0, LANE_DNS, "mx.%s", "a.example");
	journal_add(journal, 2, LANE_TCP, "connected");
	ck_assert_str_eq(line_of(read_case(0), 0), " DNS  mx.a.example");
	ck_assert_str_eq(read_case(1), "");
	ck_assert_str_eq(line_of(read_case(2), 0), " TCP  connected");
	ck_assert_str_eq(read_case(JOURNAL_LAB), "");
}
END_TEST

START_TEST(a_case_that_there_is_not_is_the_lab)
{
	journal_add(journal, 3, LANE_FAULT, "one");
	journal_add(journal, JOURNAL_LAB, LANE_FAULT, "two");
	journal_add(journal, -9, LANE_FAULT, "three");
	ck_assert_uint_eq(count_lines(read_case(JOURNAL_LAB)), 3);
	ck_assert_str_eq(line_of(text, 0), " !!!  one");
	ck_assert_str_eq(line_of(text, 2), " !!!  three");
	ck_assert_uint_eq(count_lines(read_case(99)), 3);
}
END_TEST

static const struct {
	enum journal_lane lane;
	const char *mark;
} lanes[] = {
    {LANE_DNS, " DNS  x"},
    {LANE_TCP, " TCP  x"},
    {LANE_CLIENT, "  ->  x"},
    {LANE_SERVER, " <-   x"},
    {LANE_CLIENT_TLS, "  ~>  x"},
    {LANE_SERVER_TLS, " <~   x"},
    {LANE_TLS, " TLS  x"},
    {LANE_WEB, " WEB  x"},
    {LANE_MAIL, " ***  x"},
    {LANE_LOG, " log  x"},
    {LANE_JUDGE, " ===  x"},
    {LANE_FAULT, " !!!  x"},
};

START_TEST(each_lane_has_its_mark)
{
	journal_add(journal, 0, lanes[_i].lane, "x");
	ck_assert_str_eq(line_of(read_case(0), 0), lanes[_i].mark);
}
END_TEST

START_TEST(what_is_said_in_tls_looks_otherwise)
{
	journal_said(journal, 0, LANE_CLIENT, "EHLO a", 6);
	journal_said(journal, 0, LANE_SERVER, "220 go", 6);
	journal_said(journal, 0, LANE_CLIENT_TLS, "EHLO a", 6);
	journal_said(journal, 0, LANE_SERVER_TLS, "250 ok", 6);
	read_case(0);
	ck_assert_str_eq(line_of(text, 0), "  ->  EHLO a");
	ck_assert_str_eq(line_of(text, 1), " <-   220 go");
	ck_assert_str_eq(line_of(text, 2), "  ~>  EHLO a");
	ck_assert_str_eq(line_of(text, 3), " <~   250 ok");
}
END_TEST

/* A peer must not be able to draw on the terminal or forge a line. */
START_TEST(a_peers_bytes_are_made_printable)
{
	journal_said(journal, 0, LANE_CLIENT, "a\0\033[2J\nb\377", 9);
	ck_assert_uint_eq(count_lines(read_case(0)), 1);
	ck_assert_str_eq(line_of(text, 0), "  ->  a\\x00\\x1b[2J\\x0ab\\xff");
	journal_add(journal, 1, LANE_LOG, "%s", "one\ntwo");
	ck_assert_uint_eq(count_lines(read_case(1)), 1);
}
END_TEST

START_TEST(a_long_line_is_cut_and_says_so)
{
	char line[2000];

	memset(line, 'x', sizeof(line));
	journal_said(journal, 0, LANE_CLIENT, line, sizeof(line));
	read_case(0);
	ck_assert_uint_lt(strlen(text), 530);
	ck_assert_str_eq(text + strlen(text) - 6, "x ...\n");
	journal_said(journal, 1, LANE_CLIENT, line, 500);
	ck_assert_ptr_null(strstr(read_case(1), "..."));
}
END_TEST

static void
add_many(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		journal_add(journal, 0, LANE_LOG, "line %u.", i);
	read_case(0);
}

static const struct {
	unsigned n, shown;
	const char *cut;
} amounts[] = {
    {300, 300, NULL},
    {301, 301, NULL},
    {400, 400, NULL},
    {401, 401, "  1 lines are cut here"},
    {12345, 401, "  11945 lines are cut here"},
};

START_TEST(head_and_tail_are_kept)
{
	char last[20];

	add_many(amounts[_i].n);
	ck_assert_uint_eq(count_lines(text), amounts[_i].shown);
	ck_assert_ptr_nonnull(strstr(text, "line 0."));
	ck_assert_ptr_nonnull(strstr(text, "line 299."));
	snprintf(last, sizeof(last), "line %u.\n", amounts[_i].n - 1);
	ck_assert_str_eq(text + strlen(text) - strlen(last), last);
	if (amounts[_i].cut == NULL)
		ck_assert_ptr_null(strstr(text, "are cut here"));
	else
		ck_assert_ptr_nonnull(strstr(text, amounts[_i].cut));
}
END_TEST

START_TEST(the_tail_is_in_order)
{
	const char *a, *b;

	add_many(450);
	a = strstr(text, "line 350.");
	b = strstr(text, "line 449.");
	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_nonnull(b);
	ck_assert(a < strstr(text, "line 351.") && a < b);
	ck_assert_ptr_null(strstr(text, "line 349."));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("journal");
	TCase *tc = tcase_create("journal");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_new_journal_is_empty);
	tcase_add_test(tc, a_line_belongs_to_one_case);
	tcase_add_test(tc, a_case_that_there_is_not_is_the_lab);
	tcase_add_loop_test(tc, each_lane_has_its_mark, 0, ROWS(lanes));
	tcase_add_test(tc, what_is_said_in_tls_looks_otherwise);
	tcase_add_test(tc, a_peers_bytes_are_made_printable);
	tcase_add_test(tc, a_long_line_is_cut_and_says_so);
	tcase_add_loop_test(tc, head_and_tail_are_kept, 0, ROWS(amounts));
	tcase_add_test(tc, the_tail_is_in_order);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
