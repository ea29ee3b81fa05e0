/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/shell_word.h"

static void
is_written(const char *word, const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	shell_word(f, word);
	fclose(f);
	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(only_what_must_be_is_in_quotes)
{
	is_written("build/release/badmx", "build/release/badmx");
	is_written("name-cn-only/strict+expired=30d",
	    "name-cn-only/strict+expired=30d");
	is_written("", "''");
	is_written("my file.lua", "'my file.lua'");
	is_written("name-*", "'name-*'");
	is_written("don't", "'don'\\''t'");
	is_written("a\nb", "'a\nb'");
}
END_TEST

static void
is_called(const char *argv0, const char *expected)
{
	char *name = shell_program(argv0);

	ck_assert_str_eq(name, expected);
	free(name);
}

START_TEST(a_program_is_called_as_it_was_if_that_works)
{
	is_called("build/release/badmx", "build/release/badmx");
	is_called("sh", "sh");
}
END_TEST

START_TEST(else_by_its_path)
{
	char *name = shell_program("no-such-badmx");

	ck_assert(name[0] == '/');
	ck_assert_ptr_nonnull(strstr(name, "check_shell_word"));
	free(name);
	name = shell_program(NULL);
	ck_assert(name[0] == '/');
	free(name);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("shell_word");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, only_what_must_be_is_in_quotes);
	tcase_add_test(tc, a_program_is_called_as_it_was_if_that_works);
	tcase_add_test(tc, else_by_its_path);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
