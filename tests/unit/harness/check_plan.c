/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/lua/lua_loader.h"
#include "harness/plan/filter.h"
#include "harness/plan/plan.h"

static const char shipped[] =
    "for _, id in ipairs { \"good\", \"bad-name\", \"bad-date\" } do\n"
    "  case (id) { shows = \"x\", clause = \"y\" }\n"
    "end\n"
    "case \"slow-one\" { shows = \"x\", clause = \"y\", tags = { \"slow\" },\n"
    "  reason = \"certificate-expired\" }\n"
    "matrix \"First\" {\n"
    "  policies       { \"none\",    \"relaxed\",  \"strict\" },\n"
    "  row \"good\"     { cleartext, unverified, verified,\n"
    "    twin = \"bad-name\" },\n"
    "  row \"bad-name\" { cleartext, unverified, withhold },\n"
    "}\n"
    "matrix \"Second\" {\n"
    "  policies       { \"strict\", \"encrypt\" },\n"
    "  row \"bad-date\" { withhold, unverified },\n"
    "  row \"slow-one\" { defer >> verified, skip, twin = \"bad-date\" },\n"
    "}\n";

static const char own[] =
    "matrix \"Mine\" { policies { \"strict\" },\n"
    "  row \"good\" { verified, twin = \"bad-date\" } }\n";

static struct err err;
static struct suite *suite;

static struct suite *
load(size_t n)
{
	const struct lua_file files[] = {
	    {"shipped.lua", shipped, sizeof(shipped) - 1, ORIGIN_SHIPPED},
	    {"own.lua", own, sizeof(own) - 1, ORIGIN_GIVEN},
	};
	json_t *json = lua_load_files(files, n, NULL, &err);

	ck_assert_ptr_nonnull(json);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "errors")), 0);
	return suite_of_json(json, &err);
}

static void
setup(void)
{
	suite = load(1);
	ck_assert_msg(suite != NULL, "%s", err.text);
}

static void
teardown(void)
{
	suite_free(suite);
}

/* The plan in one line: "strict: good=bad-name +bad-name;" */
static const char *
plan_text(const char *policy, const char *filter)
{
	static char text[1000];
	const struct plan_options options = {
	    .policies = &policy,
	    .n_policies = policy != NULL,
	    .filters = &filter,
	    .n_filters = filter != NULL,
	};
	struct plan *plan = plan_new(suite, &options, &err);
	FILE *f = fmemopen(text, sizeof(text), "w");

	for (size_t i = 0; plan != NULL && i < plan->n_groups; i++) {
		const struct plan_group *group = &plan->groups[i];

		fprintf(f, "%s%s:", i > 0 ? "; " : "", group->policy);
		for (size_t k = 0; k < group->n; k++) {
			const struct plan_cell *cell = &group->cells[k];

			fprintf(f, " %s%s%s%s", cell->helper ? "+" : "",
			    cell->def->id, cell->twin != NULL ? "=" : "",
			    cell->twin != NULL ? cell->twin->def->id : "");
		}
	}
	if (plan == NULL)
		fprintf(f, "%s", err.text);
	fclose(f);
	plan_free(plan);
	return text;
}

START_TEST(without_a_wish_everything_is_planned)
{
	ck_assert_str_eq(plan_text(NULL, NULL),
	    "none: good bad-name; opportunistic: good bad-name; "
	    "strict: good=bad-name bad-name bad-date slow-one=bad-date; "
	    "encrypt: bad-date slow-one");
}
END_TEST

START_TEST(a_policy_is_chosen_by_any_of_its_names)
{
	ck_assert_str_eq(
	    plan_text("relaxed", NULL), "opportunistic: good bad-name");
	ck_assert_str_eq(
	    plan_text("opportunistic", NULL), "opportunistic: good bad-name");
}
END_TEST

