/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "reports/terminal.h"

static const char *const *environment; /* name, value, ..., NULL */

static const char *
told_env(const char *name)
{
	for (size_t i = 0; environment[i] != NULL; i += 2) {
		if (strcmp(environment[i], name) == 0)
			return environment[i + 1];
	}
	return NULL;
}

#define MAX_ENV 9

static const struct {
	const char *what;
	const char *env[MAX_ENV];
	const char *color, *progress;
	bool out_is_tty, notes_is_tty;
	bool colour, utf8;
	enum terminal_progress shown;
} rows[] = {
    {"a terminal", {"TERM", "xterm", "LANG", "de_DE.UTF-8"}, NULL, NULL, true,
	true, true, true, PROGRESS_BAR},
    {"a pipe", {"TERM", "xterm"}, NULL, NULL, false, false, false, false,
	PROGRESS_LINES},
    {"results in a file, progress on the terminal", {"TERM", "xterm"}, NULL,
	NULL, false, true, false, false, PROGRESS_BAR},
    {"a dumb terminal", {"TERM", "dumb"}, NULL, NULL, true, true, false, false,
	PROGRESS_LINES},
    {"no TERM at all", {NULL}, NULL, NULL, true, true, false, false,
	PROGRESS_LINES},
    {"NO_COLOR", {"TERM", "xterm", "NO_COLOR", "1"}, NULL, NULL, true, true,
	false, false, PROGRESS_BAR},
    {"an empty NO_COLOR is none", {"TERM", "xterm", "NO_COLOR", ""}, NULL, NULL,
	true, true, true, false, PROGRESS_BAR},
    {"FORCE_COLOR", {"FORCE_COLOR", "1"}, NULL, NULL, false, false, true, false,
	PROGRESS_LINES},
    {"--color=always wins over NO_COLOR", {"NO_COLOR", "1"}, "always", NULL,
	false, false, true, false, PROGRESS_LINES},
    {"--color=never wins over FORCE_COLOR",
	{"TERM", "xterm", "FORCE_COLOR", "1"}, "never", NULL, true, true, false,
	false, PROGRESS_BAR},
    {"CI has no bar", {"TERM", "xterm", "CI", "true"}, NULL, NULL, true, true,
	true, false, PROGRESS_LINES},
    {"--progress=bar wins over CI", {"CI", "true"}, NULL, "bar", false, false,
	false, false, PROGRESS_BAR},
    {"--progress=none", {"TERM", "xterm"}, NULL, "none", true, true, true,
	false, PROGRESS_NONE},
    {"--progress=lines", {"TERM", "xterm"}, NULL, "lines", true, true, true,
	false, PROGRESS_LINES},
    {"LC_ALL wins over LANG",
	{"LC_ALL", "C", "LANG", "en_US.UTF-8", "TERM", "dumb"}, NULL, NULL,
	true, true, false, false, PROGRESS_LINES},
    {"C.utf8 is UTF-8 too", {"LC_CTYPE", "C.utf8", "TERM", "dumb"}, NULL, NULL,
	true, true, false, true, PROGRESS_LINES},
};

START_TEST(each_row_of_the_table)
{
	const struct terminal_facts facts = {.env = told_env,
	    .out_is_tty = rows[_i].out_is_tty,
	    .notes_is_tty = rows[_i].notes_is_tty};
	const struct terminal_wish wish = {rows[_i].color, rows[_i].progress};
	struct terminal t = {0};

	environment = rows[_i].env;
	terminal_decide(&t, &wish, &facts);
	ck_assert_msg(t.colour == rows[_i].colour, "%s: colour", rows[_i].what);
	ck_assert_msg(t.utf8 == rows[_i].utf8, "%s: utf8", rows[_i].what);
	ck_assert_msg(
	    t.progress == rows[_i].shown, "%s: progress", rows[_i].what);
}
END_TEST

START_TEST(the_width_is_that_of_the_window_but_never_above_80)
{
	static const char *const nothing[] = {NULL};
	static const struct {
		unsigned columns, width;
	} widths[] = {{0, 80}, {200, 80}, {80, 80}, {60, 60}, {3, 40}};
	const struct terminal_wish wish = {NULL, NULL};
	struct terminal t = {0};

	environment = nothing;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		const struct terminal_facts facts = {.env = told_env,
		    .columns = widths[i].columns,
		    .notes_columns = widths[i].columns};

		terminal_decide(&t, &wish, &facts);
		ck_assert_uint_eq(t.width, widths[i].width);
		ck_assert_uint_eq(t.notes_width, widths[i].width);
	}
}
END_TEST

START_TEST(a_file_is_no_terminal)
{
	const struct terminal_wish wish = {NULL, NULL};
	FILE *out = tmpfile();
	struct terminal t = {0};

	unsetenv("FORCE_COLOR");
	terminal_look(&t, &wish, out, out);
	ck_assert(!t.colour);
	ck_assert(t.progress == PROGRESS_LINES);
	ck_assert_ptr_eq(t.notes, out);
	ck_assert(t.now_us() <= t.now_us());
	fclose(out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("terminal");
	TCase *tc = tcase_create("decisions");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_row_of_the_table, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, the_width_is_that_of_the_window_but_never_above_80);
	tcase_add_test(tc, a_file_is_no_terminal);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
