/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_ids.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include "sim/base/mem.h"

static bool
read_number(const char *text, char end, const char **rest, unsigned long *n)
{
	char *behind;

	errno = 0;
	*n = strtoul(text, &behind, 10);
	*rest = behind + (*behind != '\0');
	return behind != text && errno == 0 &&
	       (*behind == end || (*behind == '\0' && end == '\n'));
}

bool
seal_ids_line(
    const char *line, const char *name, uid_t uid, unsigned long range[2])
{
	size_t n = strcspn(line, ":");
	char number[24];

	snprintf(number, sizeof(number), "%lu", (unsigned long)uid);
	if (line[n] != ':' ||
	    ((strlen(name) != n || strncmp(line, name, n) != 0) &&
		(strlen(number) != n || strncmp(line, number, n) != 0)))
		return false;
	line += n + 1;
	return read_number(line, ':', &line, &range[0]) &&
	       read_number(line, '\n', &line, &range[1]) && range[1] > 0;
}

/*
 * Not getpwuid(3): that may ask a server elsewhere, and nothing of badmx
 * leaves the machine.  A line of /etc/subuid may hold the number as well.
 */
const char *
seal_ids_name_in(const char *file, uid_t uid, char name[SEAL_IDS_NAME_SIZE])
{
	FILE *in = fopen(file, "re");
	const struct passwd *pw = NULL;

	snprintf(name, SEAL_IDS_NAME_SIZE, "%lu", (unsigned long)uid);
	if (in == NULL)
		return name;
	do
		pw = fgetpwent(in);
	while (pw != NULL && pw->pw_uid != uid);
	if (pw != NULL)
		snprintf(name, SEAL_IDS_NAME_SIZE, "%s", pw->pw_name);
	fclose(in);
	return name;
}

const char *
seal_ids_user_name(void)
{
	static char name[SEAL_IDS_NAME_SIZE];

	return seal_ids_name_in("/etc/passwd", geteuid(), name);
}

/* The first range of ours, at most the 65535 that 16-bit ids need. */
static bool
find_range(const char *file, unsigned long range[2])
{
	const char *name = seal_ids_user_name();
	bool found = false;
	char line[512];
	FILE *in = fopen(file, "re");

	if (in == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), in) != NULL)
		found = seal_ids_line(line, name, geteuid(), range);
	fclose(in);
	if (found && range[1] > 65535)
		range[1] = 65535;
	return found;
}

bool
seal_ids_ready(struct err *err)
{
	unsigned long range[2];
	const char *files[] = {"/etc/subuid", "/etc/subgid"};

	if (access("/usr/bin/newuidmap", X_OK) == -1 ||
	    access("/usr/bin/newgidmap", X_OK) == -1)
		return err_set(err, ERR_PERMISSION,
		    "this client needs several user ids: without root that "
		    "takes newuidmap (apt-get install uidmap) and a range "
		    "for %s in /etc/subuid and /etc/subgid",
		    seal_ids_user_name());
	for (int i = 0; i < 2; i++)
		if (!find_range(files[i], range))
			return err_set(err, ERR_PERMISSION,
			    "this client needs several user ids: %s has no "
			    "line like \"%s:100000:65536\" (package uidmap; "
			    "usermod --add-sub%cids 100000-165535 %s)",
			    files[i], seal_ids_user_name(), i == 0 ? 'u' : 'g',
			    seal_ids_user_name());
	return true;
}

static bool
run(const char *program, char *const argv[], struct err *err)
{
	posix_spawn_file_actions_t actions;
	int status = -1, rc;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
	    &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawn(&pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (rc != 0) {
		errno = rc;
		return err_system(err, "%s (package uidmap)", program);
	}
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	if (status != 0)
		return err_set(err, ERR_PERMISSION,
		    "%s refuses the ids of /etc/subuid and /etc/subgid",
		    program);
	return true;
}

/* "0 UID 1": root is the user; "1 SUBID COUNT": everybody else. */
static bool
map_range(pid_t pid, const char *program, const char *file, unsigned long own,
    struct err *err)
{
	char words[8][24], *argv[9] = {NULL};
	unsigned long range[2];

	if (!find_range(file, range))
		return seal_ids_ready(err);
	snprintf(words[0], sizeof(words[0]), "%s", program);
	snprintf(words[1], sizeof(words[1]), "%d", (int)pid);
	snprintf(words[2], sizeof(words[2]), "0");
	snprintf(words[3], sizeof(words[3]), "%lu", own);
	snprintf(words[4], sizeof(words[4]), "1");
	snprintf(words[5], sizeof(words[5]), "1");
	snprintf(words[6], sizeof(words[6]), "%lu", range[0]);
	snprintf(words[7], sizeof(words[7]), "%lu", range[1]);
	for (int i = 0; i < 8; i++)
		argv[i] = words[i];
	return run(program, argv, err);
}

static bool
write_proc(pid_t pid, const char *name, const char *text, struct err *err)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		return err_system(err, "%s", path);
	n = write(fd, text, strlen(text));
	close(fd);
	if (n != (ssize_t)strlen(text))
		return err_system(err, "write %s", path);
	return true;
}

static bool
map_one(pid_t pid, struct err *err)
{
	char uids[32], gids[32];

	snprintf(uids, sizeof(uids), "0 %lu 1", (unsigned long)geteuid());
	snprintf(gids, sizeof(gids), "0 %lu 1", (unsigned long)getegid());
	return write_proc(pid, "setgroups", "deny", err) &&
	       write_proc(pid, "uid_map", uids, err) &&
	       write_proc(pid, "gid_map", gids, err);
}

bool
seal_ids_map(pid_t pid, bool many, struct err *err)
{
	if (!many)
		return map_one(pid, err);
	return map_range(
		   pid, "/usr/bin/newuidmap", "/etc/subuid", geteuid(), err) &&
	       map_range(
		   pid, "/usr/bin/newgidmap", "/etc/subgid", getegid(), err);
}

unsigned long
seal_ids_here(void)
{
	unsigned long here = 0;
	char line[128], *at;
	FILE *in = fopen("/proc/self/uid_map", "re");

	if (in == NULL)
		return 1;
	/* "first-inside first-outside count", in order */
	while (fgets(line, sizeof(line), in) != NULL)
		if (strtoul(line, &at, 10) == here) {
			strtoul(at, &at, 10);
			here += strtoul(at, NULL, 10);
		}
	fclose(in);
	return here;
}
