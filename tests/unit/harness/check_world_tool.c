/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/world_greeting.h"
#include "harness/run/world_tool.h"

static struct suite *suite;
static struct err err;

static void
set_up(void)
{
	json_t *cases = json_pack("[{ss ss ss ss ss s[]}]", "id", "odd",
	    "shows", "x", "clause", "y", "domain", "odd.example", "to",
	    "u@odd.example", "hosts");
	json_t *tools = json_pack(
	    "[{ss ss ss ss ss} {ss ss ss} {ss ss ss s[ss]} {ss ss ss s[s] ss}]",
	    /* one that is here, and taken over by the last */
	    "name", "sh", "package", "dash", "try", "sh ${domain}", "case",
	    "odd", "note", "an old note",
	    /* a program that nobody has */
	    "name", "shsh", "package", "shsh", "try", "shsh",
	    /* one without all that it needs */
	    "name", "true", "package", "coreutils", "try", "true", "needs", "/",
	    "/no*where/x",
	    /* the user's own */
	    "name", "sh", "package", "bash", "try", "sh ${helo}", "needs",
	    "/b*n", "note", "a note");
	json_t *json = json_pack("{so s[] s[] so}", "cases", cases, "tables",
	    "clients", "tools", tools);

	suite = suite_of_json(json, &err);
	ck_assert_msg(suite != NULL, "%s", err.text);
}

static void
tear_down(void)
{
	suite_free(suite);
}

START_TEST(a_tool_is_here_with_all_that_it_needs)
{
	static const bool here[] = {true, false, false, true};

	for (size_t i = 0; i < suite->n_tools; i++)
		ck_assert_int_eq(world_tool_is_here(suite->tools[i]), here[i]);
}
END_TEST

START_TEST(the_last_of_a_name_counts)
{
	ck_assert(!world_tool_counts(suite, suite->tools[0]));
	ck_assert(world_tool_counts(suite, suite->tools[1]));
	ck_assert(world_tool_counts(suite, suite->tools[3]));
}
END_TEST

START_TEST(its_command_is_filled_in)
{
	char *command = world_tool_command(suite, suite->tools[0]);

	ck_assert_str_eq(command, "sh odd.example");
	free(command);
}
END_TEST

START_TEST(the_greeting_says_what_to_try_and_what_is_not_here)
{
	char *said = NULL;
	size_t len;
	FILE *f = open_memstream(&said, &len);

	world_greeting_print(f, suite, 7, 5);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(said, "7 mail servers, 5 domains"));

	ck_assert_ptr_nonnull(
	    strstr(said, "  shsh\n      not here yet: apt-get install shsh\n"));
	ck_assert_ptr_nonnull(
	    strstr(said, "  sh mta.sender.example\n      a note\n"));
	ck_assert_ptr_null(strstr(said, "sh odd.example"));
	free(said);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("world_tool");
	TCase *tc = tcase_create("tools");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_tool_is_here_with_all_that_it_needs);
	tcase_add_test(tc, the_last_of_a_name_counts);
	tcase_add_test(tc, its_command_is_filled_in);
	tcase_add_test(tc, the_greeting_says_what_to_try_and_what_is_not_here);
	suite_add_tcase(s, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
