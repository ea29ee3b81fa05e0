/* SPDX-License-Identifier: MIT */
/*
 * seal_fixture.h - run a piece of a test inside of a sealed lab.
 *
 * Each such test runs twice: as whoever runs the tests, and as an ordinary
 * user (nobody), which only root can become.
 */
#ifndef TESTS_UNIT_HARNESS_SEAL_FIXTURE_H
#define TESTS_UNIT_HARNESS_SEAL_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_file.h"

#define NOBODY 65534

/* In the sealed child an assertion cannot reach libcheck: say it and leave. */
#define MUST(what)                                                          \
	do {                                                                \
		if (!(what)) {                                              \
			fprintf(stderr, "sealed child: line %d: %s (%s)\n", \
			    __LINE__, #what, strerror(errno));              \
			_exit(1);                                           \
		}                                                           \
	} while (0)

static struct err err;
static struct seal_options options;

/* False: this machine has no such user, or no namespaces; the test is void. */
static inline bool
ready(int as_nobody)
{
	if (as_nobody) {
		if (geteuid() != 0)
			return false;
		ck_assert_int_eq(setgroups(0, NULL), 0);
		ck_assert_int_eq(setresgid(NOBODY, NOBODY, NOBODY), 0);
		ck_assert_int_eq(setresuid(NOBODY, NOBODY, NOBODY), 0);
		ck_assert_int_eq(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	}
	ck_assert_msg(seal_choose(ISOLATION_AUTO, false, &options.choice, &err),
	    "%s", err.text);
	if (options.choice.isolation != ISOLATION_PORTS)
		return true;
	printf("skipped: %s\n", options.choice.text);
	return false;
}

static inline int
wait_for(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return status;
}

static inline void
run_sealed(void (*inside)(void))
{
	pid_t pid = seal_fork(&options, &err);

	if (pid == 0) {
		inside();
		_exit(0);
	}
	ck_assert_msg(pid > 0, "%s", err.text);
	ck_assert_int_eq(wait_for(pid), 0);
}

static inline bool
file_says(const char *path, const char *what)
{
	char *text = seal_file_read(path, NULL);
	bool found = text != NULL && strstr(text, what) != NULL;

	free(text);
	return found;
}

static inline int
touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	return fd == -1 ? -1 : close(fd);
}

#endif
