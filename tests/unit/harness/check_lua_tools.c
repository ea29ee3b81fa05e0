/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

#define DIG "package = \"dnsutils\", try = \"dig ${domain}\""

START_TEST(a_tool_is_what_its_file_says)
{
	static const char text[] =
	    "tool \"dig\" { " DIG ", case = \"good-one\", needs = \"/x\",\n"
	    "  note = \"short\", file \"/etc/digrc\" [[\n    a\n      b\n]] }";
	json_t *json = load(text, sizeof(text) - 1);
	json_t *tool = json_array_get(json_object_get(json, "tools"), 0);
	json_t *wanted = json_pack("{ss ss ss ss s[s] ss s[{ss ss ss}]}",
	    "name", "dig", "package", "dnsutils", "try", "dig ${domain}",
	    "case", "good-one", "needs", "/x", "note", "short", "files", "path",
	    "/etc/digrc", "mode", "0644", "text", "a\n  b\n");
	char *got = json_dumps(tool, JSON_SORT_KEYS);

	ck_assert_uint_eq(json_array_size(json_object_get(json, "errors")), 0);
	ck_assert_msg(json_equal(tool, wanted), "%s", got);
	free(got);
	json_decref(wanted);
	json_decref(json);
}
END_TEST

static const struct {
	const char *text, *says;
} mistakes[] = {
    {"tool \"dig\" { package = \"d\" }", "a tool needs \"try\""},
    {"tool \"dig\" { try = \"dig\" }", "a tool needs \"package\""},
    {"tool \"dig\" { " DIG ", packge = \"d\" }", "no field \"packge\""},
    {"tool \"dig\" { " DIG ", log \"x\" { } }",
	"log does not belong into a tool"},
    {"tool \"dig\" { " DIG ", \"dig\" }", "a tool holds fields and files"},
    {"tool \"dig\" { " DIG ", file \"/etc/a\" \"${dir}\" }",
	"${dir} is not a placeholder"},
    {"tool \"dig\" { " DIG ", file \"/etc/a\" }", "file needs its content"},
    {"tool \"dig\" { " DIG ", file (\"/etc/a\", \"99\") \"a\" }", "mode"},
    {"tool \"dig\" { " DIG ", file \"/home/a/.digrc\" \"a\" }",
	"in /etc, /run or /var"},
    {"tool \"dig\" { " DIG ", file \"/etc/../home/a\" \"a\" }",
	"in /etc, /run or /var"},
    {"tool \"dig\" { " DIG " } tool \"dig\" { " DIG " }",
	"there is already a tool \"dig\""},
    {"tool \"a b\" { " DIG " }", "is named as its program"},
    {"tool \"dig\"", "tool \"dig\" needs a body"},
    {"tol \"dig\" { " DIG " }", "did you mean tool?"},
};

START_TEST(a_mistake_in_a_tool_is_shown)
{
	json_t *json = load(mistakes[_i].text, strlen(mistakes[_i].text));
	json_t *errors = json_object_get(json, "errors");
	const char *text = json_string_value(
	    json_object_get(json_array_get(errors, 0), "text"));

	ck_assert_uint_eq(json_array_size(errors), 1);
	ck_assert_msg(strstr(text, mistakes[_i].says) != NULL, "%s", text);
	ck_assert_msg(strstr(text, "too much to check") == NULL, "%s", text);
	json_decref(json);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lua_tools");
	TCase *tc = tcase_create("tools");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_tool_is_what_its_file_says);
	tcase_add_loop_test(tc, a_mistake_in_a_tool_is_shown, 0,
	    (int)(sizeof(mistakes) / sizeof(mistakes[0])));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
