/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "harness/lab/seal_choose.h"
#include "harness/run/client_version.h"
#include "sim/base/clock.h"

static bool
no_lab(void)
{
	struct seal_choice choice;
	struct err err;

	return !seal_choose(ISOLATION_NETNS, false, &choice, &err);
}

static char *
version_of(const char *command)
{
	char *copy = command == NULL ? NULL : strdup(command), *version;
	const struct client_def def = {.version = copy};

	version = client_version(&def);
	free(copy);
	return version;
}

static const struct {
	const char *command, *version; /* NULL: none */
} rows[] = {
    {"echo 3.7.11", "3.7.11"},
    {"echo Exim version 4.96 of 2022; echo Copyright", "Exim version 4.96 of "
						       "2022"},
    {"printf 'no end'", "no end"},
    {"printf '3\\033[31m'", "3\\x1b[31m"},
    {"echo 3.7; sleep 100", "3.7"},
    {"echo 3.7 >&2", NULL},
    {"exit 3", NULL},
    {"echo ${dir}", NULL},
    {"echo $${IFS+1.2}", "1.2"},
    {"/nowhere/acmed --version", NULL},
    {NULL, NULL},
};

START_TEST(the_first_line_is_the_version)
{
	char *version;

	if (no_lab())
		return;
	version = version_of(rows[_i].command);
	if (rows[_i].version == NULL)
		ck_assert_msg(version == NULL, "%s", version);
	else
		ck_assert_pstr_eq(version, rows[_i].version);
	free(version);
}
END_TEST

START_TEST(nobody_waits_for_one_that_says_nothing)
{
	int64_t began = clock_monotonic_us();

	ck_assert_ptr_null(version_of("sleep 1000"));
	ck_assert_int_lt(clock_monotonic_us() - began, 20 * 1000000);
}
END_TEST

/* The command is a stranger's: what it writes is gone with the lab. */
START_TEST(it_cannot_change_the_machine)
{
	char *version;

	if (no_lab())
		return;
	unlink("/tmp/badmx-was-here");
	version = version_of("echo x >/tmp/badmx-was-here && echo written");
	ck_assert_pstr_eq(version, "written");
	ck_assert_int_eq(access("/tmp/badmx-was-here", F_OK), -1);
	free(version);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("client_version");
	TCase *tc = tcase_create("version");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 40);
	tcase_add_loop_test(tc, the_first_line_is_the_version, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, nobody_waits_for_one_that_says_nothing);
	tcase_add_test(tc, it_cannot_change_the_machine);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
