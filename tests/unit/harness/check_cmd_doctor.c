/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <sys/resource.h>
#include <sys/stat.h>
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

/* A word, more about the line above, or what comes next. */
static bool
begins_well(const char *line)
{
	if (strncmp(line, "Mail servers ", 13) == 0 ||
	    strncmp(line, "Tools ", 6) == 0)
		return true;
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
	    "open files", "IPv6", ".badmx", "postfix", "swaks", "dig"};
	char name[] = "doctor", *argv[] = {name, NULL};

	run_doctor(1, argv);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert_msg(strstr(said, words[i]) != NULL, "%s", words[i]);
}
END_TEST

static void
write_client(const char *text)
{
	FILE *f;

	mkdir("clients", 0755);
	f = fopen("clients/own.lua", "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

/* In a folder of its own, which it leaves behind empty. */
static int
in_a_folder(const char *text)
{
	char folder[] = "/tmp/badmx-doctor.XXXXXX";
	char name[] = "doctor", *argv[] = {name, NULL};
	int code;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	write_client(text);
	memset(said, 0, sizeof(said));
	code = run_doctor(1, argv);
	unlink("clients/own.lua");
	rmdir("clients");
	rmdir(folder);
	return code;
}

START_TEST(a_client_of_your_own_is_looked_for)
{
	(void)in_a_folder(
	    "client \"acme\" { programs { \"sh\", \"acmed\" },\n"
	    "  package = \"acme-mail\", send (command \"cat\") }\n"
	    "client \"shell\" { programs { \"sh\" },\n"
	    "  send (command \"cat\") }\n"
	    "tool \"acmetool\" { package = \"acme-tools\",\n"
	    "  try = \"acmetool\" }\n");
	ck_assert_ptr_nonnull(strstr(
	    said, "--    acme            not here: apt-get install acme-mail"));
	ck_assert_ptr_nonnull(strstr(said, "ok    shell           /"));
	ck_assert_ptr_nonnull(strstr(
	    said, "acmetool        not here: apt-get install acme-tools"));
}
END_TEST

START_TEST(a_wrong_file_is_said)
{
	ck_assert_int_eq(in_a_folder("client \"acme\" {"), EXIT_INPUT);
	ck_assert_ptr_nonnull(strstr(said, "FAIL  1 error in scenario and"));
	ck_assert_ptr_nonnull(strstr(said, "      badmx check"));
}
END_TEST

START_TEST(too_few_files_are_no_machine_for_a_run)
{
	const struct rlimit few = {128, 128};
	char name[] = "doctor", *argv[] = {name, NULL};

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	ck_assert_int_eq(run_doctor(1, argv), EXIT_SYSTEM);
	ck_assert_ptr_nonnull(
	    strstr(said, "FAIL  open files limit 128: enough for 42"));
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
	tcase_add_test(tc, a_client_of_your_own_is_looked_for);
	tcase_add_test(tc, a_wrong_file_is_said);
	tcase_add_test(tc, too_few_files_are_no_machine_for_a_run);
	tcase_add_test(tc, an_argument_is_a_wrong_command_line);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
