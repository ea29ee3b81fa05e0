/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

START_TEST(a_loop_without_end_is_stopped)
{
	says("local n = 0\n"
	     "while true do\n"
	     "  n = n + 1\n"
	     "end\n",
	    "error: this runs for too long\n"
	    "  --> t.lua:3:3\n"
	    "   |\n"
	    "  3|   n = n + 1\n"
	    "   |   ^^^^^^^^^\n"
	    "   = a scenario file only says what there is; is this a loop without end?\n");
}
END_TEST

START_TEST(a_bomb_of_memory_is_stopped)
{
	says("local s = \"x\"\n"
	     "while true do s = s .. s end\n",
	    "error: this needs too much memory\n"
	    "  --> t.lua:2:1\n"
	    "   |\n"
	    "  2| while true do s = s .. s end\n"
	    "   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
	    "   = a file may use 8 MB\n");
}
END_TEST

START_TEST(a_bomb_of_repetition_is_stopped)
{
	says("local s = (\"x\"):rep(1e9)\n",
	    "error: a text of more than 1000000 bytes\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| local s = (\"x\"):rep(1e9)\n"
	    "   | ^^^^^^^^^^^^^^^^^^^^^^^^\n");
}
END_TEST

START_TEST(repeating_nothing_for_ever_is_stopped)
{
	says("local s = (\"\").rep(\"\", 1e15)\n",
	    "error: a text of more than 1000000 bytes\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| local s = (\"\").rep(\"\", 1e15)\n"
	    "   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n");
}
END_TEST

START_TEST(a_binary_chunk_is_refused)
{
	says("\033Lua", "error: this is compiled Lua, not text\n"
			"  --> t.lua:1:1\n"
			"   |\n"
			"  1| \\x1bLua\n"
			"   | ^^^^^^^\n");
}
END_TEST

START_TEST(there_is_no_os_here)
{
	says("os.execute(\"true\")\n",
	    "error: \"os\" is not a word badmx knows\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| os.execute(\"true\")\n"
	    "   | ^^\n"
	    "   = All words: badmx help words\n");
}
END_TEST

START_TEST(patterns_are_not_there)
{
	says("local s = (\"x\"):find(\"x\")\n",
	    "error: attempt to call a nil value (method 'find')\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| local s = (\"x\"):find(\"x\")\n"
	    "   | ^^^^^^^^^^^^^^^^^^^^^^^^^\n");
}
END_TEST

START_TEST(an_error_of_the_file_itself_is_shown)
{
	says("local function check(n)\n"
	     "  if n > 2 then error(\"too many\") end\n"
	     "end\n"
	     "check(3)\n",
	    "error: too many\n"
	    "  --> t.lua:2:3\n"
	    "   |\n"
	    "  2|   if n > 2 then error(\"too many\") end\n"
	    "   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n");
}
END_TEST

START_TEST(recursion_without_end_is_stopped)
{
	says("local function f(n) return 1 + f(n) end\n"
	     "f(1)\n",
	    "error: this needs too much memory\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| local function f(n) return 1 + f(n) end\n"
	    "   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
	    "   = a file may use 8 MB\n");
}
END_TEST

START_TEST(a_file_that_was_stopped_is_not_checked)
{
	says("for i = 1, 1e9 do case (\"c\" .. i) { x = 1 } end\n",
	    "error: this needs too much memory\n"
	    "  --> t.lua:1:1\n"
	    "   |\n"
	    "  1| for i = 1, 1e9 do case (\"c\" .. i) { x = 1 } end\n"
	    "   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
	    "   = a file may use 8 MB\n");
}
END_TEST

START_TEST(deep_nesting_in_the_text_is_refused)
{
	says(
	    "local t = ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))\n",
	    "error: brackets stand too deep in each other\n"
	    "  --> t.lua:1:205\n"
	    "   |\n"
	    "  1| ...((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((...\n"
	    "   |                            ^\n");
}
END_TEST

