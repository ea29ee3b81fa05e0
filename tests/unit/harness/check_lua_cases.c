/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

START_TEST(a_misspelt_field_of_a_case_is_shown)
{
	says("case \"a\" {\n"
	     "  shows = \"x\",\n"
	     "  clause = \"y\",\n"
	     "  reasn = \"certificate-expired\",\n"
	     "}\n",
	    "error: there is no field \"reasn\" in a case\n"
	    "  --> t.lua:4:3\n"
	    "   |\n"
	    "  4|   reasn = \"certificate-expired\",\n"
	    "   |   ^^^^^\n"
	    "   = did you mean \"reason\"?   All fields: badmx list fields case\n");
}
END_TEST

START_TEST(a_misspelt_field_of_a_certificate_is_shown_at_its_place)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\",\n"
	    "  mx (10, \"mx1.{domain}\") { certificate = { names = { \"b\" } } },\n"
	    "  mx (20, \"mx2.{domain}\") { certificate = { nmaes = { \"b\" } } },\n"
	    "}\n",
	    "error: there is no field \"nmaes\" in a certificate\n"
	    "  --> t.lua:3:45\n"
	    "   |\n"
	    "  3|   mx (20, \"mx2.{domain}\") { certificate = { nmaes = { \"b\" } } },\n"
	    "   |                                             ^^^^^\n"
	    "   = did you mean \"names\"?   All fields: badmx list fields certificate\n");
}
END_TEST

START_TEST(a_misspelt_field_of_an_authority_is_shown)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", certificate = { issuer = \"J\",\n"
	    "  authorities = { { label = \"J\" }, { label = \"K\", not_afer = \"-2 days\" } } } }\n",
	    "error: there is no field \"not_afer\" in an authority\n"
	    "  --> t.lua:2:51\n"
	    "   |\n"
	    "  2| ...ities = { { label = \"J\" }, { label = \"K\", not_afer = \"-2 days\" } } }...\n"
	    "   |                                              ^^^^^^^^\n"
	    "   = did you mean \"not_after\"?   All fields: badmx list fields authority\n");
}
END_TEST

START_TEST(a_field_of_a_table_in_a_variable_is_found)
{
	says(
	    "local bad = { nmes = { \"b\" } }\n"
	    "case \"a\" { shows = \"x\", clause = \"y\", certificate = bad }\n",
	    "error: there is no field \"nmes\" in a certificate\n"
	    "  --> t.lua:1:15\n"
	    "   |\n"
	    "  1| local bad = { nmes = { \"b\" } }\n"
	    "   |               ^^^^\n"
	    "   = did you mean \"names\"?   All fields: badmx list fields certificate\n");
}
END_TEST

START_TEST(a_misspelt_field_of_a_server_is_shown)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", server = { startls = false } }\n",
	    "error: there is no field \"startls\" in a server\n"
	    "  --> t.lua:1:50\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\", clause = \"y\", server = { startls = false } }\n"
	    "   |                                                  ^^^^^^^\n"
	    "   = did you mean \"starttls\"?   All fields: badmx list fields server\n");
}
END_TEST

START_TEST(a_misspelt_field_is_not_missing_too)
{
	says("case \"a\" { shwos = \"x\", clause = \"y\" }\n",
	    "error: there is no field \"shwos\" in a case\n"
	    "  --> t.lua:1:12\n"
	    "   |\n"
	    "  1| case \"a\" { shwos = \"x\", clause = \"y\" }\n"
	    "   |            ^^^^^\n"
	    "   = did you mean \"shows\"?   All fields: badmx list fields case\n");
}
END_TEST

static const char *const good_statuses[] = {
    "4.7.5", "5.0.0", "2.1.5", "4.7.999", "5.10.123"};

static const struct {
	const char *written, *shown, *carets;
} no_lines[] = {
    {"", "", "^^"},
    {"a\\nb", "a\\nb", "^^^^^^"},
    {"\\27[31mred", "\\27[31mred", "^^^^^^^^^^^^"},
    {"a\\0b", "a\\0b", "^^^^^^"},
};

START_TEST(what_is_shown_has_one_line)
{
	char text[200], expected[500];

	snprintf(text, sizeof(text),
	    "case \"a\" { shows = \"%s\", clause = \"y\" }\n",
	    no_lines[_i].written);
	snprintf(expected, sizeof(expected),
	    "error: \"%s\" is not a text of one line, without control "
	    "characters\n"
	    "  --> t.lua:1:20\n"
	    "   |\n"
	    "  1| %s"
	    "   |                    %s\n",
	    no_lines[_i].shown, text, no_lines[_i].carets);
	says(text, expected);
}
END_TEST

