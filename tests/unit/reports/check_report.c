/* SPDX-License-Identifier: MIT */
#include <check.h>

#include "reports/report_kind.h"
#include "tests/unit/reports/story.h"

/* A format that only notes what it was told. */
static struct {
	unsigned begun, cells, ended, freed;
} spy;

static void
spy_begin(struct report_format *f)
{
	(void)f;
	spy.begun++;
}

static void
spy_cell(struct report_format *f, size_t cell)
{
	ck_assert_uint_eq(cell, f->report->n_cells - 1);
	spy.cells++;
}

static void
spy_end(struct report_format *f, const struct report_summary *summary)
{
	(void)summary;
	spy.ended++;
	for (size_t i = 1; i < f->report->n_cells; i++)
		ck_assert_uint_le(
		    f->report->cells[i - 1].row, f->report->cells[i].row);
}

static void
spy_free(struct report_format *f)
{
	(void)f;
	spy.freed++;
}

static const struct report_kind spy_kind = {
    "spy", spy_begin, spy_cell, NULL, spy_end, spy_free};

START_TEST(every_format_is_told_the_whole_story)
{
	FILE *out = tmpfile();
	struct report *r = report_new();
	struct err err;

	report_also(r, &spy_kind, out, NULL);
	report_also(r, &spy_kind, out, NULL);
	story_tell(r);
	ck_assert(report_end(r, &story_differs, &err));
	report_free(r);
	ck_assert_uint_eq(spy.begun, 2);
	ck_assert_uint_eq(spy.cells, 2 * 28);
	ck_assert_uint_eq(spy.ended, 2);
	ck_assert_uint_eq(spy.freed, 2);
	fclose(out);
}
END_TEST

START_TEST(results_are_counted)
{
	struct report *r = report_new();

	story_tell(r);
	ck_assert_uint_eq(report_count(r, REPORT_LET_IN), 1);
	ck_assert_uint_eq(report_count(r, REPORT_SKIPPED), 8);
	ck_assert_uint_eq(report_count(r, REPORT_AS_EXPECTED), 12);
	report_free(r);
}
END_TEST

START_TEST(a_cell_may_be_forgotten_by_its_teller)
{
	struct report *r = report_new();
	char text[] = "verified";
	struct report_cell cell = {.result = REPORT_LOST, .got = text};

	report_begin(r, &story_run);
	report_cell(r, &cell);
	text[0] = 'X';
	ck_assert_str_eq(r->cells[0].got, "verified");
	report_free(r);
}
END_TEST

START_TEST(a_full_disk_is_noticed)
{
	FILE *full = fopen("/dev/full", "w");
	struct report *r = report_new();
	struct err err = {0};

	ck_assert_ptr_nonnull(full);
	report_also(r, &report_json, full, NULL);
	story_tell(r);
	ck_assert(!report_end(r, &story_differs, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "json"));
	report_free(r);
	fclose(full);
}
END_TEST

START_TEST(formats_are_found_by_name)
{
	ck_assert_ptr_eq(report_kind_find("json"), &report_json);
	ck_assert_ptr_eq(report_kind_find("term"), &report_term);
	ck_assert_ptr_null(report_kind_find("jsn"));
}
END_TEST

START_TEST(labels_name_the_backdrop_and_among_several_the_client)
{
	const struct report_client two[] = {
	    {"a", NULL, NULL}, {"b", NULL, NULL}};
	struct report_run run = story_run;
	struct report r = {.run = &run};
	char *one = report_row_label(&r, 2), *several;

	run.clients = two;
	run.n_clients = 2;
	several = report_row_label(&r, 2);
	ck_assert_str_eq(one, "val-intermediate-expired-alt-path@ee");
	ck_assert_str_eq(
	    several, "builtin: val-intermediate-expired-alt-path@ee");
	free(one);
	free(several);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("report");
	TCase *tc = tcase_create("story");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, every_format_is_told_the_whole_story);
	tcase_add_test(tc, results_are_counted);
	tcase_add_test(tc, a_cell_may_be_forgotten_by_its_teller);
	tcase_add_test(tc, a_full_disk_is_noticed);
	tcase_add_test(tc, formats_are_found_by_name);
	tcase_add_test(
	    tc, labels_name_the_backdrop_and_among_several_the_client);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
