/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <sys/wait.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"

static char said[16384];

/* What the verb prints to standard output; its exit code. */
static int
run_doctor(int argc, char **argv)
{
	int line[2], status;
	size_t used = 0;
	ssize_t n;
	pid_t pid;

	ck_assert_int_eq(pipe(line), 0);
	pid = fork();
	if (pid == 0) {
		dup2(line[1], STDOUT_FILENO);
		status = cmd_doctor(argc, argv);
		fflush(stdout);
		_exit(status);
	}
	close(line[1]);
	while ((n = read(line[0], said + used, sizeof(said) - 1 - used)) > 0)
		used += (size_t)n;
	close(line[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool
begins_well(const char *line)
{
	static const char *const words[] = {
	    "ok    ", "note  ", "--    ", "FAIL  ", "      "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(line, words[i], 6) == 0)
			return true;
	return false;
}

START_TEST(each_line_is_a_word_and_fits_the_screen)
{
	char name[] = "doctor", *argv[] = {name, NULL};

	ck_assert_int_eq(run_doctor(1, argv), 0);
	for (char *line = strtok(said, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		ck_assert_msg(begins_well(line), "%s", line);
		ck_assert_msg(strlen(line) <= 80, "%s", line);
		ck_assert_msg(strchr(line, '\033') == NULL, "%s", line);
	}
}
END_TEST

START_TEST(it_looks_at_all_that_matters)
{
	static const char *const words[] = {"kernel ", "root", "OpenSSL 3",
	    "open files", "IPv6", ".badmx", "postfix"};
	char name[] = "doctor", *argv[] = {name, NULL};

	run_doctor(1, argv);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert_msg(strstr(said, words[i]) != NULL, "%s", words[i]);
}
END_TEST

START_TEST(an_argument_is_a_wrong_command_line)
{
	char name[] = "doctor", who[] = "who", *argv[] = {name, who, NULL};

	ck_assert_int_eq(run_doctor(2, argv), EXIT_USAGE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cmd_doctor");
	TCase *tc = tcase_create("this machine");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, each_line_is_a_word_and_fits_the_screen);
	tcase_add_test(tc, it_looks_at_all_that_matters);
	tcase_add_test(tc, an_argument_is_a_wrong_command_line);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
