/* SPDX-License-Identifier: MIT */
/*
 * Machines that forbid things are imitated in a child of the test: nothing of
 * the real one is changed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_file.h"
#include "harness/lab/seal_ids.h"
#include "harness/lab/seal_user.h"

#define NOBODY 65534

static struct err err;
static struct seal_choice choice;

static void
become_nobody(void)
{
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setresgid(NOBODY, NOBODY, NOBODY), 0);
	ck_assert_int_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
	ck_assert_int_eq(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
}

static bool
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t n = fd == -1 ? -1 : write(fd, text, strlen(text));

	if (fd != -1)
		close(fd);
	return n == (ssize_t)strlen(text);
}

static void
expect_ports(const char *why)
{
	ck_assert_msg(
	    seal_choose(ISOLATION_AUTO, false, &choice, &err), "%s", err.text);
	ck_assert_msg(choice.isolation == ISOLATION_PORTS, "%s", choice.text);
	ck_assert_msg(strstr(choice.text, why) != NULL, "%s", choice.text);
	ck_assert_int_eq(strncmp(choice.text, "high ports: ", 12), 0);
	ck_assert(!seal_choose(ISOLATION_NETNS, false, &choice, &err));
	ck_assert_int_eq(err.kind, ERR_SYSTEM);
	ck_assert_msg(strstr(err.text, why) != NULL, "%s", err.text);
}

START_TEST(each_word_is_an_isolation_and_no_other)
{
	static const char *const names[] = {"auto", "netns", "root", "ports"};
	enum isolation isolation;

	for (int i = 0; i < 4; i++) {
		ck_assert(seal_isolation_parse(names[i], &isolation));
		ck_assert_str_eq(seal_isolation_name(isolation), names[i]);
	}
	ck_assert(!seal_isolation_parse("net", &isolation));
}
END_TEST

START_TEST(ports_can_always_be_had)
{
	ck_assert(seal_choose(ISOLATION_PORTS, true, &choice, &err));
	ck_assert_int_eq(choice.isolation, ISOLATION_PORTS);
	ck_assert_str_eq(choice.text, "high ports: as asked");
}
END_TEST

START_TEST(root_isolation_takes_root)
{
	if (geteuid() == 0)
		become_nobody();
	ck_assert(!seal_choose(ISOLATION_ROOT, false, &choice, &err));
	ck_assert_int_eq(err.kind, ERR_PERMISSION);
}
END_TEST

START_TEST(root_needs_no_user_namespace)
{
	if (geteuid() != 0 ||
	    !seal_choose(ISOLATION_AUTO, true, &choice, &err) ||
	    choice.isolation == ISOLATION_PORTS)
		return;
	ck_assert(!choice.user_namespace);
	ck_assert(seal_choose(ISOLATION_ROOT, true, &choice, &err));
	ck_assert_int_eq(choice.isolation, ISOLATION_ROOT);
}
END_TEST

/* An ordinary user of a user namespace that may not have another one. */
static bool
forbid_user_namespaces(void)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {{0}};
	char uids[40], gids[40];

	snprintf(uids, sizeof(uids), "1000 %u 1", (unsigned)geteuid());
	snprintf(gids, sizeof(gids), "1000 %u 1", (unsigned)getegid());
	if (unshare(CLONE_NEWUSER) == -1)
		return false;
	ck_assert(write_file("/proc/self/setgroups", "deny"));
	ck_assert(write_file("/proc/self/uid_map", uids));
	ck_assert(write_file("/proc/self/gid_map", gids));
	ck_assert(write_file("/proc/sys/user/max_user_namespaces", "0"));
	ck_assert_int_eq(syscall(SYS_capset, &header, none), 0);
	return true;
}

START_TEST(ports_are_taken_where_user_namespaces_are_switched_off)
{
	if (forbid_user_namespaces())
		expect_ports("user.max_user_namespaces is 0");
}
END_TEST

START_TEST(the_obstacle_comes_with_the_command_that_mends_it)
{
	struct seal_obstacle obstacle;

	if (!forbid_user_namespaces())
		return;
	seal_obstacle_find(&obstacle, &err);
	ck_assert_ptr_nonnull(
	    strstr(obstacle.mend, "sysctl -w user.max_user_namespaces="));
}
END_TEST

