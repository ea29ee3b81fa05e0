/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli_option.h"

static const struct option longs[] = {
    {"quiet", no_argument, NULL, 'q'},
    {"scenarios", required_argument, NULL, 's'},
    {NULL, 0, NULL, 0},
};

static char said[400];

/* All keys of "badmx check WORDS", with what goes to stderr in `said`. */
static const char *
keys(char *a, char *b)
{
	static char list[10];
	char verb[] = "check";
	char *argv[] = {verb, a, b, NULL};
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO), key;
	size_t n = 0;

	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	optind = 1;
	while ((key = cli_option(b == NULL ? 2 : 3, argv, ":qs:", longs)) != -1)
		list[n++] = (char)key;
	list[n] = '\0';
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(file);
	memset(said, 0, sizeof(said));
	ck_assert_uint_ge(fread(said, 1, sizeof(said) - 1, file), 0);
	fclose(file);
	return list;
}

START_TEST(what_is_right_is_returned_in_silence)
{
	char q[] = "--quiet", both[] = "-qs", value[] = "x";

	ck_assert_str_eq(keys(q, NULL), "q");
	ck_assert_str_eq(keys(both, value), "qs");
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(a_wrong_one_is_named_and_guessed)
{
	char near[] = "--quite", far[] = "--bogus", letter[] = "-x";

	ck_assert_str_eq(keys(near, NULL), "?");
	ck_assert_str_eq(said,
	    "badmx: check does not know the option --quite, did you mean "
	    "--quiet?\n");
	ck_assert_str_eq(keys(far, NULL), "?");
	ck_assert_str_eq(said,
	    "badmx: check does not know the option --bogus; see badmx help "
	    "check\n");
	ck_assert_str_eq(keys(letter, NULL), "?");
	ck_assert_str_eq(said,
	    "badmx: check does not know the option -x; see badmx help "
	    "check\n");
}
END_TEST

START_TEST(a_missing_value_is_said)
{
	char s[] = "--scenarios";

	ck_assert_str_eq(keys(s, NULL), "?");
	ck_assert_str_eq(
	    said, "badmx: --scenarios needs a value; see badmx help check\n");
}
END_TEST

START_TEST(a_wrong_command_line_is_64)
{
	ck_assert_int_eq(cli_wrong("check", "this is a test"), EXIT_USAGE);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cli_option");
	TCase *c = tcase_create("options");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, what_is_right_is_returned_in_silence);
	tcase_add_test(c, a_wrong_one_is_named_and_guessed);
	tcase_add_test(c, a_missing_value_is_said);
	tcase_add_test(c, a_wrong_command_line_is_64);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
