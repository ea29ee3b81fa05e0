/* SPDX-License-Identifier: MIT */
#include "harness/lab/spawn_child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/syscall.h>

#include "harness/lab/spawn.h"
#include "sim/base/mem.h"

#define PATH_IN_ENV "PATH=" SPAWN_PATH

/* All that execve(2) takes, made before the fork. */
struct plan {
	char *program, **argv, **env;
};

static size_t
count(const char *const *list)
{
	size_t n = 0;

	while (list != NULL && list[n] != NULL)
		n++;
	return n;
}

char *
spawn_find(const char *program)
{
	return spawn_find_in(SPAWN_PATH, program);
}

char *
spawn_find_in(const char *folders, const char *program)
{
	char path[PATH_MAX];
	const char *from = folders;

	if (strchr(program, '/') != NULL)
		return access(program, X_OK) == 0 ? xstrdup(program) : NULL;
	for (; from != NULL; from = strchr(from, ':')) {
		from += *from == ':';
		snprintf(path, sizeof(path), "%.*s/%s", (int)strcspn(from, ":"),
		    from, program);
		if (access(path, X_OK) == 0)
			return xstrdup(path);
	}
	return NULL;
}

char *
spawn_quote(const char *word)
{
	char *quoted = xcalloc(strlen(word) * 4 + 3, 1), *to = quoted;

	*to++ = '\'';
	for (; *word != '\0'; word++)
		if (*word == '\'')
			to = stpcpy(to, "'\\''");
		else
			*to++ = *word;
	*to = '\'';
	return quoted;
}

/* Later entries win, so that a client file may say another PATH. */
static void
set_env(char **env, size_t *n, const char *entry)
{
	size_t len = strcspn(entry, "=") + 1;

	for (size_t i = 0; i < *n; i++)
		if (strncmp(env[i], entry, len) == 0) {
			free(env[i]);
			env[i] = xstrdup(entry);
			return;
		}
	env[(*n)++] = xstrdup(entry);
}

static char **
make_env(const struct spawn_options *options)
{
	char **env = xcalloc(count(options->env) + 5, sizeof(*env));
	const char *const *extra = options->env;
	char *home =
	    xasprintf("HOME=%s", options->home == NULL ? "/" : options->home);
	size_t n = 0;

	set_env(env, &n, PATH_IN_ENV);
	set_env(env, &n, home);
	set_env(env, &n, "LANG=C.UTF-8");
	set_env(env, &n, "TZ=UTC");
	for (; extra != NULL && *extra != NULL; extra++)
		set_env(env, &n, *extra);
	free(home);
	return env;
}

static char **
make_argv(const struct spawn_options *options)
{
	const char *const shell[] = {"sh", "-c", options->command, NULL};
	const char *const *from =
	    options->command != NULL ? shell : options->argv;
	size_t n = count(from);
	char **argv = xcalloc(n + 1, sizeof(*argv));

	for (size_t i = 0; i < n; i++)
		argv[i] = xstrdup(from[i]);
	return argv;
}

static void
free_list(char **list)
{
	for (size_t i = 0; list[i] != NULL; i++)
		free(list[i]);
	free(list);
}

static struct plan
plan_new(const struct spawn_options *options)
{
	struct plan plan = {
	    .argv = make_argv(options), .env = make_env(options)};

	plan.program = options->command != NULL ? xstrdup("/bin/sh")
						: spawn_find(plan.argv[0]);
	return plan;
}

static void
plan_free(struct plan *plan)
{
	free(plan->program);
	free_list(plan->argv);
	free_list(plan->env);
}

static void __attribute__((noreturn))
give_up(const char *what, int why, int code)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "%s: %s\n", what, strerror(why));

	if (write(STDERR_FILENO, text, (size_t)n) == -1)
		_exit(code);
	_exit(code);
}

/* A library may have opened things without close-on-exec behind our back. */
static void
close_others(const int *keep)
{
	syscall(SYS_close_range, 3U, ~0U, 1U << 2 /* CLOSE_RANGE_CLOEXEC */);
	for (; keep != NULL && *keep != -1; keep++)
		fcntl(*keep, F_SETFD, 0);
}

static void
reset_signals(void)
{
	struct sigaction plain = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		sigaction(i, &plain, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void
spawn_child_clean(const int *keep)
{
	reset_signals();
	close_others(keep);
}

/*
 * Inside a process namespace everything dies with process 1; with high ports
 * only the death signal does that.
 */
static void __attribute__((noreturn))
become(const struct spawn_options *options, const struct plan *plan,
    const int ends[3], pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	setpgid(0, 0);
	for (int i = 0; i < 3; i++)
		if (dup2(ends[i], i) == -1)
			_exit(126);
	spawn_child_clean(options->keep_fds);
	if (options->directory != NULL && chdir(options->directory) == -1)
		give_up(options->directory, errno, 126);
	if (plan->program == NULL)
		give_up(plan->argv[0], ENOENT, 127);
	execve(plan->program, plan->argv, plan->env);
	give_up(plan->program, errno, 126);
}

/* Never 0, 1 or 2, so that the child can move them there in any order. */
static bool
make_pipe(int pair[2], struct err *err)
{
	int low[2];

	if (pipe2(low, O_CLOEXEC) == -1)
		return err_system(err, "pipe");
	for (int i = 0; i < 2; i++) {
		pair[i] = low[i];
		if (low[i] > 2)
			continue;
		pair[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 3);
		close(low[i]);
	}
	if (pair[0] == -1 || pair[1] == -1)
		return err_system(err, "pipe");
	return true;
}

static void
close_pair(int pair[2])
{
	if (pair[0] != -1)
		close(pair[0]);
	if (pair[1] != -1)
		close(pair[1]);
}

static pid_t
fork_plan(const struct spawn_options *options, const int theirs[3])
{
	struct plan plan = plan_new(options);
	pid_t parent = getpid(), pid;

	pid = fork();
	if (pid == 0)
		become(options, &plan, theirs, parent);
	/* Both sides say it, so that neither comes too early. */
	if (pid > 0)
		setpgid(pid, pid);
	plan_free(&plan);
	return pid;
}

pid_t
spawn_child(const struct spawn_options *options, int pipes[3], struct err *err)
{
	int pairs[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}}, theirs[3];
	pid_t pid = -1;
	bool ok = true;

	for (int i = 0; ok && i < 3; i++)
		ok = make_pipe(pairs[i], err);
	for (int i = 0; i < 3; i++) {
		theirs[i] = pairs[i][i == 0 ? 0 : 1];
		pipes[i] = pairs[i][i == 0 ? 1 : 0];
	}
	if (ok) {
		pid = fork_plan(options, theirs);
		if (pid == -1)
			err_system(err, "fork");
	}
	if (pid == -1) {
		for (int i = 0; i < 3; i++)
			close_pair(pairs[i]);
		return -1;
	}
	for (int i = 0; i < 3; i++) {
		close(theirs[i]);
		fcntl(pipes[i], F_SETFL, O_NONBLOCK);
	}
	return pid;
}
