/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

START_TEST(an_unknown_word_is_shown_with_what_was_meant)
{
	says("matrix \"T\" {\n"
	     "  policies         { \"relaxed\", \"encrypt\" },\n"
	     "  row \"expired\"    { deliver,   withold   },\n"
	     "}\n",
	    "error: \"withold\" is not a word badmx knows\n"
	    "  --> t.lua:3:33\n"
	    "   |\n"
	    "  3|   row \"expired\"    { deliver,   withold   },\n"
	    "   |                                 ^^^^^^^\n"
	    "   = did you mean withhold?   All words: badmx help words\n");
}
END_TEST

START_TEST(a_misspelt_case_in_a_row_is_shown)
{
	says("matrix \"T\" {\n"
	     "  policies { \"relaxed\" },\n"
	     "  row \"wrong-nam\" { deliver },\n"
	     "}\n",
	    "error: there is no case called \"wrong-nam\"\n"
	    "  --> t.lua:3:7\n"
	    "   |\n"
	    "  3|   row \"wrong-nam\" { deliver },\n"
	    "   |       ^^^^^^^^^^^\n"
	    "   = did you mean \"wrong-name\"?   All names: badmx list cases\n");
}
END_TEST

START_TEST(a_misspelt_policy_is_shown)
{
	says("matrix \"T\" {\n"
	     "  policies { \"none\", \"strct\" },\n"
	     "  row \"expired\" { deliver, withhold },\n"
	     "}\n",
	    "error: there is no policy called \"strct\"\n"
	    "  --> t.lua:2:22\n"
	    "   |\n"
	    "  2|   policies { \"none\", \"strct\" },\n"
	    "   |                      ^^^^^^^\n"
	    "   = did you mean \"strict\"?   All names: badmx list policies\n");
}
END_TEST

START_TEST(a_policy_under_two_names_is_one_policy)
{
	says("matrix \"T\" {\n"
	     "  policies { \"relaxed\", \"opportunistic\" },\n"
	     "  row \"expired\" { deliver, deliver },\n"
	     "}\n",
	    "error: the policy \"opportunistic\" stands here twice\n"
	    "  --> t.lua:2:25\n"
	    "   |\n"
	    "  2|   policies { \"relaxed\", \"opportunistic\" },\n"
	    "   |                         ^^^^^^^^^^^^^^^\n");
}
END_TEST

START_TEST(a_double_row_names_the_first)
{
	says("matrix \"T\" {\n"
	     "  policies { \"relaxed\" },\n"
	     "  row \"expired\" { deliver },\n"
	     "  row \"expired\" { deliver },\n"
	     "}\n",
	    "error: there are two rows for \"expired\"\n"
	    "  --> t.lua:4:7\n"
	    "   |\n"
	    "  4|   row \"expired\" { deliver },\n"
	    "   |       ^^^^^^^^^\n"
	    "   = first one is on line 3\n");
}
END_TEST

START_TEST(a_row_with_too_few_outcomes_is_shown)
{
	says("matrix \"T\" {\n"
	     "  policies { \"relaxed\", \"strict\", \"encrypt\", \"none\" },\n"
	     "  row \"expired\" { deliver, withhold, deliver },\n"
	     "}\n",
	    "error: this row has 3 outcomes under 4 policies\n"
	    "  --> t.lua:3:7\n"
	    "   |\n"
	    "  3|   row \"expired\" { deliver, withhold, deliver },\n"
	    "   |       ^^^^^^^^^\n"
	    "   = the policies are on line 2\n");
}
END_TEST

START_TEST(an_outcome_in_quotes_is_explained)
{
	says("matrix \"T\" { policies { \"none\" },\n"
	     "  row \"expired\" { \"deliver\" },\n"
	     "}\n",
	    "error: deliver is a word, not a text: leave out the quotes\n"
	    "  --> t.lua:2:19\n"
	    "   |\n"
	    "  2|   row \"expired\" { \"deliver\" },\n"
	    "   |                   ^^^^^^^^^\n"
	    "   = All words: badmx help words\n");
}
END_TEST

