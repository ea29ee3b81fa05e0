/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/known_check.h"
#include "harness/run/run_known.h"
#include "harness/run/shown_path.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"

#define DAY 86400

static struct suite *suite;
static struct err err;

static void
set_up(void)
{
	struct complaints complaints = {0};
	struct suite_options options = {0};

	setenv("BADMX_DATA", getenv("BADMX_SOURCE"), 1);
	suite = suite_load(&options, &complaints, &err);
	ck_assert_ptr_nonnull(suite);
}

static void
tear_down(void)
{
	suite_free(suite);
}

static bool
is_fine(const char *cell)
{
	char *text = xasprintf("# a comment\n\n%s withhold -> verified\n"
			       "  until never \"why\"\n",
	    cell);
	struct known *known = known_parse("k.known", text, &err);
	bool fine;

	ck_assert_msg(known != NULL, "%s", err.text);
	fine = known_check(known, suite, &err);
	known_free(known);
	free(text);
	return fine;
}

START_TEST(cells_that_exist_are_fine)
{
	ck_assert(is_fine("name-cn-only/strict"));
	ck_assert(is_fine("name-cn-only/*"));
	ck_assert(is_fine("name-*/relaxed-w*"));
	ck_assert(is_fine("*/relaxed"));
}
END_TEST

START_TEST(a_case_that_is_not_there_is_shown_and_guessed)
{
	ck_assert(!is_fine("name-cn-onyl/strict"));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_str_eq(err.text,
	    "no table has a case \"name-cn-onyl\"\n"
	    "  --> k.known:3:1\n"
	    "   |\n"
	    "  3| name-cn-onyl/strict withhold -> verified\n"
	    "   | ^^^^^^^^^^^^\n"
	    "   = did you mean name-cn-only?   All cases: badmx list cases");
	ck_assert(!is_fine("nothing-like-this-*/strict"));
	ck_assert_ptr_nonnull(strstr(err.text, "\"nothing-like-this-*\""));
}
END_TEST

START_TEST(a_policy_that_the_table_does_not_have_is_shown)
{
	ck_assert(!is_fine("name-cn-only/dane"));
	ck_assert_str_eq(err.text,
	    "the table has no policy \"dane\" for name-cn-only\n"
	    "  --> k.known:3:14\n"
	    "   |\n"
	    "  3| name-cn-only/dane withhold -> verified\n"
	    "   |              ^^^^\n"
	    "   = All policies: badmx list policies");
	ck_assert(!is_fine("name-cn-only/zz*"));
}
END_TEST

/* --- dates -----------------------------------------------------------------
 */

START_TEST(a_date_warns_for_two_weeks_and_then_ends)
{
	struct known_entry e = {.until = 1000 * DAY - 1};
	struct known_entry never = {.until = 0};

	ck_assert_int_eq(known_state(&e, 0), KNOWN_HOLDS);
	ck_assert_int_eq(known_state(&e, 1000 * DAY - 1), KNOWN_HOLDS);
	ck_assert_int_eq(known_state(&e, 1000 * DAY), KNOWN_PASSED);
	ck_assert_int_eq(known_state(&e, 1014 * DAY - 1), KNOWN_PASSED);
	ck_assert_int_eq(known_state(&e, 1014 * DAY), KNOWN_ENDED);
	ck_assert_int_eq(known_state(&never, INT64_MAX), KNOWN_HOLDS);
}
END_TEST

START_TEST(the_day_on_which_it_counts_is_the_first_that_ended)
{
	struct known_entry e = {.until = 1803859200 + DAY - 1};
	char day[KNOWN_DAY_SIZE];

	ck_assert_str_eq(known_counts_from(&e, day), "2027-03-16");
	ck_assert_int_eq(known_state(&e, 1803859200 + 14 * DAY), KNOWN_PASSED);
	ck_assert_int_eq(known_state(&e, 1803859200 + 15 * DAY), KNOWN_ENDED);
}
END_TEST