START_TEST(a_status_code_has_three_parts)
{
	char text[200];

	snprintf(text, sizeof(text),
	    "case \"a\" { shows = \"x\", clause = \"y\", status = \"%s\" }\n",
	    good_statuses[_i]);
	says(text, "");
}
END_TEST

static const char *const bad_statuses[] = {"4.7", "4", "", "4.7.", "450 4.7.5",
    "4.7.5 ", "4.07.5", "4.7.05", "3.7.5", "4.7.1000", "4.7.5.1", "4.x.5"};

START_TEST(half_a_status_code_is_shown)
{
	char text[200], expected[500], carets[20];

	snprintf(text, sizeof(text),
	    "case \"a\" { shows = \"x\", clause = \"y\", status = \"%s\" }\n",
	    bad_statuses[_i]);
	memset(carets, '^', sizeof(carets));
	snprintf(expected, sizeof(expected),
	    "error: \"%s\" is not a status code: class.subject.detail\n"
	    "  --> t.lua:1:48\n"
	    "   |\n"
	    "  1| %s"
	    "   |                                                %.*s\n"
	    "   = for example: \"4.7.5\"\n",
	    bad_statuses[_i], text, (int)strlen(bad_statuses[_i]) + 2, carets);
	says(text, expected);
}
END_TEST

START_TEST(a_wrong_type_is_shown)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", messages = \"ten\" }\n",
	    "error: \"messages\" must be a whole number from 1 to 1000, not a string\n"
	    "  --> t.lua:1:50\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\", clause = \"y\", messages = \"ten\" }\n"
	    "   |                                                  ^^^^^\n");
}
END_TEST

START_TEST(a_missing_field_is_named)
{
	says("case \"a\" { shows = \"x\" }\n",
	    "error: a case needs \"clause\": what decides: RFC and section, \"product rule\"\n"
	    "  --> t.lua:1:6\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\" }\n"
	    "   |      ^^^\n");
}
END_TEST

START_TEST(a_double_case_names_the_first)
{
	says("case \"a\" { shows = \"x\", clause = \"y\" }\n"
	     "case \"a\" { shows = \"x\", clause = \"y\" }\n",
	    "error: there is already a case \"a\"\n"
	    "  --> t.lua:2:6\n"
	    "   |\n"
	    "  2| case \"a\" { shows = \"x\", clause = \"y\" }\n"
	    "   |      ^^^\n"
	    "   = first one is on line 1\n");
}
END_TEST

START_TEST(a_double_case_of_another_file_names_that)
{
	says("case \"expired\" { shows = \"x\", clause = \"y\" }\n",
	    "error: there is already a case \"expired\"\n"
	    "  --> t.lua:1:6\n"
	    "   |\n"
	    "  1| case \"expired\" { shows = \"x\", clause = \"y\" }\n"
	    "   |      ^^^^^^^^^\n"
	    "   = first one is in base.lua:2\n");
}
END_TEST

START_TEST(an_unfinished_text_is_shown)
{
	says("case \"a { }\n", "error: unfinished string near '\"a { }'\n"
			       "  --> t.lua:1:6\n"
			       "   |\n"
			       "  1| case \"a { }\n"
			       "   |      ^^^^^^\n");
}
END_TEST

START_TEST(an_unknown_placeholder_is_shown)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", to = \"u@[{adress}]\" }\n",
	    "error: {adress} is not a placeholder badmx knows\n"
	    "  --> t.lua:1:48\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\", clause = \"y\", to = \"u@[{adress}]\" }\n"
	    "   |                                                ^^^^^^^^\n"
	    "   = did you mean {address}?   All placeholders: badmx list placeholders\n");
}
END_TEST

START_TEST(an_unknown_authority_is_shown)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", certificate = { issuer = \"Q\" } }\n",
	    "error: there is no authority called \"Q\"\n"
	    "  --> t.lua:1:64\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\", clause = \"y\", certificate = { issuer = \"Q\" } }\n"
	    "   |                                                                ^^^\n"
	    "   = labels here: I, R, P, self\n");
}
END_TEST

START_TEST(a_wrong_reply_is_shown)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", server = { rcpt = \"no\" } }\n",
	    "error: \"no\" is not a reply (write: 550 5.1.1 No such user)\n"
	    "  --> t.lua:1:57\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\", clause = \"y\", server = { rcpt = \"no\" } }\n"
	    "   |                                                         ^^^^\n"
	    "   = for example: \"550 5.1.1 No such user\"\n");
}
END_TEST

START_TEST(an_id_that_is_no_label_is_shown)
{
	says("case \"Not This\" { shows = \"x\", clause = \"y\" }\n",
	    "error: \"Not This\" cannot be the id of a case\n"
	    "  --> t.lua:1:6\n"
	    "   |\n"
	    "  1| case \"Not This\" { shows = \"x\", clause = \"y\" }\n"
	    "   |      ^^^^^^^^^^\n"
	    "   = small letters, digits and dashes, 63 at most: it becomes {id}.example\n");
}
END_TEST