START_TEST(what_lua_cannot_read_is_shown)
{
	says("matrix \"T\" {\n"
	     "  policies { \"relaxed\" }\n"
	     "  row \"expired\" { deliver },\n"
	     "}\n",
	    "error: '}' expected (to close '{' at line 1) near 'row'\n"
	    "  --> t.lua:3:3\n"
	    "   |\n"
	    "  3|   row \"expired\" { deliver },\n"
	    "   |   ^^^\n"
	    "   = a comma may be missing before this\n");
}
END_TEST

START_TEST(an_end_that_is_missing_is_shown)
{
	says("matrix \"T\" {\n"
	     "  policies { \"relaxed\" },\n",
	    "error: unexpected symbol near <eof>\n"
	    "  --> t.lua:2:26\n"
	    "   |\n"
	    "  2|   policies { \"relaxed\" },\n"
	    "   |                          ^\n"
	    "   = the file ends too early: something is not closed\n");
}
END_TEST

START_TEST(a_verified_row_without_a_twin_is_shown)
{
	says("matrix \"T\" { policies { \"strict\" },\n"
	     "  row \"expired\" { verified },\n"
	     "}\n",
	    "error: \"expired\" may be verified under strict and names no twin\n"
	    "  --> t.lua:2:7\n"
	    "   |\n"
	    "  2|   row \"expired\" { verified },\n"
	    "   |       ^^^^^^^^^\n"
	    "   = add twin = \"...\": a case with one fault more, which is withheld\n");
}
END_TEST

START_TEST(a_title_has_one_line)
{
	says("matrix \"T\\27[31m\" {\n"
	     "  policies { \"none\" },\n"
	     "  row \"expired\" { deliver },\n"
	     "}\n",
	    "error: \"T\\27[31m\" is not a text of one line, without control "
	    "characters\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| matrix \"T\\27[31m\" {\n"
	    "   | ^^^^^^\n");
}
END_TEST

START_TEST(a_misspelt_twin_is_not_missing_too)
{
	says("matrix \"T\" {\n"
	     "  policies { \"strict\" },\n"
	     "  row \"expired\" { verified, twn = \"wrong-name\" },\n"
	     "}\n",
	    "error: there is no field \"twn\" in a row\n"
	    "  --> t.lua:3:29\n"
	    "   |\n"
	    "  3|   row \"expired\" { verified, twn = \"wrong-name\" },\n"
	    "   |                             ^^^\n"
	    "   = did you mean \"twin\"?   All fields: badmx list fields row\n");
}
END_TEST

START_TEST(an_unknown_twin_is_shown)
{
	says("matrix \"T\" { policies { \"strict\" },\n"
	     "  row \"expired\" { verified, twin = \"wrong-nam\" },\n"
	     "}\n",
	    "error: there is no case called \"wrong-nam\"\n"
	    "  --> t.lua:2:36\n"
	    "   |\n"
	    "  2|   row \"expired\" { verified, twin = \"wrong-nam\" },\n"
	    "   |                                    ^^^^^^^^^^^\n"
	    "   = did you mean \"wrong-name\"?   All names: badmx list cases\n");
}
END_TEST

START_TEST(a_twin_that_is_not_withheld_is_shown)
{
	says("matrix \"T\" { policies { \"strict\" },\n"
	     "  row \"expired\" { verified, twin = \"good-one\" },\n"
	     "}\n",
	    "error: the twin \"good-one\" is not withheld under strict\n"
	    "  --> t.lua:2:36\n"
	    "   |\n"
	    "  2|   row \"expired\" { verified, twin = \"good-one\" },\n"
	    "   |                                    ^^^^^^^^^^\n"
	    "   = a twin must be deferred or bounced: it proves that this client verifies\n");
}
END_TEST

START_TEST(a_twin_without_that_policy_is_shown)
{
	says("matrix \"T\" { policies { \"verify-if-offered\" },\n"
	     "  row \"expired\" { verified, twin = \"wrong-name\" },\n"
	     "}\n",
	    "error: the twin \"wrong-name\" has no outcome under verify-if-offered\n"
	    "  --> t.lua:2:36\n"
	    "   |\n"
	    "  2|   row \"expired\" { verified, twin = \"wrong-name\" },\n"
	    "   |                                    ^^^^^^^^^^^^\n"
	    "   = a twin is a row of its own, deferred or bounced under that policy\n");
}
END_TEST

