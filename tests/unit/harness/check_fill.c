/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/fill.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static json_t *values;
static struct err err;

static void
set_up(void)
{
	values = json_pack("{ss ss ss si}", "dir", "/run/client", "empty", "",
	    "loop", "${loop}", "number", 7);
}

static void
tear_down(void)
{
	json_decref(values);
}

static const struct {
	const char *text, *filled;
} rows[] = {
    {"", ""},
    {"nothing", "nothing"},
    {"${dir}", "/run/client"},
    {"a${dir}b${dir}c", "a/run/clientb/run/clientc"},
    {"[${empty}]", "[]"},
    {"$dir $ {dir} {dir}", "$dir $ {dir} {dir}"},
    {"$${dir}", "${dir}"}, /* for the client's own language */
    {"$${lookup{$key}lsearch{${dir}/map}}",
	"${lookup{$key}lsearch{/run/client/map}}"},
    {"$$${dir}", "$${dir}"},
    {"$$ ${dir}$${dir}${dir}", "$$ /run/client${dir}/run/client"},
    {"${loop}", "${loop}"}, /* a value is not filled in again */
    {"b\303\274cher ${dir}\n", "b\303\274cher /run/client\n"},
    {"}", "}"},
};

START_TEST(names_become_their_values)
{
	char *filled = fill_in(rows[_i].text, values, &err);

	ck_assert_msg(filled != NULL, "%s", err.text);
	ck_assert_str_eq(filled, rows[_i].filled);
	free(filled);
}
END_TEST

static const struct {
	const char *text, *says;
} mistakes[] = {
    {"${nothing}", "there is no value for ${nothing}"},
    {"${dir} ${drr}", "there is no value for ${drr}"},
    {"${}", "there is no value for ${}"},
    {"${number}", "there is no value for ${number}"},
    {"${Dir}", "there is no value for ${Dir}"},
    {"x ${dir", "\"${dir\" has no closing brace"},
    {"${", "has no closing brace"},
};

START_TEST(a_name_without_a_value_is_an_error)
{
	ck_assert_ptr_null(fill_in(mistakes[_i].text, values, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_msg(
	    strstr(err.text, mistakes[_i].says) != NULL, "%s", err.text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fill");
	TCase *tc = tcase_create("fill");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, names_become_their_values, 0, ROWS(rows));
	tcase_add_loop_test(
	    tc, a_name_without_a_value_is_an_error, 0, ROWS(mistakes));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
