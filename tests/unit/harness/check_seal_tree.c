/* SPDX-License-Identifier: MIT */
/* What a sealed child finds in its file tree. */
#include <sys/stat.h>

#include "tests/unit/harness/seal_fixture.h"

static void
open_up_etc(void)
{
	struct stat st;

	MUST(lstat("/etc/alternatives", &st) == 0 && S_ISLNK(st.st_mode));
	MUST(seal_file_write("/etc/alternatives/sub/new", 0640, "x", 1, &err));
	MUST(lstat("/etc/alternatives", &st) == 0 && S_ISDIR(st.st_mode));
	MUST(stat("/etc/alternatives/sub/new", &st) == 0);
	MUST((st.st_mode & 07777) == 0640);
	MUST(stat("/etc/alternatives/awk", &st) == 0);
	MUST(seal_file_write("/etc/alternatives/awk", 0600, "y", 1, &err));
	MUST(file_says("/etc/alternatives/awk", "y"));
	MUST(!seal_file_write("/usr/x", 0600, "y", 1, &err));
	MUST(err.kind == ERR_SYSTEM);
	MUST(!seal_file_write("x", 0600, "y", 1, &err));
}

START_TEST(a_file_below_etc_can_be_replaced_and_keeps_its_neighbours)
{
	if (ready(_i) && access("/etc/alternatives/awk", F_OK) == 0)
		run_sealed(open_up_etc);
}
END_TEST

static void
use_client(void)
{
	MUST(system("test \"$(badmx-test-client)\" = hello") == 0);
	MUST(file_says("/lib/badmx-test-lib", "lib"));
	MUST(file_says("/etc/badmx-test/conf", "conf"));
	MUST(file_says("/etc/services-badmx", "etc"));
	MUST(access("/var/spool/badmx-test", W_OK) == 0);
	MUST(access("/usr/bin/env", X_OK) == 0);
	MUST(touch("/usr/bin/badmx-test-client2") == -1);
}

static void
put(const char *dir, const char *path, const char *text)
{
	char full[300];

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	ck_assert_msg(seal_file_write(full, 0755, text, strlen(text), &err),
	    "%s", err.text);
}

START_TEST(packages_of_a_client_root_are_laid_over_the_machine)
{
	char dir[] = "/tmp/badmx, client:root-XXXXXX", command[100];

	if (_i == 1 && geteuid() != 0)
		return;
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chmod(dir, 0755), 0);
	put(dir, "usr/bin/badmx-test-client", "#!/bin/sh\necho hello\n");
	put(dir, "lib/badmx-test-lib", "lib");
	put(dir, "etc/badmx-test/conf", "conf");
	put(dir, "etc/services-badmx", "etc");
	put(dir, "var/spool/badmx-test/x", "");
	options.client_root = dir;
	/* The folder is root's; who removes it has to be root too. */
	pid_t pid = fork();
	if (pid == 0) {
		if (ready(_i))
			run_sealed(use_client);
		_exit(0);
	}
	int status = wait_for(pid);
	snprintf(command, sizeof(command), "rm -r '%s'", dir);
	ck_assert_int_eq(system(command), 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(a_client_root_that_is_not_there_is_missing_input)
{
	options.client_root = "/no/such/folder";
	if (!ready(_i))
		return;
	ck_assert_int_eq(seal_fork(&options, &err), -1);
	ck_assert_int_eq(err.kind, ERR_MISSING);
}
END_TEST

static void
look_for_reached(void)
{
	char cwd[300];

	MUST(getcwd(cwd, sizeof(cwd)) != NULL);
	MUST(strncmp(cwd, "/tmp/badmx-reach-", 17) == 0);
	MUST(file_says("here", "yes"));
	MUST(touch("new") == -1);
	MUST(access("/tmp/badmx-test", F_OK) == -1);
	MUST(touch("/tmp/badmx-test") == 0);
}

START_TEST(the_working_directory_is_there_even_below_tmp)
{
	char dir[] = "/tmp/badmx-reach-XXXXXX";
	pid_t pid;
	int status;

	if (_i == 1 && geteuid() != 0)
		return;
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chmod(dir, 0755), 0);
	put(dir, "here", "yes");
	pid = fork();
	if (pid == 0) {
		MUST(chdir(dir) == 0);
		if (ready(_i))
			run_sealed(look_for_reached);
		_exit(0);
	}
	status = wait_for(pid);
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(unlink("here"), 0);
	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

static void
fill_the_disk(void)
{
	static char block[1 << 20];
	int fd = open("/var/spool/big", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ssize_t n = 1;

	MUST(fd != -1);
	for (int i = 0; i < 64 && n > 0; i++)
		n = write(fd, block, sizeof(block));
	MUST(n == -1 && errno == ENOSPC);
}

START_TEST(a_client_cannot_fill_the_memory)
{
	options.size_mb = 16;
	if (ready(_i))
		run_sealed(fill_the_disk);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seal_tree");
	TCase *tc = tcase_create("twice");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc,
	    a_file_below_etc_can_be_replaced_and_keeps_its_neighbours, 0, 2);
	tcase_add_loop_test(
	    tc, packages_of_a_client_root_are_laid_over_the_machine, 0, 2);
	tcase_add_loop_test(
	    tc, a_client_root_that_is_not_there_is_missing_input, 0, 2);
	tcase_add_loop_test(
	    tc, the_working_directory_is_there_even_below_tmp, 0, 2);
	tcase_add_loop_test(tc, a_client_cannot_fill_the_memory, 0, 2);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