START_TEST(a_row_outside_of_a_matrix_is_shown)
{
	says("row \"expired\" { deliver }\n",
	    "error: row stands outside of a matrix\n"
	    "  --> t.lua:1:5\n"
	    "   |\n"
	    "  1| row \"expired\" { deliver }\n"
	    "   |     ^^^^^^^^^\n");
}
END_TEST

START_TEST(a_word_cannot_be_changed)
{
	says("deliver = defer\n",
	    "error: \"deliver\" is a word of badmx and cannot be changed\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| deliver = defer\n"
	    "   | ^^^^^^^\n");
}
END_TEST

START_TEST(a_global_should_be_local)
{
	says("names = { \"a\" }\n", "error: \"names\" should be local\n"
				    "  --> t.lua:1:1\n"
				    "   |\n"
				    "  1| names = { \"a\" }\n"
				    "   | ^^^^^\n"
				    "   = write: local names = ...\n");
}
END_TEST

START_TEST(an_outcome_without_an_end_is_shown)
{
	says("matrix \"T\" { policies { \"none\", \"encrypt\" },\n"
	     "  row \"expired\" { next_mx, bounce >> defer },\n"
	     "}\n",
	    "error: next_mx needs an end\n"
	    "  --> t.lua:2:19\n"
	    "   |\n"
	    "  2|   row \"expired\" { next_mx, bounce >> defer },\n"
	    "   |                   ^^^^^^^\n"
	    "   = for example: next_mx >> verified\n"
	    "error: nothing can follow bounce: the mail is gone\n"
	    "  --> t.lua:2:28\n"
	    "   |\n"
	    "  2|   row \"expired\" { next_mx, bounce >> defer },\n"
	    "   |                            ^^^^^^\n"
	    "   = before >> stands defer or next_mx\n");
}
END_TEST

START_TEST(skip_stands_alone)
{
	says("matrix \"T\" { policies { \"none\" },\n"
	     "  row \"expired\" { skip | defer },\n"
	     "}\n",
	    "error: \"skip\" stands alone: it cannot be part of |\n"
	    "  --> t.lua:2:19\n"
	    "   |\n"
	    "  2|   row \"expired\" { skip | defer },\n"
	    "   |                   ^^^^\n"
	    "   = for example: defer | bounce, defer >> verified\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lua_tables");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, an_unknown_word_is_shown_with_what_was_meant);
	tcase_add_test(tc, a_misspelt_case_in_a_row_is_shown);
	tcase_add_test(tc, a_misspelt_policy_is_shown);
	tcase_add_test(tc, a_policy_under_two_names_is_one_policy);
	tcase_add_test(tc, a_double_row_names_the_first);
	tcase_add_test(tc, a_row_with_too_few_outcomes_is_shown);
	tcase_add_test(tc, an_outcome_in_quotes_is_explained);
	tcase_add_test(tc, what_lua_cannot_read_is_shown);
	tcase_add_test(tc, an_end_that_is_missing_is_shown);
	tcase_add_test(tc, a_verified_row_without_a_twin_is_shown);
	tcase_add_test(tc, a_title_has_one_line);
	tcase_add_test(tc, a_misspelt_twin_is_not_missing_too);
	tcase_add_test(tc, an_unknown_twin_is_shown);
	tcase_add_test(tc, a_twin_that_is_not_withheld_is_shown);
	tcase_add_test(tc, a_twin_without_that_policy_is_shown);
	tcase_add_test(tc, a_row_outside_of_a_matrix_is_shown);
	tcase_add_test(tc, a_word_cannot_be_changed);
	tcase_add_test(tc, a_global_should_be_local);
	tcase_add_test(tc, an_outcome_without_an_end_is_shown);
	tcase_add_test(tc, skip_stands_alone);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
