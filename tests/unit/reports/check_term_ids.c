/* SPDX-License-Identifier: MIT */
#include <check.h>

#include "reports/report_kind.h"
#include "reports/term_ids.h"
#include "tests/unit/reports/story.h"

#define ROWS	 5
#define POLICIES 3
#define CELLS	 (ROWS * POLICIES)

static const char *const policies[POLICIES] = {"none", "encrypt", "strict"};
static struct report_row rows[ROWS];
static struct report_cell cells[2 * CELLS];
static struct report_client clients[2] = {{.name = "one"}, {.name = "two"}};
static struct report_run run;
static struct report report;
static bool in[2 * CELLS];

/* Five cases under three policies, each so many times. */
static void
begin(unsigned rounds)
{
	static const char *const ids[ROWS] = {"a", "b", "c", "d", "e"};

	memset(in, 0, sizeof(in));
	run = (struct report_run){.clients = clients,
	    .n_clients = 1,
	    .policies = policies,
	    .n_policies = POLICIES,
	    .rows = rows,
	    .n_rows = ROWS};
	report = (struct report){.run = &run, .cells = cells};
	for (size_t row = 0; row < ROWS; row++) {
		rows[row] =
		    (struct report_row){.case_id = ids[row], .client = "one"};
		for (size_t policy = 0; policy < POLICIES; policy++)
			for (unsigned round = 1; round <= rounds; round++)
				cells[report.n_cells++] =
				    (struct report_cell){.row = row,
					.policy = policy,
					.round = round};
	}
}

static void
take(size_t row, size_t policy)
{
	for (size_t i = 0; i < report.n_cells; i++)
		if (cells[i].row == row && cells[i].policy == policy)
			in[i] = true;
}

static void
take_policy(size_t policy)
{
	for (size_t row = 0; row < ROWS; row++)
		take(row, policy);
}

static void
named(const char *expected, bool whole_only)
{
	struct term_ids ids = term_ids(&report, in, false);

	ck_assert_str_eq(ids.text, expected);
	ck_assert_int_eq(ids.whole_only, whole_only);
	free(ids.text);
}

START_TEST(single_cells_are_named_with_their_policies)
{
	begin(1);
	take(0, 1);
	take(2, 0);
	take(2, 2);
	named("a/encrypt, c/none,strict", false);
}
END_TEST

START_TEST(a_whole_row_is_named_without)
{
	begin(1);
	for (size_t policy = 0; policy < POLICIES; policy++)
		take(3, policy);
	named("d", false);
}
END_TEST

START_TEST(a_whole_policy_is_one_word)
{
	begin(1);
	take_policy(2);
	named("policy strict (5 cases)", true);
	take(1, 0);
	named("policy strict (5 cases), b/none", false);
}
END_TEST

START_TEST(a_policy_with_one_case_left_out_is_not_whole)
{
	begin(1);
	take_policy(2);
	in[2] = false;
	named("b/strict, c/strict, d/strict, e/strict", false);
}
END_TEST

START_TEST(skipped_cells_do_not_make_a_policy_less_whole)
{
	begin(1);
	take_policy(2);
	in[2] = false;
	cells[2].result = REPORT_SKIPPED;
	named("policy strict (4 cases)", true);
	cells[2].result = REPORT_LET_IN;
	named("b/strict, c/strict, d/strict, e/strict", false);
}
END_TEST

START_TEST(one_cell_alone_is_named)
{
	begin(1);
	report.n_cells = 1;
	take(0, 0);
	named("a", false);
}
END_TEST

START_TEST(every_cell_is_two_words)
{
	begin(1);
	for (size_t policy = 0; policy < POLICIES; policy++)
		take_policy(policy);
	named("every cell", true);
}
END_TEST

START_TEST(a_few_cases_are_told_by_name)
{
	begin(1);
	report.n_cells = 2 * POLICIES; /* only two cases were run */
	take_policy(0);
	named("a/none, b/none", false);
	for (size_t policy = 1; policy < POLICIES; policy++)
		take_policy(policy);
	named("every cell", true);
}
END_TEST

START_TEST(rounds_are_not_counted_twice)
{
	begin(2);
	take_policy(1);
	named("policy encrypt (5 cases)", true);
	memset(in, 0, sizeof(in));
	take(0, 0);
	named("a/none", false);
}
END_TEST

START_TEST(clients_are_told_apart)
{
	begin(1);
	run.n_clients = 2;
	take_policy(0);
	named("one: policy none (5 cases)", true);
	rows[4].client = "two"; /* whose only case is whole, but one */
	named("one: policy none (4 cases), two: e/none", false);
}
END_TEST

START_TEST(a_row_alone_always_has_its_policies)
{
	char *text;

	begin(1);
	for (size_t policy = 0; policy < POLICIES; policy++)
		take_policy(policy);
	text = term_ids_of_row(&report, in, 1);
	ck_assert_str_eq(text, "b/none,encrypt,strict");
	free(text);
}
END_TEST

/* Fifteen cases under two policies, each run twice; the first is told apart. */
START_TEST(many_of_a_policy_are_folded_if_that_is_asked_for)
{
	static struct report_row many[15];
	static struct report_cell told[15 * 2 * 2];
	static bool picked[15 * 2 * 2];
	static char ids[15][4];
	struct term_ids said;

	begin(1);
	run.rows = many;
	run.n_rows = 15;
	report = (struct report){.run = &run, .cells = told};
	for (size_t i = 0; i < N_OF(told); i++) {
		told[i] = (struct report_cell){
		    .row = i / 4, .policy = i / 2 % 2, .round = 1 + i % 2};
		snprintf(ids[i / 4], sizeof(ids[0]), "n%zu", i / 4);
		many[i / 4].case_id = ids[i / 4];
		picked[i] = i >= 4 && told[i].policy == 1;
	}
	report.n_cells = N_OF(told);
	picked[8] = true;
	said = term_ids(&report, picked, true);
	ck_assert_str_eq(said.text, "policy encrypt (14 cases: n1, n2, n3 "
				    "and 11 more), n2/none");
	free(said.text);
	for (size_t i = 0; i < 12; i++)
		picked[i] = false; /* twelve are still told one by one */
	said = term_ids(&report, picked, true);
	ck_assert(strstr(said.text, "more") == NULL);
	free(said.text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("term_ids");
	TCase *c = tcase_create("ids");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, single_cells_are_named_with_their_policies);
	tcase_add_test(c, a_whole_row_is_named_without);
	tcase_add_test(c, a_whole_policy_is_one_word);
	tcase_add_test(c, a_policy_with_one_case_left_out_is_not_whole);
	tcase_add_test(c, skipped_cells_do_not_make_a_policy_less_whole);
	tcase_add_test(c, one_cell_alone_is_named);
	tcase_add_test(c, every_cell_is_two_words);
	tcase_add_test(c, a_few_cases_are_told_by_name);
	tcase_add_test(c, rounds_are_not_counted_twice);
	tcase_add_test(c, clients_are_told_apart);
	tcase_add_test(c, many_of_a_policy_are_folded_if_that_is_asked_for);
	tcase_add_test(c, a_row_alone_always_has_its_policies);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
