/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_user.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/lab/seal_file.h"
#include "harness/lab/seal_ids.h"
#include "sim/base/mem.h"

/* The third field of "name:x:ID:..."; ULONG_MAX if there is none. */
static unsigned long
id_of(const char *line)
{
	char *end;
	unsigned long id;

	for (int i = 0; i < 2; i++) {
		line += strcspn(line, ":\n");
		if (*line++ != ':')
			return ULONG_MAX;
	}
	id = strtoul(line, &end, 10);
	return end == line ? ULONG_MAX : id;
}

static bool
has_name(const char *line, const char *name)
{
	size_t n = strlen(name);

	return strncmp(line, name, n) == 0 && line[n] == ':';
}

static const char *
next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end == NULL ? line + strlen(line) : end + 1;
}

static const char *
find_name(const char *text, const char *name)
{
	for (; *text != '\0'; text = next_line(text))
		if (has_name(text, name))
			return text;
	return NULL;
}

static bool
id_taken(const char *text, unsigned long id)
{
	for (; *text != '\0'; text = next_line(text))
		if (id_of(text) == id)
			return true;
	return false;
}

static unsigned long
free_id(const char *users, const char *groups)
{
	unsigned long id = 999, here = seal_ids_here();

	if (id >= here)
		id = here - 1;
	while (id > 0 && (id_taken(users, id) || id_taken(groups, id)))
		id--;
	return id;
}

static bool
append(const char *path, const char *text, const char *line, struct err *err)
{
	size_t n = strlen(text);
	char *all = xasprintf(
	    "%s%s%s\n", text, n > 0 && text[n - 1] != '\n' ? "\n" : "", line);
	bool ok = seal_file_write(path, 0644, all, strlen(all), err);

	free(all);
	return ok;
}

static bool
add_group(
    const char *groups, const char *name, unsigned long id, struct err *err)
{
	char *line = xasprintf("%s:x:%lu:", name, id);
	bool ok = append("/etc/group", groups, line, err);

	free(line);
	return ok;
}

static bool
add_user(const char *users, const char *name, const unsigned long ids[2],
    struct err *err)
{
	char *line = xasprintf("%s:x:%lu:%lu::/nonexistent:/usr/sbin/nologin",
	    name, ids[0], ids[1]);
	bool ok = append("/etc/passwd", users, line, err);

	free(line);
	return ok;
}

static bool
add(const char *users, const char *groups, const char *name, struct err *err)
{
	const char *user = find_name(users, name);
	const char *group = find_name(groups, name);
	unsigned long ids[2] = {free_id(users, groups), 0};

	ids[1] = group == NULL ? ids[0] : id_of(group);
	if (ids[1] == ULONG_MAX)
		return err_input(err, "/etc/group: %s has no id", name);
	return (group != NULL || add_group(groups, name, ids[1], err)) &&
	       (user != NULL || add_user(users, name, ids, err));
}

bool
seal_user_add(const char *name, struct err *err)
{
	char *users, *groups;
	bool ok;

	if (name[0] == '\0' || strpbrk(name, ":\n/") != NULL)
		return err_input(err, "\"%s\" cannot be an account", name);
	users = seal_file_read("/etc/passwd", NULL);
	groups = seal_file_read("/etc/group", NULL);
	ok = add(users == NULL ? "" : users, groups == NULL ? "" : groups, name,
	    err);
	free(users);
	free(groups);
	return ok;
}
