/* SPDX-License-Identifier: MIT */
#include "harness/plan/suite_files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/input_file.h"
#include "sim/base/mem.h"

#ifndef BADMX_DATADIR
#define BADMX_DATADIR "/usr/share/badmx"
#endif

static void
cannot_read(struct complaints *complaints, const struct err *err)
{
	char *text = xasprintf("error: %s\n", err->text);

	complaint_add(complaints, text);
	complaints->missing |= err->kind == ERR_MISSING;
	free(text);
}

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
folder_holds(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool holds = is_folder(path);

	free(path);
	return holds;
}

static bool
is_whole_set(const char *folder)
{
	return folder_holds(folder, "cases") &&
	       folder_holds(folder, "standards");
}

/* The folder of the running program, allocated. */
static char *
program_folder(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n <= 0)
		return xstrdup(".");
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash != NULL)
		*slash = '\0';
	return xstrdup(path);
}

/* Is the program still in the tree it was built in, or in its tests/? */
static bool
in_build_tree(const char *folder)
{
	static const char *const up[] = {"", "/..", "/../.."};
	bool found = false;

	for (size_t i = 0; i < sizeof(up) / sizeof(up[0]) && !found; i++) {
		char *path = xasprintf("%s%s/CMakeCache.txt", folder, up[i]);

		found = access(path, F_OK) == 0;
		free(path);
	}
	return found;
}

/* Takes the candidate; the first good one stays. */
static void
consider(char **found, char *candidate)
{
	if (*found == NULL && is_whole_set(candidate))
		*found = candidate;
	else
		free(candidate);
}

static char *
search(void)
{
	char *program = program_folder(), *found = NULL;
	const char *data = getenv("BADMX_DATA");

	consider(&found, xstrdup("scenarios"));
	if (data != NULL)
		consider(&found, xasprintf("%s/scenarios", data));
#ifdef BADMX_SOURCE_SCENARIOS
	if (in_build_tree(program))
		consider(&found, xstrdup(BADMX_SOURCE_SCENARIOS));
#endif
	consider(&found, xasprintf("%s/../share/badmx/scenarios", program));
	consider(&found, xstrdup(BADMX_DATADIR "/scenarios"));
	free(program);
	return found;
}

static bool
seen_before(struct suite_files *files, const char *absolute, enum origin origin)
{
	for (size_t i = 0; i < files->n; i++) {
		if (strcmp(files->list[i].absolute, absolute) == 0) {
			files->list[i].origin = origin;
			return true;
		}
	}
	return false;
}

static void
file_clear(struct suite_file *file)
{
	free(file->path);
	free(file->absolute);
	free(file->text);
}

static void
note_left_out(struct suite_files *files, const char *path)
{
	char *longer =
	    xasprintf("%s%s%s", files->left_out == NULL ? "" : files->left_out,
		files->left_out == NULL ? "" : ", ", path);

	free(files->left_out);
	files->left_out = longer;
}

bool
suite_files_drop(struct suite_files *files, const char *path)
{
	size_t i = 0;

	while (i < files->n && strcmp(files->list[i].path, path) != 0)
		i++;
	if (i == files->n || files->list[i].origin != ORIGIN_FOLDER)
		return false;
	note_left_out(files, path);
	file_clear(&files->list[i]);
	memmove(&files->list[i], &files->list[i + 1],
	    (--files->n - i) * sizeof(files->list[0]));
	return true;
}

static void
add_file(struct suite_files *files, const char *path, enum origin origin,
    struct complaints *complaints)
{
	struct suite_file file = {.origin = origin};
	struct err err;

	file.absolute = realpath(path, NULL);
	if (file.absolute == NULL)
		file.absolute = xstrdup(path);
	file.path = xstrdup(path);
	if (seen_before(files, file.absolute, origin)) {
		file_clear(&file);
		return;
	}
	file.text = input_file_read(path, &file.len, &err);
	if (file.text == NULL) {
		if (files->lenient && origin == ORIGIN_FOLDER)
			note_left_out(files, path);
		else
			cannot_read(complaints, &err);
		file_clear(&file);
		return;
	}
	files->list =
	    xreallocarray(files->list, files->n + 1, sizeof(files->list[0]));
	files->list[files->n++] = file;
}

static int
is_lua(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot != NULL &&
	       strcmp(dot, ".lua") == 0;
}

/*
 * The Lua files of a folder, by name.  False if there is none, as in a folder
 * that is not there.
 */
static bool
add_folder(struct suite_files *files, const char *folder, enum origin origin,
    struct complaints *complaints)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_lua, alphasort);

	if (n < 0)
		return false;
	for (int i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", folder, entries[i]->d_name);

		add_file(files, path, origin, complaints);
		free(path);
		free(entries[i]);
	}
	free(entries);
	return n > 0;
}

static bool
add_set(struct suite_files *files, const char *folder, enum origin origin,
    struct complaints *complaints)
{
	static const char *const parts[] = {
	    "cases", "standards", "clients", "tools"};
	bool any = false;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *path = xasprintf("%s/%s", folder, parts[i]);

		any = add_folder(files, path, origin, complaints) || any;
		free(path);
	}
	return any;
}

static void
add_given(
    struct suite_files *files, const char *path, struct complaints *complaints)
{
	struct err err;
	bool any;

	if (!is_folder(path)) {
		add_file(files, path, ORIGIN_GIVEN, complaints);
		return;
	}
	if (access(path, R_OK | X_OK) == -1) {
		err_set(&err, ERR_MISSING, "cannot read \"%s\": %s", path,
		    strerror(errno));
		cannot_read(complaints, &err);
		return;
	}
	any = add_folder(files, path, ORIGIN_GIVEN, complaints);
	any = add_set(files, path, ORIGIN_GIVEN, complaints) || any;
	if (!any) {
		err_set(&err, ERR_MISSING,
		    "%s holds no .lua file, and neither does a cases/, "
		    "standards/, clients/ or tools/ in it",
		    path);
		cannot_read(complaints, &err);
	}
}

/* The user's own, unless ./scenarios is what ships with badmx. */
static void
add_own(struct suite_files *files, struct complaints *complaints)
{
	if (!is_whole_set("scenarios"))
		add_folder(files, "scenarios", ORIGIN_FOLDER, complaints);
	add_folder(files, "clients", ORIGIN_FOLDER, complaints);
}

bool
suite_files_read(struct suite_files *files, const struct suite_options *options,
    struct complaints *complaints, struct err *err)
{
	*files = (struct suite_files){.lenient = options->lenient};
	if (options->scenarios != NULL) {
		if (!is_whole_set(options->scenarios))
			return err_set(err, ERR_MISSING,
			    "\"%s\" does not hold cases/ and standards/",
			    options->scenarios);
		files->folder = xstrdup(options->scenarios);
	} else {
		files->folder = search();
	}
	if (files->folder == NULL)
		return err_set(err, ERR_MISSING,
		    "the scenarios of badmx are not found; "
		    "BADMX_DATA=FOLDER or --scenarios says where they are");
	add_set(files, files->folder, ORIGIN_SHIPPED, complaints);
	add_own(files, complaints);
	for (size_t i = 0; i < options->n_given; i++)
		add_given(files, options->given[i], complaints);
	return true;
}

void
suite_files_clear(struct suite_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		file_clear(&files->list[i]);
	free(files->list);
	free(files->folder);
	free(files->left_out);
	*files = (struct suite_files){0};
}
