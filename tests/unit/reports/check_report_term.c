/* SPDX-License-Identifier: MIT */
#include <check.h>

#include "reports/term_text.h"
#include "tests/unit/reports/story.h"

static FILE *out;
static struct terminal look;
static struct report *report;

static void
set_up(void)
{
	out = tmpfile();
	look = (struct terminal){.notes = out,
	    .width = 80,
	    .notes_width = 80,
	    .now_us = story_clock};
	report = report_new();
	report_also(report, &report_term, out, &look);
}

static void
tear_down(void)
{
	report_free(report);
	fclose(out);
}

static bool
so_far(const char *wanted)
{
	char *text = story_text_of(out);
	bool found = strstr(text, wanted) != NULL;

	free(text);
	return found;
}

static void
tell_row(size_t row)
{
	for (size_t policy = 0; policy < N_OF(story_policies); policy++)
		story_tell_cell(report, row, policy);
}

START_TEST(a_row_waits_for_the_rows_above_it)
{
	report_begin(report, &story_run);
	tell_row(1);
	ck_assert(!so_far("name-wildcard-two-levels"));
	tell_row(0);
	ck_assert(so_far("name-exact"));
	ck_assert(so_far("name-wildcard-two-levels"));
	ck_assert(!so_far("val-expired-now"));
}
END_TEST

START_TEST(an_interrupted_run_shows_what_it_knows)
{
	struct err err;

	report_begin(report, &story_run);
	story_tell_cell(report, 1, 3);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("name-wildcard-two-levels"));
	ck_assert(so_far("LET IN"));
	ck_assert(!so_far("\nname-exact"));
}
END_TEST

START_TEST(of_several_rounds_the_worst_is_in_the_table)
{
	static const struct report_row row = {.case_id = "flaky", .cells = 2};
	struct report_run run = story_run;
	struct report_cell cell = story_fine;
	struct err err;

	run.rows = &row;
	run.n_rows = 1;
	run.n_policies = 1;
	report_begin(report, &run);
	cell.round = 1;
	cell.result = REPORT_LOST;
	cell.got = cell.outcome = "bounce";
	report_cell(report, &cell);
	cell = story_fine;
	cell.round = 2;
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("flaky !bounce"));
}
END_TEST

START_TEST(no_line_is_wider_than_the_terminal)
{
	unsigned widths[] = {80, 72, 70, 60};
	struct err err;
	char *text;

	look.width = widths[_i];
	story_tell(report);
	ck_assert(report_end(report, &story_differs, &err));
	text = story_text_of(out);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		ck_assert_msg(strlen(line) <= widths[_i], "too wide: %s", line);
	free(text);
}
END_TEST

START_TEST(a_lab_that_failed_is_one_block)
{
	struct report_cell cell = *story_odd_at(0, 4);
	struct err err;

	report_begin(report, &story_run);
	for (cell.row = 0; cell.row < story_run.n_rows; cell.row++)
		report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("NOT JUDGED  4 cells"));
	ck_assert(so_far("  every cell\n    The client ended by signal 11"));
	ck_assert(!so_far("name-exact/relaxed-wildcard"));
}
END_TEST

START_TEST(nothing_is_said_to_be_something)
{
	struct report_cell cell = *story_odd_at(2, 3);
	struct err err;

	cell.row = 0;
	cell.got = cell.reason_got = cell.why = cell.host = "";
	cell.reason_expected = "certificate-expired";
	report_begin(report, &story_run);
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("expected verified, got nothing seen"));
	ck_assert(!so_far("Reason"));
	ck_assert(!so_far("Host"));
}
END_TEST

START_TEST(what_came_out_alike_under_several_policies_is_told_once)
{
	struct report_cell cell = *story_odd_at(2, 3);
	struct err err;

	report_begin(report, &story_run);
	cell.row = 0;
	cell.got = "defer";
	cell.policy = 0;
	cell.expected = "cleartext";
	report_cell(report, &cell);
	cell.policy = 3;
	cell.expected = "verified";
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("name-exact/none,strict: expected cleartext / "
			 "verified, got defer\n"));
}
END_TEST

/* "<80 columns: one line a case", when not even letters fit. */
START_TEST(a_table_that_does_not_fit_becomes_sentences)
{
	struct err err;

	look.width = 40;
	story_tell(report);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("name-wildcard-two-levels: 6 as expected"));
}
END_TEST