START_TEST(a_case_without_a_body_is_shown)
{
	says("case \"a\"\n", "error: case \"a\" needs a body: { ... }\n"
			     "  --> t.lua:1:6\n"
			     "   |\n"
			     "  1| case \"a\"\n"
			     "   |      ^^^\n");
}
END_TEST

START_TEST(a_statement_in_the_wrong_place_is_shown)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", row \"expired\" { deliver } }\n",
	    "error: row does not belong into a case\n"
	    "  --> t.lua:1:39\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\", clause = \"y\", row \"expired\" { deliver } }\n"
	    "   |                                       ^^^\n"
	    "   = All fields: badmx list fields case\n");
}
END_TEST

START_TEST(two_servers_leave_no_place_for_a_certificate)
{
	says(
	    "case \"a\" { shows = \"x\", clause = \"y\", certificate = { cn = false },\n"
	    "  mx (10, \"mx1.{domain}\"),\n"
	    "}\n",
	    "error: \"certificate\" is of a mail server, and this case names its own\n"
	    "  --> t.lua:1:39\n"
	    "   |\n"
	    "  1| case \"a\" { shows = \"x\", clause = \"y\", certificate = { cn = false },\n"
	    "   |                                       ^^^^^^^^^^^\n"
	    "   = write it into mx (...) { }\n");
}
END_TEST

START_TEST(several_mistakes_are_shown_at_once)
{
	says("case \"a\" { shws = \"x\", clause = \"y\" }\n"
	     "matrix \"T\" { policies { \"nne\" },\n"
	     "  row \"expird\" { delivr },\n"
	     "}\n",
	    "error: there is no field \"shws\" in a case\n"
	    "  --> t.lua:1:12\n"
	    "   |\n"
	    "  1| case \"a\" { shws = \"x\", clause = \"y\" }\n"
	    "   |            ^^^^\n"
	    "   = did you mean \"shows\"?   All fields: badmx list fields case\n"
	    "error: there is no policy called \"nne\"\n"
	    "  --> t.lua:2:25\n"
	    "   |\n"
	    "  2| matrix \"T\" { policies { \"nne\" },\n"
	    "   |                         ^^^^^\n"
	    "   = did you mean \"none\"?   All names: badmx list policies\n"
	    "error: there is no case called \"expird\"\n"
	    "  --> t.lua:3:7\n"
	    "   |\n"
	    "  3|   row \"expird\" { delivr },\n"
	    "   |       ^^^^^^^^\n"
	    "   = did you mean \"expired\"?   All names: badmx list cases\n"
	    "error: \"delivr\" is not a word badmx knows\n"
	    "  --> t.lua:3:18\n"
	    "   |\n"
	    "  3|   row \"expird\" { delivr },\n"
	    "   |                  ^^^^^^\n"
	    "   = did you mean deliver?   All words: badmx help words\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lua_cases");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_misspelt_field_of_a_case_is_shown);
	tcase_add_test(
	    tc, a_misspelt_field_of_a_certificate_is_shown_at_its_place);
	tcase_add_test(tc, a_misspelt_field_of_an_authority_is_shown);
	tcase_add_test(tc, a_field_of_a_table_in_a_variable_is_found);
	tcase_add_test(tc, a_misspelt_field_of_a_server_is_shown);
	tcase_add_test(tc, a_misspelt_field_is_not_missing_too);
	tcase_add_loop_test(tc, what_is_shown_has_one_line, 0, ROWS(no_lines));
	tcase_add_loop_test(
	    tc, a_status_code_has_three_parts, 0, ROWS(good_statuses));
	tcase_add_loop_test(
	    tc, half_a_status_code_is_shown, 0, ROWS(bad_statuses));
	tcase_add_test(tc, a_wrong_type_is_shown);
	tcase_add_test(tc, a_missing_field_is_named);
	tcase_add_test(tc, a_double_case_names_the_first);
	tcase_add_test(tc, a_double_case_of_another_file_names_that);
	tcase_add_test(tc, an_unfinished_text_is_shown);
	tcase_add_test(tc, an_unknown_placeholder_is_shown);
	tcase_add_test(tc, an_unknown_authority_is_shown);
	tcase_add_test(tc, a_wrong_reply_is_shown);
	tcase_add_test(tc, an_id_that_is_no_label_is_shown);
	tcase_add_test(tc, a_case_without_a_body_is_shown);
	tcase_add_test(tc, a_statement_in_the_wrong_place_is_shown);
	tcase_add_test(tc, two_servers_leave_no_place_for_a_certificate);
	tcase_add_test(tc, several_mistakes_are_shown_at_once);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