/* What a delivery is called that the table forbids and the list allows. */
static enum report_result
called(int64_t until, const char *outcome, enum verdict verdict)
{
	const struct expectation withhold = {
	    .paths = {{.steps = {OUTCOME_DEFER}, .n = 1}}, .n = 1};
	const struct known_entry e = {
	    .from = OUTCOME_WITHHELD,
	    .to = OUTCOME_BIT(OUTCOME_VERIFIED),
	    .until = until,
	};

	const struct run_known listed = {.entry = &e};
	const struct run_known_cell cell = {
	    .expected = &withhold,
	    .verdict = verdict,
	    .outcome = outcome,
	    .reason = "",
	    .why = "",
	};

	return run_with_known(&listed, &cell);
}

START_TEST(a_difference_is_known_until_its_days_of_grace_are_over)
{
	int64_t now = clock_wall();

	ck_assert_int_eq(called(0, "verified", VERDICT_LET_IN), REPORT_KNOWN);
	ck_assert_int_eq(
	    called(now + DAY, "verified", VERDICT_LET_IN), REPORT_KNOWN);
	ck_assert_int_eq(
	    called(now - DAY, "verified", VERDICT_LET_IN), REPORT_KNOWN);
	ck_assert_int_eq(
	    called(now - 15 * DAY, "verified", VERDICT_LET_IN), REPORT_LET_IN);
	ck_assert_int_eq(called(0, "cleartext", VERDICT_LET_IN), REPORT_LET_IN);
	ck_assert_int_eq(called(0, "defer", VERDICT_AS_EXPECTED), REPORT_GONE);
	/* The difference is gone; that it is badly told is another one. */
	ck_assert_int_eq(called(0, "defer", VERDICT_DEVIATION), REPORT_GONE);
	ck_assert_int_eq(called(0, "", VERDICT_NOT_JUDGED), REPORT_NOT_JUDGED);
}
END_TEST

static const struct {
	const char *known, *got; /* reasons; known NULL: any */
	const char *outcome;
	enum verdict verdict;
	enum report_result result;
	const char *why;
} because[] = {
    {NULL, "null-mx", "defer", VERDICT_LOST, REPORT_KNOWN, "old"},
    {"null-mx", "null-mx", "defer", VERDICT_LOST, REPORT_KNOWN, "old"},
    {"null-mx", "", "defer", VERDICT_LOST, REPORT_KNOWN, "old"},
    {"null-mx", "greylisted", "defer", VERDICT_LOST, REPORT_LOST,
	"judge; line 7 of k accepts it because of \"null-mx\", not of "
	"\"greylisted\""},
    {"null-mx", "greylisted", "bounce", VERDICT_LOST, REPORT_LOST, "judge"},
    {"null-mx", "", "verified", VERDICT_AS_EXPECTED, REPORT_GONE,
	"delete line 7 of k"},
};

START_TEST(a_difference_may_be_known_for_one_reason_only)
{
	const struct expectation deliver = {
	    .paths = {{.steps = {OUTCOME_VERIFIED}, .n = 1}}, .n = 1};
	char id[] = "a", policy[] = "strict", why[] = "old";
	const struct known_entry e = {
	    .case_id = id,
	    .policy = policy,
	    .from = OUTCOME_HANDED_OVER,
	    .to = OUTCOME_BIT(OUTCOME_DEFER),
	    .reason = because[_i].known,
	    .why = why,
	    .line = 7,
	};
	const struct run_known listed = {.entry = &e, .path = "k"};
	const struct run_known_cell cell = {
	    .expected = &deliver,
	    .verdict = because[_i].verdict,
	    .outcome = because[_i].outcome,
	    .reason = because[_i].got,
	    .why = "judge",
	};
	enum report_result result = run_with_known(&listed, &cell);
	char *text = run_known_why(&listed, &cell, result);

	ck_assert_int_eq(result, because[_i].result);
	ck_assert_str_eq(text, because[_i].why);
	free(text);
}
END_TEST

