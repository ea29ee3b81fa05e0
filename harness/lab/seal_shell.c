/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_shell.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/prctl.h>

#include "harness/lab/seal.h"
#include "harness/lab/spawn.h"
#include "harness/lab/spawn_child.h"
#include "sim/base/mem.h"

void
seal_terminal_save(struct seal_terminal *terminal)
{
	terminal->is_one = tcgetpgrp(STDIN_FILENO) == getpgrp() &&
			   tcgetattr(STDIN_FILENO, &terminal->modes) == 0;
}

/* Blocked, SIGTTOU does not stop a process that is in the background. */
static void
take_terminal(pid_t group)
{
	sigset_t ttou, before;

	sigemptyset(&ttou);
	sigaddset(&ttou, SIGTTOU);
	sigprocmask(SIG_BLOCK, &ttou, &before);
	if (tcsetpgrp(STDIN_FILENO, group) == -1)
		errno = 0; /* the terminal is gone: nothing to be done */
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void
seal_terminal_restore(const struct seal_terminal *terminal)
{
	if (!terminal->is_one)
		return;
	take_terminal(getpgrp());
	tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->modes);
}

static bool
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return false;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text);
}

/*
 * From root, as which the user is known in the lab, back to himself.  Where
 * that is not allowed he stays root: most tools do not mind.
 */
static void
become_oneself(const struct seal_maker *maker)
{
	char uids[32], gids[32];

	if (!maker->choice.user_namespace || unshare(CLONE_NEWUSER) == -1)
		return;
	snprintf(uids, sizeof(uids), "%lu 0 1", (unsigned long)maker->uid);
	snprintf(gids, sizeof(gids), "%lu 0 1", (unsigned long)maker->gid);
	/* Without the map he would be nobody, and nothing would work. */
	if (!write_file("/proc/self/uid_map", uids) ||
	    !write_file("/proc/self/setgroups", "deny") ||
	    !write_file("/proc/self/gid_map", gids))
		_exit(126);
}

/* Takes the entry; a later one of the same name replaces it. */
static void
add(char ***env, size_t *n, char *entry)
{
	size_t len = strcspn(entry, "=") + 1;

	for (size_t i = 0; i < *n; i++)
		if (strncmp((*env)[i], entry, len) == 0) {
			free((*env)[i]);
			(*env)[i] = entry;
			return;
		}
	*env = xreallocarray(*env, *n + 2, sizeof(**env));
	(*env)[(*n)++] = entry;
	(*env)[*n] = NULL;
}

/*
 * What is the person's, not the machine's: a variable that names another CA
 * bundle would make every program in here believe in it.
 */
static char **
make_env(const char *const *extra)
{
	static const char *const personal[] = {"TERM", "COLORTERM", "LANG",
	    "LC_ALL", "LC_CTYPE", "HOME", "USER", "LOGNAME", "EDITOR", "PAGER",
	    "LESS"};
	static const char *const ours[] = {"SSL_CERT_FILE=" SEAL_CA_FILE,
	    "SSL_CERT_DIR=" SEAL_CA_PATH, "CURL_CA_BUNDLE=" SEAL_CA_FILE,
	    "NODE_EXTRA_CA_CERTS=" SEAL_CA_FILE,
	    "REQUESTS_CA_BUNDLE=" SEAL_CA_FILE, "PS1=" SEAL_SHELL_PROMPT,
	    "HISTFILE="};
	const char *path = getenv("PATH");
	char **env = NULL;
	size_t n = 0;

	add(&env, &n,
	    xasprintf("PATH=%s%s" SPAWN_PATH, path == NULL ? "" : path,
		path == NULL ? "" : ":"));
	for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++)
		if (getenv(personal[i]) != NULL)
			add(&env, &n,
			    xasprintf(
				"%s=%s", personal[i], getenv(personal[i])));
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		add(&env, &n, xstrdup(ours[i]));
	for (; extra != NULL && *extra != NULL; extra++)
		add(&env, &n, xstrdup(*extra));
	return env;
}

/* Without its start-up files, which would set another prompt. */
static void __attribute__((noreturn)) run_shell(const char *command, char **env)
{
	char bash[] = "bash", norc[] = "--norc", i[] = "-i", sh[] = "sh",
	     c[] = "-c";
	char *interactive[] = {bash, norc, i, NULL};
	char *plain[] = {sh, i, NULL};
	char *once[] = {sh, c, NULL, NULL};

	if (command != NULL) {
		once[2] = xstrdup(command);
		execve("/bin/sh", once, env);
	} else {
		execve("/bin/bash", interactive, env);
		execve("/bin/sh", plain, env);
	}
	_exit(127);
}

pid_t
seal_shell_start(const char *command, const char *const *env, struct err *err)
{
	char **all = make_env(env);
	pid_t pid = fork();

	if (pid == -1)
		err_system(err, "fork");
	if (pid == 0) {
		spawn_child_clean(NULL);
		/* A command stays in our group: it may be in a pipeline. */
		if (command == NULL && isatty(STDIN_FILENO)) {
			setpgid(0, 0);
			take_terminal(getpid());
		}
		become_oneself(seal_maker());
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run_shell(command, all);
	}
	for (size_t i = 0; all[i] != NULL; i++)
		free(all[i]);
	free(all);
	return pid;
}
