/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "harness/run/run.h"
#include "harness/run/run_next.h"
#include "harness/run/run_repeat.h"

static void
is(const struct run_options *o, const char *client, const char *expected)
{
	char *got = run_repeat(o, client, "name-cn-only", "strict");

	ck_assert_str_eq(got, expected);
	free(got);
}

START_TEST(what_was_not_said_is_not_repeated)
{
	struct run_options o = {.timeout_ms = RUN_TIMEOUT_MS, .seed = 7};

	is(&o, "builtin", "badmx run -f name-cn-only/strict --seed 7");
	is(&o, "postfix",
	    "badmx run -c postfix -f name-cn-only/strict --seed 7");
}
END_TEST

START_TEST(everything_that_counts_is_repeated)
{
	const char *const given[] = {"my cases.lua", "more"};
	struct run_options o = {
	    .called = "build/release/badmx",
	    .suite = {.scenarios = "/usr/share/a b",
		.given = given,
		.n_given = 2},
	    .client_root = "tree",
	    .known = "my.known",
	    .isolation = ISOLATION_PORTS,
	    .timeout_ms = 1500,
	    .seed = 9223372036854775807,
	    .jobs = 3,
	    .repeat = 2,
	    .quiet = true,
	};

	is(&o, "postfix",
	    "build/release/badmx run -c postfix -f name-cn-only/strict "
	    "--client-root tree --scenarios '/usr/share/a b' --known my.known "
	    "--isolation ports --timeout 1500ms --seed 9223372036854775807 "
	    "'my cases.lua' more");
	o.timeout_ms = 2000;
	o.suite.n_given = 0;
	is(&o, "builtin",
	    "build/release/badmx run -f name-cn-only/strict "
	    "--client-root tree --scenarios '/usr/share/a b' --known my.known "
	    "--isolation ports --timeout 2s --seed 9223372036854775807");
}
END_TEST

START_TEST(what_comes_next_is_called_the_same_way)
{
	struct report_next *next = run_next("./badmx", true);

	ck_assert_str_eq(next[1].command, "./badmx doctor");
	ck_assert_str_eq(next[2].command, "./badmx world shell");
	ck_assert_ptr_null(next[3].command);
	run_next_free(next);
	next = run_next(NULL, false);
	ck_assert_str_eq(next[1].command, "badmx world shell");
	ck_assert_ptr_null(next[2].command);
	run_next_free(next);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("run_repeat");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, what_was_not_said_is_not_repeated);
	tcase_add_test(tc, everything_that_counts_is_repeated);
	tcase_add_test(tc, what_comes_next_is_called_the_same_way);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