START_TEST(metatables_are_out_of_reach)
{
	says("local m = getmetatable(\"\")\n"
	     "setmetatable({}, m)\n"
	     "rawset(m, 1, 2)\n",
	    "error: \"getmetatable\" is not a word badmx knows\n"
	    "  --> t.lua:1:11\n"
	    "   |\n"
	    "  1| local m = getmetatable(\"\")\n"
	    "   |           ^^^^^^^^^^^^\n"
	    "   = All words: badmx help words\n"
	    "error: \"setmetatable\" is not a word badmx knows\n"
	    "  --> t.lua:2:1\n"
	    "   |\n"
	    "  2| setmetatable({}, m)\n"
	    "   | ^^^^^^^^^^^^\n"
	    "   = All words: badmx help words\n"
	    "error: \"rawset\" is not a word badmx knows\n"
	    "  --> t.lua:3:1\n"
	    "   |\n"
	    "  3| rawset(m, 1, 2)\n"
	    "   | ^^^^^^\n"
	    "   = All words: badmx help words\n");
}
END_TEST

START_TEST(a_table_inside_itself_is_refused)
{
	says("local t = {}\n"
	     "t.authorities = { t }\n"
	     "case \"a\" { shows = \"x\", clause = \"y\", certificate = t }\n",
	    "error: there is no field \"authorities\" in an authority\n"
	    "  --> t.lua:2:3\n"
	    "   |\n"
	    "  2| t.authorities = { t }\n"
	    "   |   ^^^^^^^^^^^\n"
	    "   = All fields: badmx list fields authority\n"
	    "error: an authority needs \"label\": what issuer and sends call it\n"
	    "  --> t.lua:3:53\n"
	    "   |\n"
	    "  3| case \"a\" { shows = \"x\", clause = \"y\", certificate = t }\n"
	    "   |                                                     ^\n");
}
END_TEST

START_TEST(statements_cannot_be_changed)
{
	says("local r = row \"expired\" { deliver }\n"
	     "r.name = \"x\"\n",
	    "error: a statement cannot be changed after it was made\n"
	    "  --> t.lua:2:1\n"
	    "   |\n"
	    "  2| r.name = \"x\"\n"
	    "   | ^^^^^^^^^^^^\n");
}
END_TEST

START_TEST(an_error_that_is_no_text_is_shown)
{
	says("error({})\n", "error: the file stops with an error\n"
			    "  --> t.lua:1:1\n"
			    "   |\n"
			    "  1| error({})\n"
			    "   | ^^^^^^^^^\n");
}
END_TEST

START_TEST(a_file_cannot_spoil_the_next_one)
{
	static const char spoiler[] = "string.rep, table.concat = nil, nil\n"
				      "math.floor = nil\n";
	static const char victim[] =
	    "local s = (\"ab\"):rep(2) .. table.concat { \"c\", \"d\" }\n"
	    "case (s) { shows = \"x\", clause = \"y\" }\n";
	const struct lua_file files[] = {
	    {"spoiler.lua", spoiler, sizeof(spoiler) - 1, 0},
	    {"victim.lua", victim, sizeof(victim) - 1, 0},
	};
	struct err err;
	json_t *json = lua_load_files(files, 2, &limits, &err), *cases;

	ck_assert_ptr_nonnull(json);
	cases = json_object_get(json, "cases");
	ck_assert_uint_eq(json_array_size(json_object_get(json, "errors")), 0);
	ck_assert_str_eq(
	    json_string_value(json_object_get(json_array_get(cases, 0), "id")),
	    "ababcd");
	json_decref(json);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lua_sandbox");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_loop_without_end_is_stopped);
	tcase_add_test(tc, a_bomb_of_memory_is_stopped);
	tcase_add_test(tc, a_bomb_of_repetition_is_stopped);
	tcase_add_test(tc, repeating_nothing_for_ever_is_stopped);
	tcase_add_test(tc, a_binary_chunk_is_refused);
	tcase_add_test(tc, there_is_no_os_here);
	tcase_add_test(tc, patterns_are_not_there);
	tcase_add_test(tc, an_error_of_the_file_itself_is_shown);
	tcase_add_test(tc, recursion_without_end_is_stopped);
	tcase_add_test(tc, a_file_that_was_stopped_is_not_checked);
	tcase_add_test(tc, deep_nesting_in_the_text_is_refused);
	tcase_add_test(tc, metatables_are_out_of_reach);
	tcase_add_test(tc, a_table_inside_itself_is_refused);
	tcase_add_test(tc, statements_cannot_be_changed);
	tcase_add_test(tc, an_error_that_is_no_text_is_shown);
	tcase_add_test(tc, a_file_cannot_spoil_the_next_one);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