START_TEST(what_is_not_judged_always_has_a_sentence)
{
	static const char *const nothing[] = {NULL, "", " \n"};
	struct report_cell cell = story_fine;
	struct err err;

	report_begin(report, &story_run);
	cell.result = REPORT_NOT_JUDGED;
	cell.got = cell.outcome = NULL;
	cell.why = nothing[_i];
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("\n    The lab has not said why, which is a fault of "
			 "badmx.\n"));
}
END_TEST

/* A table of few columns writes its words in full. */
START_TEST(the_meanings_of_the_words_stand_below_one_another)
{
	struct report_run run = story_run;
	struct report_cell cell = story_fine;
	struct err err;

	run.n_policies = 2;
	report_begin(report, &run);
	report_cell(report, &cell);
	cell.policy = 1;
	cell.result = REPORT_LOST;
	cell.outcome = cell.got = "defer";
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("\nunverified  handed over, TLS, not verified\n"
			 "defer       kept in the queue\n"
			 "!           differs from the table\n"));
}
END_TEST

/* val-intermediate-expired-alt-path@ee is the longest name there. */
START_TEST(a_mark_does_not_stick_to_a_name)
{
	struct report_cell cell = story_fine;
	struct err err;

	report_begin(report, &story_run);
	cell.row = 2;
	cell.result = REPORT_NOT_JUDGED;
	cell.got = cell.outcome = NULL;
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("\nval-intermediate-expired-alt-path@ee ?"));
}
END_TEST

START_TEST(a_bar_never_wraps)
{
	static const unsigned widths[] = {40, 44, 60, 80};
	struct err err;
	char *text, *last = NULL;

	look.notes_width = widths[_i];
	look.progress = PROGRESS_BAR;
	look.notes = tmpfile();
	story_tell(report);
	ck_assert(report_end(report, &story_differs, &err));
	text = story_text_of(look.notes);
	for (char *bar = strtok(text, "\r"); bar; bar = strtok(NULL, "\r")) {
		ck_assert(strncmp(bar, "\033[K", 3) == 0);
		ck_assert_msg(strlen(bar) - 3 < widths[_i], "wraps: %s", bar);
		last = bar;
	}
	ck_assert_str_eq(last, "\033[K"); /* nothing stays */
	free(text);
	fclose(look.notes);
}
END_TEST

START_TEST(the_first_line_is_wrapped_too)
{
	look.width = 40;
	report_say(out, &look,
	    "A private mail Internet on this machine. Nothing leaves it.");
	ck_assert(so_far("A private mail Internet on this machine.\n"
			 "Nothing leaves it.\n\n"));
}
END_TEST

START_TEST(the_last_line_says_the_exit_code_in_words)
{
	struct err err;
	char *text;

	story_tell(report);
	ck_assert(report_end(report, &story_differs, &err));
	text = story_text_of(out);
	text[strlen(text) - 1] = '\0';
	ck_assert_str_eq(strrchr(text, '\n') + 1,
	    "4.2 s, exit 1: something differs from the table");
	free(text);
}
END_TEST

START_TEST(what_a_peer_says_moves_no_cursor)
{
	struct report_cell cell = *story_odd_at(1, 3);
	struct err err;

	cell.why = "Subject \033[2J\r\n b\303\274cher \377";
	report_begin(report, &story_run);
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(!so_far("\033"));
	ck_assert(!so_far("\r"));
	ck_assert(so_far("\\x1b[2J\\x0d\\x0a"));
	ck_assert(so_far("b\\xc3\\xbccher \\xff"));
}
END_TEST

START_TEST(with_utf8_words_keep_their_letters)
{
	const struct report_format f = {.look = &look, .out = out};
	char *shown;

	look.utf8 = true;
	shown = term_text_shown(&f, "b\303\274cher \377");
	ck_assert_str_eq(shown, "b\303\274cher \\xff");
	ck_assert_uint_eq(term_text_width(shown), 11);
	free(shown);
}
END_TEST

START_TEST(colour_only_repeats_a_word)
{
	struct err err;

	look.colour = true;
	story_tell(report);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("\033[1;35mLET IN\033[0m"));
}
END_TEST

START_TEST(a_long_command_can_still_be_pasted)
{
	struct err err;

	look.width = 60;
	story_tell(report);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("--policy strict \\\n"));
}
END_TEST