/* As debootstrap and chroot make it: a folder, with the machine's in it. */
static void
fill_tree(const char *to)
{
	DIR *top = opendir("/");
	struct dirent *entry;
	char path[600], from[300], target[300];
	ssize_t n;

	while ((entry = readdir(top)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    strcmp(entry->d_name, "mnt") == 0)
			continue;
		snprintf(from, sizeof(from), "/%s", entry->d_name);
		snprintf(path, sizeof(path), "%s/%s", to, entry->d_name);
		n = readlink(from, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		if (n > 0)
			ck_assert_int_eq(symlink(target, path), 0);
		else if (mkdir(path, 0755) == 0 && entry->d_type == DT_DIR)
			mount(from, path, NULL, MS_BIND | MS_REC, NULL);
	}
	closedir(top);
}

static bool
enter_chroot(bool whole)
{
	if (geteuid() != 0 || unshare(CLONE_NEWNS) == -1 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		return false;
	if (whole) {
		ck_assert_int_eq(
		    mount("/", "/mnt", NULL, MS_BIND | MS_REC, NULL), 0);
		ck_assert_int_eq(chroot("/mnt"), 0);
	} else {
		ck_assert_int_eq(mount("tmpfs", "/mnt", "tmpfs", 0, NULL), 0);
		ck_assert_int_eq(mkdir("/mnt/tree", 0755), 0);
		fill_tree("/mnt/tree");
		ck_assert_int_eq(chroot("/mnt/tree"), 0);
	}
	ck_assert_int_eq(chdir("/"), 0);
	return true;
}

START_TEST(ports_are_taken_in_a_chroot)
{
	if (!enter_chroot(_i % 2 == 1))
		return;
	if (_i >= 2)
		become_nobody();
	expect_ports("chroot");
}
END_TEST

START_TEST(several_ids_without_a_range_name_the_package_and_the_line)
{
	if (geteuid() == 0)
		become_nobody();
	if (!seal_choose(ISOLATION_AUTO, false, &choice, &err) ||
	    choice.isolation == ISOLATION_PORTS || seal_ids_ready(&err))
		return;
	ck_assert(!seal_choose(ISOLATION_AUTO, true, &choice, &err));
	ck_assert_int_eq(err.kind, ERR_PERMISSION);
	ck_assert_msg(strstr(err.text, "uidmap") != NULL, "%s", err.text);
	ck_assert_msg(strstr(err.text, "/etc/sub") != NULL, "%s", err.text);
}
END_TEST

/* In a mount namespace of the test's own. */
static bool
allot_ids(void)
{
	static const char line[] = "nobody:300000:65536\n";

	if (geteuid() != 0 || access("/usr/bin/newuidmap", X_OK) == -1 ||
	    unshare(CLONE_NEWNS) == -1 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    mount("tmpfs", "/mnt", "tmpfs", 0, "mode=755") == -1)
		return false;
	ck_assert(write_file("/mnt/ids", line));
	return mount("/mnt/ids", "/etc/subuid", NULL, MS_BIND, NULL) == 0 &&
	       mount("/mnt/ids", "/etc/subgid", NULL, MS_BIND, NULL) == 0;
}

static int
use_ids(void)
{
	struct stat st;

	if (!seal_user_add("badmxuser", &err))
		return 2;
	if (seal_ids_here() != 65536)
		return 3;
	if (!seal_file_mkdir("/var/spool/x", 0755, &err) ||
	    chown("/var/spool/x", 500, 501) == -1 ||
	    stat("/var/spool/x", &st) == -1 || st.st_uid != 500)
		return 4;
	if (setgroups(0, NULL) == -1 || setresgid(501, 501, 501) == -1 ||
	    setresuid(500, 500, 500) == -1)
		return 5;
	return access("/etc/shadow", F_OK) == -1 ? 0 : 6;
}

START_TEST(several_ids_are_there_with_newuidmap)
{
	struct seal_options options = {0};
	int status = -1;
	pid_t pid;

	if (!allot_ids())
		return;
	become_nobody();
	ck_assert_msg(seal_choose(ISOLATION_AUTO, true, &options.choice, &err),
	    "%s", err.text);
	ck_assert(options.choice.many_ids);
	pid = seal_fork(&options, &err);
	if (pid == 0)
		_exit(use_ids());
	ck_assert_msg(pid > 0, "%s", err.text);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

static const struct {
	const char *line;
	bool found;
	unsigned long range[2];
} lines[] = {
    {"alice:100000:65536\n", true, {100000, 65536}},
    {"1000:200000:10", true, {200000, 10}},
    {"bob:100000:65536\n", false, {0}},
    {"alice:100000:0\n", false, {0}},
    {"alice:100000\n", false, {0}},
    {"alicea:1:1\n", false, {0}},
    {"\n", false, {0}},
};

START_TEST(a_line_of_subuid_is_understood)
{
	unsigned long range[2] = {0, 0};

	ck_assert_int_eq(seal_ids_line(lines[_i].line, "alice", 1000, range),
	    lines[_i].found);
	if (lines[_i].found)
		ck_assert_mem_eq(range, lines[_i].range, sizeof(range));
}
END_TEST

START_TEST(the_name_of_a_user_is_read_here_and_asked_nowhere)
{
	char name[SEAL_IDS_NAME_SIZE], file[] = "/tmp/check_passwd.XXXXXX";
	FILE *f = fdopen(mkstemp(file), "w");

	ck_assert_ptr_nonnull(f);
	fputs("root:x:0:0:::\nalice:x:1234:1234:::\n", f);
	fclose(f);
	ck_assert_str_eq(seal_ids_name_in(file, 1234, name), "alice");
	ck_assert_str_eq(seal_ids_name_in(file, 0, name), "root");
	ck_assert_str_eq(seal_ids_name_in(file, 5678, name), "5678");
	unlink(file);
	ck_assert_str_eq(seal_ids_name_in(file, 1234, name), "1234");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seal_choose");
	TCase *tc = tcase_create("machines");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, the_name_of_a_user_is_read_here_and_asked_nowhere);
	tcase_add_test(tc, each_word_is_an_isolation_and_no_other);
	tcase_add_test(tc, ports_can_always_be_had);
	tcase_add_test(tc, root_isolation_takes_root);
	tcase_add_test(tc, root_needs_no_user_namespace);
	tcase_add_test(
	    tc, ports_are_taken_where_user_namespaces_are_switched_off);
	tcase_add_test(tc, the_obstacle_comes_with_the_command_that_mends_it);
	tcase_add_loop_test(tc, ports_are_taken_in_a_chroot, 0, 4);
	tcase_add_test(
	    tc, several_ids_without_a_range_name_the_package_and_the_line);
	tcase_add_test(tc, several_ids_are_there_with_newuidmap);
	tcase_add_loop_test(tc, a_line_of_subuid_is_understood, 0,
	    sizeof(lines) / sizeof(lines[0]));
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
