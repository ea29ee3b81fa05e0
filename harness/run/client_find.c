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
