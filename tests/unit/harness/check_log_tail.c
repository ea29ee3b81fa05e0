/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <event2/event.h>

#include "harness/run/log_tail.h"
#include "sim/base/clock.h"

static struct event_base *base;
static struct log_tail *tail;
static char path[60], other[70], story[2000];
static unsigned lines;

static void
on_line(const char *line, void *arg)
{
	size_t used = strlen(story);

	ck_assert_ptr_eq(arg, story);
	snprintf(story + used, sizeof(story) - used, "%.40s|", line);
	lines++;
}

static void
set_up(void)
{
	snprintf(path, sizeof(path), "/tmp/check_log_tail.%d", (int)getpid());
	snprintf(other, sizeof(other), "%s.1", path);
	unlink(path);
	base = event_base_new();
	story[0] = '\0';
	lines = 0;
	tail = log_tail_new(base, path, on_line, story);
}

static void
tear_down(void)
{
	log_tail_free(tail);
	event_base_free(base);
	unlink(path);
	unlink(other);
}

static void
write_log(const char *text)
{
	FILE *f = fopen(path, "a");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void
is_told(const char *wanted)
{
	log_tail_look(tail);
	ck_assert_str_eq(story, wanted);
}

START_TEST(the_file_need_not_be_there_yet)
{
	is_told("");
	write_log("one\n");
	is_told("one|");
	log_tail_free(NULL);
}
END_TEST

START_TEST(lines_are_told_once_as_they_come)
{
	write_log("one\ntwo\n");
	is_told("one|two|");
	is_told("one|two|");
	write_log("three\n");
	is_told("one|two|three|");
}
END_TEST

START_TEST(half_a_line_waits_for_its_end)
{
	write_log("on");
	is_told("");
	write_log("e\ntw");
	is_told("one|");
	write_log("o\n");
	is_told("one|two|");
}
END_TEST

START_TEST(the_timer_looks_too)
{
	int64_t deadline = clock_monotonic_us() + 2000000;

	write_log("one\n");
	while (lines == 0 && clock_monotonic_us() < deadline)
		event_base_loop(base, EVLOOP_ONCE);
	ck_assert_str_eq(story, "one|");
}
END_TEST

/* logrotate moves the old file away; its last lines still count. */
START_TEST(a_file_that_is_replaced_is_read_to_its_end)
{
	write_log("one\n");
	is_told("one|");
	write_log("two\n");
	ck_assert_int_eq(rename(path, other), 0);
	write_log("three\n");
	log_tail_look(tail);
	is_told("one|two|three|");
}
END_TEST

START_TEST(half_a_line_of_a_replaced_file_is_a_line)
{
	write_log("one");
	is_told("");
	ck_assert_int_eq(rename(path, other), 0);
	write_log("two\n");
	log_tail_look(tail);
	is_told("one|two|");
}
END_TEST

START_TEST(a_file_that_is_cut_short_is_read_anew)
{
	write_log("one\ntwo\n");
	is_told("one|two|");
	ck_assert_int_eq(truncate(path, 0), 0);
	log_tail_look(tail);
	write_log("three\n");
	is_told("one|two|three|");
}
END_TEST

START_TEST(a_line_without_end_is_not_kept_for_ever)
{
	char text[50000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	write_log(text);
	is_told("");
	write_log(text);
	is_told("");
	write_log("\nnext\n");
	log_tail_look(tail);
	ck_assert_ptr_nonnull(strstr(story, "|next|"));
}
END_TEST

START_TEST(many_lines_come_in_order)
{
	FILE *f = fopen(path, "w");

	for (int i = 0; i < 20000; i++)
		fprintf(f, "line %d\n", i);
	fclose(f);
	log_tail_look(tail);
	ck_assert_uint_eq(lines, 20000);
	ck_assert_int_eq(strncmp(story, "line 0|line 1|line 2|", 21), 0);
}
END_TEST

START_TEST(a_folder_is_no_log)
{
	log_tail_free(tail);
	tail = log_tail_new(base, "/tmp", on_line, story);
	is_told("");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("log_tail");
	TCase *tc = tcase_create("log_tail");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, the_file_need_not_be_there_yet);
	tcase_add_test(tc, lines_are_told_once_as_they_come);
	tcase_add_test(tc, half_a_line_waits_for_its_end);
	tcase_add_test(tc, the_timer_looks_too);
	tcase_add_test(tc, a_file_that_is_replaced_is_read_to_its_end);
	tcase_add_test(tc, half_a_line_of_a_replaced_file_is_a_line);
	tcase_add_test(tc, a_file_that_is_cut_short_is_read_anew);
	tcase_add_test(tc, a_line_without_end_is_not_kept_for_ever);
	tcase_add_test(tc, many_lines_come_in_order);
	tcase_add_test(tc, a_folder_is_no_log);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