static void
says(const struct run_known *listed, enum report_result result,
    const char *expected)
{
	static const struct expectation any = {.n = 0};
	const struct run_known_cell cell = {
	    .expected = &any, .outcome = "", .reason = "", .why = "judge"};
	char *text = run_known_why(listed, &cell, result);

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(the_list_says_what_to_do)
{
	char id[] = "a", policy[] = "strict", all[] = "*", why[] = "old";
	struct known_entry e = {
	    .case_id = id, .policy = policy, .why = why, .line = 12};
	struct run_known listed = {.entry = &e, .path = "k"}, nothing = {0};

	says(&listed, REPORT_KNOWN, "old");
	says(&listed, REPORT_GONE, "delete line 12 of k");
	says(&listed, REPORT_LET_IN, "judge");
	says(&nothing, REPORT_LET_IN, "judge");
	e.until = 1803859200 + DAY - 1 - 300 * (int64_t)DAY;
	says(&listed, REPORT_LET_IN,
	    "judge; line 12 of k accepts it no longer, since 2026-05-20");
	says(&listed, REPORT_NOT_JUDGED, "judge");
	e.policy = all;
	says(&listed, REPORT_GONE, "line 12 of k takes in too much");
}
END_TEST

/* A silent match would hide a difference, a silent miss a reason for it. */
START_TEST(a_version_that_is_not_known_is_said)
{
	char condition[] = "< 3.11";
	struct known_entry e = {.condition = condition, .line = 3};
	struct run_known listed = {.unsure = &e, .path = "k"};

	says(&listed, REPORT_LET_IN,
	    "judge; line 3 of k may accept it, if client < 3.11, but the "
	    "version of the client is not known");
	says(&listed, REPORT_AS_EXPECTED, "judge");
	listed.entry = &e; /* another one decides */
	says(&listed, REPORT_LET_IN, "judge");
}
END_TEST

/* --- paths -----------------------------------------------------------------
 */

START_TEST(paths_are_shown_from_here_or_from_the_scenarios)
{
	static const char ours[] = "/usr/share/badmx/scenarios";

	ck_assert_str_eq(shown_path("/a/b/c.lua", ours, "/a"), "b/c.lua");
	ck_assert_str_eq(shown_path("/a/b/c.lua", ours, "/a/"), "b/c.lua");
	ck_assert_str_eq(shown_path("/ab/c.lua", ours, "/a"), "/ab/c.lua");
	ck_assert_str_eq(
	    shown_path(
		"/usr/share/badmx/scenarios/standards/n.lua", ours, "/a"),
	    "scenarios/standards/n.lua");
	ck_assert_str_eq(shown_path("/usr/share/badmx/other/n.lua", ours, "/a"),
	    "/usr/share/badmx/other/n.lua");
	ck_assert_str_eq(shown_path("c.lua", ours, NULL), "c.lua");
	ck_assert_str_eq(shown_path("/c.lua", NULL, "/"), "/c.lua");
	ck_assert_str_eq(shown_path("scenarios/x.lua", "scenarios", "/a"),
	    "scenarios/x.lua");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("known_check");
	TCase *cells = tcase_create("cells"), *pure = tcase_create("pure");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(cells, set_up, tear_down);
	tcase_add_test(cells, cells_that_exist_are_fine);
	tcase_add_test(cells, a_case_that_is_not_there_is_shown_and_guessed);
	tcase_add_test(cells, a_policy_that_the_table_does_not_have_is_shown);
	tcase_add_test(pure, a_date_warns_for_two_weeks_and_then_ends);
	tcase_add_test(
	    pure, the_day_on_which_it_counts_is_the_first_that_ended);
	tcase_add_test(
	    pure, a_difference_is_known_until_its_days_of_grace_are_over);
	tcase_add_loop_test(pure, a_difference_may_be_known_for_one_reason_only,
	    0, (int)(sizeof(because) / sizeof(because[0])));
	tcase_add_test(pure, the_list_says_what_to_do);
	tcase_add_test(pure, a_version_that_is_not_known_is_said);
	tcase_add_test(pure, paths_are_shown_from_here_or_from_the_scenarios);
	suite_add_tcase(s, cells);
	suite_add_tcase(s, pure);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
