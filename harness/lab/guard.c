/* SPDX-License-Identifier: MIT */
#include "harness/lab/guard.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "sim/base/mem.h"

struct list {
	pid_t *pids;
	size_t n;
};

/* Of whoever was this program before; not to be touched. */
static struct list older;
static bool is_subreaper;

/* --- children ------------------------------------------------------------ */

/* /proc may be that of another process namespace, so the kernel is asked. */
static bool
is_child(pid_t pid)
{
	siginfo_t info;

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
	       0;
}

static struct list
children(void)
{
	struct list list = {0};
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc != NULL && (entry = readdir(proc)) != NULL) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid <= 0 || !is_child(pid))
			continue;
		list.pids = xreallocarray(list.pids, list.n + 1, sizeof(pid_t));
		list.pids[list.n++] = pid;
	}
	if (proc != NULL)
		closedir(proc);
	return list;
}

static bool
has(const pid_t *pids, size_t n, pid_t pid)
{
	for (size_t i = 0; i < n; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

/* False: it may not be killed, so waiting for it would last for ever. */
static bool
end(pid_t pid, int *status)
{
	if (kill(pid, SIGKILL) == -1)
		return false;
	while (waitpid(pid, status, 0) == -1 && errno == EINTR)
		continue;
	return true;
}

/*
 * Whoever dies gives his children to us before he can be buried, so a round
 * that finds nobody is the last one.
 */
void
guard_sweep(const pid_t *keep, size_t n)
{
	size_t ended = 0;
	int status;

	if (!is_subreaper)
		return;
	do {
		struct list list = children();

		ended = 0;
		for (size_t i = 0; i < list.n; i++)
			if (!has(keep, n, list.pids[i]) &&
			    !has(older.pids, older.n, list.pids[i]) &&
			    end(list.pids[i], &status))
				ended++;
		free(list.pids);
	} while (ended > 0);
}

/* --- the guard ----------------------------------------------------------- */

/* So that who waits for us sees what became of the lab. */
static void __attribute__((noreturn)) end_like(int status)
{
	sigset_t all;

	if (!WIFSIGNALED(status))
		_exit(WEXITSTATUS(status));
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	signal(WTERMSIG(status), SIG_DFL);
	raise(WTERMSIG(status));
	sigfillset(&all);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	_exit(1);
}

/* All signals are blocked, so none is lost before the first wait. */
static void __attribute__((noreturn)) stand_guard(pid_t lab)
{
	int status = 0, number;
	sigset_t awaited;
	pid_t pid;

	syscall(SYS_close_range, 0U, ~0U, 0U);
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGTERM);
	for (;;) {
		number = sigwaitinfo(&awaited, NULL);
		if (number == SIGTERM)
			end(lab, &status);
		while (number == SIGCHLD &&
		       (pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == lab)
				number = SIGTERM;
		if (number != SIGTERM)
			continue;
		guard_sweep(NULL, 0);
		end_like(status);
	}
}

/* Comes back in the lab only. */
static void
become_guard(pid_t supervisor, const sigset_t *mask)
{
	pid_t guard = getpid(), lab;

	setpgid(0, 0); /* the terminal's signals are for the supervisor */
	prctl(PR_SET_NAME, "badmx-guard");
	older.n = 0;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == -1 ||
	    prctl(PR_SET_PDEATHSIG, SIGTERM) == -1 || getppid() != supervisor)
		_exit(1);
	lab = fork();
	if (lab == -1)
		_exit(1);
	if (lab > 0)
		stand_guard(lab);
	prctl(PR_SET_NAME, "badmx");
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 || getppid() != guard)
		_exit(1);
	sigprocmask(SIG_SETMASK, mask, NULL);
}

pid_t
guard_fork(void)
{
	pid_t supervisor = getpid(), guard;
	sigset_t all, before;

	if (!is_subreaper) {
		if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == -1)
			return -1;
		older = children();
		is_subreaper = true;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	guard = fork();
	if (guard == 0) {
		become_guard(supervisor, &before);
		return 0;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return guard;
}

void
guard_end(pid_t guard)
{
	kill(guard, SIGTERM);
}
