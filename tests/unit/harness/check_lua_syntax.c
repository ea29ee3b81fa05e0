/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* What is said of a text that is not Lua, without the first word. */
static const struct {
	const char *text, *says;
} rows[] = {
    /* Behind tabs, and of two equal ones the right one. */
    {"case \"a\" {\n\tshows = \"x\"\n\tclause\t= \"y\", shows = clause }\n",
	"'}' expected (to close '{' at line 1) near 'clause'\n"
	"  --> t.lua:3:2\n"
	"   |\n"
	"  3|     clause    = \"y\", shows = clause }\n"
	"   |     ^^^^^^\n"
	"   = a comma may be missing before this\n"},
    {"case a { shows = \"a\" }\n", "syntax error near 'a'\n"
				   "  --> t.lua:1:6\n"
				   "   |\n"
				   "  1| case a { shows = \"a\" }\n"
				   "   |      ^\n"},
    {"local a = a a a = a a\n", "syntax error near 'a'\n"
				"  --> t.lua:1:15\n"
				"   |\n"
				"  1| local a = a a a = a a\n"
				"   |               ^\n"},
    {"\t\t} -- }\n", "unexpected symbol near '}'\n"
		     "  --> t.lua:1:3\n"
		     "   |\n"
		     "  1|         } -- }\n"
		     "   |         ^\n"},
    {"case \"ä\" { \"ä\" \"b\" }\n",
	"'}' expected near '\"b\"'\n"
	"  --> t.lua:1:18\n"
	"   |\n"
	"  1| case \"ä\" { \"ä\" \"b\" }\n"
	"   |                ^^^\n"
	"   = a comma may be missing before this\n"},
    {"case \"a\" { \001 }\n", "unexpected symbol near '<\\1>'\n"
			      "  --> t.lua:1:12\n"
			      "   |\n"
			      "  1| case \"a\" { \\x01 }\n"
			      "   |            ^^^^\n"},
    {"case \"a\" { [[x\ny]] \"z\\q\" }\n",
	"invalid escape sequence near '\"z\\q'\n"
	"  --> t.lua:2:5\n"
	"   |\n"
	"  2| y]] \"z\\q\" }\n"
	"   |     ^^^^^\n"},
    /* A name is no field. */
    {"case \"a\" { not-after = \"x\", clause = \"y\" }\n",
	"'}' expected near '='\n"
	"  --> t.lua:1:22\n"
	"   |\n"
	"  1| case \"a\" { not-after = \"x\", clause = \"y\" }\n"
	"   |                      ^\n"
	"   = a field is name = value, the name of letters, digits and _\n"},
    {"case \"a\" { shows: \"x\" }\n", "<name> expected near '\"x\"'\n"
				      "  --> t.lua:1:19\n"
				      "   |\n"
				      "  1| case \"a\" { shows: \"x\" }\n"
				      "   |                   ^^^\n"
				      "   = a field is name = value\n"},
    /* Letters that Lua does not know. */
    {"case \"a\" { shows = “x” }\n",
	"unexpected symbol near '“'\n"
	"  --> t.lua:1:20\n"
	"   |\n"
	"  1| case \"a\" { shows = “x” }\n"
	"   |                    ^\n"
	"   = a text stands in straight quotes: \"...\"\n"},
    {"local größe = 1\n",
	"unexpected symbol near 'ö'\n"
	"  --> t.lua:1:9\n"
	"   |\n"
	"  1| local größe = 1\n"
	"   |         ^\n"
	"   = outside of a text there are only letters from a to z\n"},
    /* The end. */
    {"for i = 1, 2 do\n  local a = i -- end\n\n",
	"'end' expected (to close 'for' at line 1) near <eof>\n"
	"  --> t.lua:2:14\n"
	"   |\n"
	"  2|   local a = i -- end\n"
	"   |              ^\n"
	"   = the file ends too early: something is not closed\n"},
    {"case \"a\" {\n  shows = [[x, clause = \"y\" }\n\n",
	"unfinished long string (starting at line 2) near <eof>\n"
	"  --> t.lua:2:11\n"
	"   |\n"
	"  2|   shows = [[x, clause = \"y\" }\n"
	"   |           ^^^^^^^^^^^^^^^^^^^\n"
	"   = the file ends too early: something is not closed\n"},
    {"local a = 1\nlocal b = \"x",
	"unfinished string near <eof>\n"
	"  --> t.lua:2:11\n"
	"   |\n"
	"  2| local b = \"x\n"
	"   |           ^^\n"
	"   = the file ends too early: something is not closed\n"},
    {"\377\376c\n", "this is UTF-16, and must be UTF-8\n"
		    "  --> t.lua:1\n"
		    "   |\n"
		    "  1| \\xff\\xfec\n"},
    /* Lua knows the line only. */
    {"local a = 1 -- [[\n--[[ b\n\n",
	"unfinished long comment (starting at line 2) near <eof>\n"
	"  --> t.lua:2\n"
	"   |\n"
	"  2| --[[ b\n"
	"   = the file ends too early: something is not closed\n"},
    {"do\n  break\nend\n", "break outside loop at line 2\n"
			   "  --> t.lua:2\n"
			   "   |\n"
			   "  2|   break\n"},
};

START_TEST(the_place_is_the_right_one)
{
	char expected[1000];

	snprintf(expected, sizeof(expected), "error: %s", rows[_i].says);
	says(rows[_i].text, expected);
}
END_TEST

START_TEST(a_long_text_is_said_in_part)
{
	char text[5000] = "local a = \"";
	json_t *json, *errors;

	memset(text + strlen(text), 'x', sizeof(text) - 2 - strlen(text));
	strcpy(text + sizeof(text) - 2, "\n");
	json = load(text, strlen(text));
	errors = json_object_get(json, "errors");
	ck_assert_uint_eq(json_array_size(errors), 1);
	ck_assert_uint_lt(json_string_length(json_object_get(
			      json_array_get(errors, 0), "text")),
	    300);
	json_decref(json);
}
END_TEST

static void
say_of(const char *text, size_t len, const char *expected)
{
	json_t *json = load(text, len),
	       *errors = json_object_get(json, "errors");

	ck_assert_uint_eq(json_array_size(errors), 1);
	ck_assert_str_eq(json_string_value(json_object_get(
			     json_array_get(errors, 0), "text")),
	    expected);
	json_decref(json);
}

START_TEST(a_nul_is_shown)
{
	static const char text[] = "local a = 1\n\tlocal b = \0 1\n";

	say_of(text, sizeof(text) - 1,
	    "error: unexpected symbol near '<\\0>'\n"
	    "  --> t.lua:2:12\n"
	    "   |\n"
	    "  2|     local b = \\x00 1\n"
	    "   |               ^^^^\n");
}
END_TEST

/* More than what may be looked at: no picture, and no more than that. */
START_TEST(too_many_words_are_not_looked_at)
{
	size_t n = 600000, len = 0;
	char *text = malloc(2 * n + 10);

	while (len < 2 * n)
		len = (size_t)(stpcpy(stpcpy(text + len, "{"), "\n") - text);
	say_of(text, len, "error: unexpected symbol near '{'\n  --> t.lua:1\n");
	free(text);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("lua_syntax");
	TCase *tc = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, the_place_is_the_right_one, 0, ROWS(rows));
	tcase_add_test(tc, a_long_text_is_said_in_part);
	tcase_add_test(tc, a_nul_is_shown);
	tcase_add_test(tc, too_many_words_are_not_looked_at);
	suite_add_tcase(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}
