/* SPDX-License-Identifier: MIT */
/*
 * What is left of a lab when somebody in it is killed: nothing.
 *
 * A supervisor makes a lab, in which a client and a daemon of its sit.  All
 * of them carry the same name, by which leftovers are found.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_file.h"
#include "sim/base/clock.h"

#define NOBODY 65534
#define ROUNDS 20

static struct err err;
static struct seal_options options;
static char mark[16];

static bool
ready(int as_nobody, enum isolation wanted)
{
	if (as_nobody) {
		if (geteuid() != 0)
			return false;
		ck_assert_int_eq(setgroups(0, NULL), 0);
		ck_assert_int_eq(setresgid(NOBODY, NOBODY, NOBODY), 0);
		ck_assert_int_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
		ck_assert_int_eq(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	}
	ck_assert_msg(
	    seal_choose(wanted, false, &options.choice, &err), "%s", err.text);
	snprintf(mark, sizeof(mark), "lab-end-%d", (int)getpid() % 1000000);
	if (wanted == options.choice.isolation ||
	    options.choice.isolation != ISOLATION_PORTS)
		return true;
	printf("skipped: %s\n", options.choice.text);
	return false;
}

static bool
is_marked(const char *pid)
{
	char path[300], state = 'Z', *text;
	bool marked;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	text = seal_file_read(path, NULL);
	if (text == NULL)
		return false;
	marked = strstr(text, mark) != NULL;
	if (strrchr(text, ')') != NULL)
		state = strrchr(text, ')')[2];
	free(text);
	/* One of this test's own, not buried yet, is dead all the same. */
	return marked && state != 'Z' && state != 'X';
}

static int
count_marked(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int n = 0;

	ck_assert_ptr_nonnull(proc);
	while ((entry = readdir(proc)) != NULL)
		if (isdigit((unsigned char)entry->d_name[0]))
			n += is_marked(entry->d_name);
	closedir(proc);
	return n;
}

static void
wait_for_none(void)
{
	int64_t until = clock_monotonic_us() + 5000000;

	while (count_marked() > 0 && clock_monotonic_us() < until)
		poll(NULL, 0, 2);
	ck_assert_int_eq(count_marked(), 0);
}

static void __attribute__((noreturn)) sit(void)
{
	for (;;)
		pause();
}

/* Process 1, its client, and the daemon that the client left behind. */
static void __attribute__((noreturn)) be_lab(void)
{
	pid_t lab = getpid();

	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != lab)
			_exit(1);
		if (options.choice.isolation != ISOLATION_PORTS &&
		    fork() == 0) {
			setsid();
			sit();
		}
		sit();
	}
	sit();
}

static void __attribute__((noreturn)) be_supervisor(int line)
{
	pid_t pid;

	prctl(PR_SET_NAME, mark);
	pid = seal_fork(&options, &err);
	if (pid == 0) {
		close(line);
		be_lab();
	}
	if (write(line, &pid, sizeof(pid)) != sizeof(pid))
		_exit(1);
	sit();
}

/* victim: 0 the supervisor at any moment, 1 the lab, 2 both at once. */
static void
one_round(int victim, int delay_ms)
{
	pid_t supervisor, lab = -1;
	int line[2];

	ck_assert_int_eq(pipe(line), 0);
	supervisor = fork();
	if (supervisor == 0)
		be_supervisor(line[1]);
	close(line[1]);
	if (victim != 0) {
		ck_assert_int_eq(read(line[0], &lab, sizeof(lab)), sizeof(lab));
		ck_assert_int_gt(lab, 0);
	}
	poll(NULL, 0, delay_ms);
	if (victim != 0)
		kill(lab, SIGKILL);
	if (victim != 1)
		kill(supervisor, SIGKILL);
	if (victim == 1) {
		poll(NULL, 0, 5);
		kill(supervisor, SIGKILL);
	}
	while (waitpid(supervisor, NULL, 0) == -1 && errno == EINTR)
		;
	close(line[0]);
	wait_for_none();
}

static void
kill_often(void)
{
	char *before = seal_file_read("/proc/self/mountinfo", NULL), *after;

	srand((unsigned)clock_monotonic_us());
	for (int i = 0; i < ROUNDS; i++)
		one_round(i % 3, rand() % (i % 3 == 0 ? 16 : 4));
	after = seal_file_read("/proc/self/mountinfo", NULL);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	/* And the next lab works. */
	one_round(1, 0);
}

START_TEST(nothing_is_left_after_a_kill_at_a_random_moment)
{
	if (ready(_i, ISOLATION_AUTO))
		kill_often();
}
END_TEST

START_TEST(nothing_is_left_with_high_ports_either)
{
	if (ready(_i, ISOLATION_PORTS))
		kill_often();
}
END_TEST

/* Else the tests above would see nothing whatever happens. */
START_TEST(a_leftover_would_be_seen)
{
	pid_t pid;

	snprintf(mark, sizeof(mark), "lab-seen-%d", (int)getpid() % 100000);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_NAME, mark);
		sit();
	}
	for (int i = 0; i < 1000 && count_marked() == 0; i++)
		poll(NULL, 0, 1);
	ck_assert_int_eq(count_marked(), 1);
	kill(pid, SIGKILL);
	wait_for_none();
}
END_TEST

START_TEST(a_child_of_a_lab_with_high_ports_comes_to_the_lab)
{
	int status = -1;
	pid_t pid;

	if (!ready(_i, ISOLATION_PORTS))
		return;
	pid = seal_fork(&options, &err);
	if (pid == 0) {
		if (fork() == 0) {
			if (fork() == 0)
				_exit(7);
			_exit(0);
		}
		for (int i = 0; i < 2; i++)
			if (wait(&status) == -1)
				_exit(1);
		_exit(wait(&status) == -1 && errno == ECHILD ? 0 : 2);
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seal_end");
	TCase *tc = tcase_create("kill");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 50);
	tcase_add_loop_test(
	    tc, nothing_is_left_after_a_kill_at_a_random_moment, 0, 2);
	tcase_add_loop_test(tc, nothing_is_left_with_high_ports_either, 0, 2);
	tcase_add_test(tc, a_leftover_would_be_seen);
	tcase_add_loop_test(
	    tc, a_child_of_a_lab_with_high_ports_comes_to_the_lab, 0, 2);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