START_TEST(a_word_without_an_end_is_broken_where_it_may)
{
	const struct report_format f = {.look = &look, .out = out};

	look.width = 40;
	term_text_say(&f, 4,
	    "base-good/opportunistic,encrypt,relaxed-wildcard,strict or");
	ck_assert(so_far("    base-good/opportunistic,encrypt,\n"
			 "    relaxed-wildcard,strict or\n"));
	term_text_field(
	    &f, 4, "Look", "/a/folder/that-has-a-long-name/and/a/file.txt");
	ck_assert(so_far("    Look\n      /a/folder/that-has-a-long-name/\n"
			 "      and/a/file.txt\n"));
	term_text_say(&f, 0, "123456789a123456789b123456789c123456789de");
	ck_assert(so_far("\n123456789a123456789b123456789c123456789d\ne\n"));
}
END_TEST

START_TEST(what_was_run_again_is_named)
{
	struct report_cell cell = story_fine;
	struct err err;

	report_begin(report, &story_run);
	cell.policy = 3;
	cell.again = "it stood still";
	report_cell(report, &cell);
	cell.again = NULL;
	cell.policy = 2;
	report_cell(report, &cell);
	ck_assert(report_end(report, &story_differs, &err));
	ck_assert(so_far("Again     run once more in a new lab, as it stood "
			 "still: name-exact/"));
}
END_TEST

static int64_t now;

static int64_t
our_clock(void)
{
	return now;
}

/* Not beside results that come anyway, and in lines not every second. */
START_TEST(while_nothing_comes_it_is_said_what_goes_on)
{
	static const struct {
		enum terminal_progress progress;
		int silent_ms;
		const char *said;
	} rows[] = {
	    {PROGRESS_BAR, 1000, NULL},
	    {PROGRESS_BAR, 2000, "]  1 of 28  60 mails"},
	    {PROGRESS_LINES, 4000, NULL},
	    {PROGRESS_LINES, 5000, "  3 %  1 of 28  6.0 s  60 mails\n"},
	    {PROGRESS_NONE, 9000, NULL},
	};

	look.progress = rows[_i].progress;
	look.now_us = our_clock;
	now = 1000000;
	report_begin(report, &story_run);
	now += 1000000;
	story_tell_cell(report, 0, 0);
	now += 1000 * rows[_i].silent_ms;
	report_progress(report, "60 mails");
	if (rows[_i].said == NULL)
		ck_assert(!so_far("60 mails"));
	else
		ck_assert(so_far(rows[_i].said));
	now += 1000000;
	report_progress(report, "70 mails");
	ck_assert(so_far("70 mails") == (_i < 3));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("report_term");
	TCase *tc = tcase_create("terminal");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_row_waits_for_the_rows_above_it);
	tcase_add_test(tc, an_interrupted_run_shows_what_it_knows);
	tcase_add_test(tc, of_several_rounds_the_worst_is_in_the_table);
	tcase_add_loop_test(tc, no_line_is_wider_than_the_terminal, 0, 4);
	tcase_add_loop_test(tc, what_is_not_judged_always_has_a_sentence, 0, 3);
	tcase_add_test(tc, the_meanings_of_the_words_stand_below_one_another);
	tcase_add_test(tc, a_mark_does_not_stick_to_a_name);
	tcase_add_loop_test(tc, a_bar_never_wraps, 0, 4);
	tcase_add_test(tc, the_first_line_is_wrapped_too);
	tcase_add_test(tc, a_lab_that_failed_is_one_block);
	tcase_add_test(tc, nothing_is_said_to_be_something);
	tcase_add_test(
	    tc, what_came_out_alike_under_several_policies_is_told_once);
	tcase_add_test(tc, a_table_that_does_not_fit_becomes_sentences);
	tcase_add_test(tc, the_last_line_says_the_exit_code_in_words);
	tcase_add_test(tc, what_a_peer_says_moves_no_cursor);
	tcase_add_test(tc, with_utf8_words_keep_their_letters);
	tcase_add_test(tc, colour_only_repeats_a_word);
	tcase_add_test(tc, a_long_command_can_still_be_pasted);
	tcase_add_test(tc, a_word_without_an_end_is_broken_where_it_may);
	tcase_add_loop_test(
	    tc, while_nothing_comes_it_is_said_what_goes_on, 0, 5);
	tcase_add_test(tc, what_was_run_again_is_named);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
