/* SPDX-License-Identifier: MIT */
#include "harness/run/client_find.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

#include "harness/lab/spawn.h"
#include "sim/base/mem.h"

/* A link is taken for what it is: where it leads is decided in the lab. */
static char *
if_there(char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return path;
	free(path);
	return NULL;
}

static char *
find_below(const char *root, const char *program)
{
	char *found = NULL;

	if (strchr(program, '/') != NULL)
		return if_there(xasprintf("%s/%s", root, program));
	for (const char *from = SPAWN_PATH; from != NULL && found == NULL;
	     from = strchr(from, ':')) {
		from += *from == ':';
		found = if_there(xasprintf(
		    "%s%.*s/%s", root, (int)strcspn(from, ":"), from, program));
	}
	return found;
}

char *
client_find_program(const char *program, const char *root)
{
	char *found = root == NULL ? NULL : find_below(root, program);

	return found == NULL ? spawn_find(program) : found;
}

const char *
client_find_missing(const struct client_def *c, const char *root)
{
	for (char **program = c->programs; *program != NULL; program++) {
		char *found = client_find_program(*program, root);

		if (found == NULL)
			return *program;
		free(found);
	}
	return NULL;
}

/* Behind what a shell takes for itself: A=b exec program ... */
static char *
first_word(const char *command)
{
	for (;;) {
		size_t n;

		command += strspn(command, " \t\n");
		n = strcspn(command, " \t\n");
		if (strcspn(command, "=") < n ||
		    (n == 4 && strncmp(command, "exec", n) == 0)) {
			command += n;
			continue;
		}
		if (n == 0 || strcspn(command, "\"'\\$`;|&<>(){}*?[#~!") < n)
			return NULL;
		return xstrndup(command, n);
	}
}

char *
client_find_lost(const char *command, const char *const *env)
{
	char *program = first_word(command), *found;
	const char *folders = SPAWN_PATH;

	for (; *env != NULL; env++)
		if (strncmp(*env, "PATH=", 5) == 0)
			folders = *env + 5;
	if (program == NULL)
		return NULL;
	found = spawn_find_in(folders, program);
	if (found != NULL) {
		free(program);
		program = NULL;
	}
	free(found);
	return program;
}

bool
client_find_all(const struct client_def *c, const char *root, struct err *err)
{
	const char *missing = client_find_missing(c, root);
	const char *name = c->about != NULL ? c->about : c->name;
	const char *package = c->package != NULL ? c->package : c->name;

	if (missing == NULL)
		return true;
	if (root != NULL)
		return err_set(err, ERR_CLIENT,
		    "%s is neither below %s nor on this machine (no %s): "
		    "unpack the package %s there with dpkg -x",
		    name, root, missing, package);
	return err_set(err, ERR_CLIENT,
	    "%s is not on this machine (no %s): apt-get install %s, or "
	    "--client-root DIR with its packages unpacked by dpkg -x",
	    name, missing, package);
}
