/* SPDX-License-Identifier: MIT */
/*
 * Did a report change?  One made-up run in each format, byte for byte.
 * After a change that is meant: BADMX_GOLDEN=write check_report_golden
 */
#include <check.h>

#include "tests/unit/reports/story.h"

static const struct {
	const char *file;
	const struct report_kind *kind;
	unsigned width;
	bool colour, to_notes;
	enum terminal_progress progress;
} golden[] = {
    {"report.json", &report_json, 80, false, false, PROGRESS_NONE},
    {"report.txt", &report_term, 80, false, false, PROGRESS_NONE},
    {"report-colour.txt", &report_term, 80, true, false, PROGRESS_NONE},
    {"report-60-columns.txt", &report_term, 60, false, false, PROGRESS_NONE},
    {"report-40-columns.txt", &report_term, 40, false, false, PROGRESS_NONE},
    {"progress-lines.txt", &report_term, 80, false, true, PROGRESS_LINES},
    {"progress-bar.txt", &report_term, 80, false, true, PROGRESS_BAR},
    {"progress-bar-40-columns.txt", &report_term, 40, false, true,
	PROGRESS_BAR},
};

static char *
golden_path(const char *file)
{
	const char *source = getenv("BADMX_SOURCE");

	return xasprintf(
	    "%s/tests/golden/%s", source == NULL ? "." : source, file);
}

static char *
golden_text(const char *file)
{
	char *path = golden_path(file), *text;
	FILE *in = fopen(path, "r");

	free(path);
	if (in == NULL)
		return xstrdup("");
	fseek(in, 0, SEEK_END);
	text = story_text_of(in);
	fclose(in);
	return text;
}

static void
write_golden(const char *file, const char *text)
{
	char *path = golden_path(file);
	FILE *out = fopen(path, "w");

	ck_assert_ptr_nonnull(out);
	fputs(text, out);
	fclose(out);
	free(path);
}

static char *
told_as(int row)
{
	FILE *out = tmpfile(), *notes = tmpfile();
	const struct terminal look = {.notes = notes,
	    .width = golden[row].width,
	    .notes_width = golden[row].width,
	    .colour = golden[row].colour,
	    .progress = golden[row].progress,
	    .now_us = story_clock};
	struct report *r = report_new();
	struct err err;
	char *text;

	report_also(r, golden[row].kind, out, &look);
	story_tell(r);
	ck_assert(report_end(r, &story_differs, &err));
	text = story_text_of(golden[row].to_notes ? notes : out);
	report_free(r);
	fclose(out);
	fclose(notes);
	return text;
}

START_TEST(each_format_is_as_it_was)
{
	char *text = told_as(_i), *before = golden_text(golden[_i].file);
	const char *mode = getenv("BADMX_GOLDEN");

	if (mode != NULL && strcmp(mode, "write") == 0)
		write_golden(golden[_i].file, text);
	else
		ck_assert_msg(strcmp(text, before) == 0, "%s is now:\n%s",
		    golden[_i].file, text);
	free(text);
	free(before);
}
END_TEST

START_TEST(a_golden_file_that_differs_is_noticed)
{
	char *a = told_as(1), *b = golden_text(golden[2].file);

	ck_assert_str_ne(a, b);
	free(a);
	free(b);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("report_golden");
	TCase *tc = tcase_create("golden");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_format_is_as_it_was, 0, N_OF(golden));
	tcase_add_test(tc, a_golden_file_that_differs_is_noticed);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