START_TEST(a_twin_that_was_not_asked_for_joins_as_a_helper)
{
	ck_assert_str_eq(plan_text(NULL, "good"),
	    "none: good; opportunistic: good; "
	    "strict: good=bad-name +bad-name");
}
END_TEST

START_TEST(a_twin_of_two_rows_joins_once)
{
	ck_assert_str_eq(plan_text("strict", "good,slow-one"),
	    "strict: good=bad-name slow-one=bad-date +bad-name +bad-date");
}
END_TEST

START_TEST(one_cell_can_be_chosen)
{
	ck_assert_str_eq(
	    plan_text(NULL, "bad-name/strict"), "strict: bad-name");
	ck_assert_str_eq(
	    plan_text(NULL, "bad-*/relaxed"), "opportunistic: bad-name");
}
END_TEST

START_TEST(spaces_mean_and_commas_mean_or)
{
	ck_assert_str_eq(plan_text(NULL, "bad-name,bad-date policy:strict"),
	    "strict: bad-name bad-date");
	ck_assert_str_eq(plan_text(NULL, "bad-* !*date policy:none,strict"),
	    "none: bad-name; strict: bad-name");
}
END_TEST

START_TEST(tags_reasons_and_tables_can_be_asked_for)
{
	ck_assert_str_eq(plan_text("strict", "tag:slow"),
	    "strict: slow-one=bad-date +bad-date");
	ck_assert_str_eq(
	    plan_text("strict", "!slow table:Second"), "strict: bad-date");
	ck_assert_str_eq(
	    plan_text("encrypt", "reason:certificate-*"), "encrypt: slow-one");
}
END_TEST

START_TEST(nothing_chosen_is_an_empty_plan)
{
	ck_assert_str_eq(plan_text(NULL, "no-such-*"), "");
}
END_TEST

START_TEST(wrong_wishes_are_explained)
{
	ck_assert_str_eq(plan_text("strct", NULL),
	    "there is no policy called \"strct\", did you mean \"strict\"?");
	ck_assert_str_eq(plan_text("verify-if-offered", NULL),
	    "no table has a column for the policy \"verify-if-offered\"");
	ck_assert_str_eq(plan_text("dane", NULL),
	    "there are no cases for the policy \"dane\" yet");
	ck_assert_str_eq(plan_text(NULL, "polcy:strict"),
	    "a filter cannot ask for \"polcy:\"; did you mean policy:?");
	ck_assert_str_eq(plan_text(NULL, "policy:strct"),
	    "there is no policy called \"strct\"; did you mean strict?");
	ck_assert_str_eq(plan_text(NULL, "is:lost"),
	    "\"is:\" asks for results of an earlier run, which a filter "
	    "cannot yet do; --failed runs what differed");
	ck_assert_str_eq(plan_text(NULL, "a,,b"),
	    "a filter has a word with nothing in it, for example: "
	    "name-*/strict");
	ck_assert_int_eq(err.kind, ERR_USAGE);
}
END_TEST

START_TEST(own_tables_take_the_place_of_the_shipped_ones)
{
	suite_free(suite);
	suite = load(2);
	ck_assert_str_eq(
	    plan_text(NULL, NULL), "strict: good=bad-date +bad-date");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("plan");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, without_a_wish_everything_is_planned);
	tcase_add_test(tc, a_policy_is_chosen_by_any_of_its_names);
	tcase_add_test(tc, a_twin_that_was_not_asked_for_joins_as_a_helper);
	tcase_add_test(tc, a_twin_of_two_rows_joins_once);
	tcase_add_test(tc, one_cell_can_be_chosen);
	tcase_add_test(tc, spaces_mean_and_commas_mean_or);
	tcase_add_test(tc, tags_reasons_and_tables_can_be_asked_for);
	tcase_add_test(tc, nothing_chosen_is_an_empty_plan);
	tcase_add_test(tc, wrong_wishes_are_explained);
	tcase_add_test(tc, own_tables_take_the_place_of_the_shipped_ones);
	suite_add_tcase(s, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
