/* SPDX-License-Identifier: MIT */
#include "harness/run/evidence.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/stat.h>

#include "sim/base/mem.h"

#define RESULTS "results.jsonl"

struct evidence {
	char *folder, *last;
	int lock, results;
	off_t written; /* of the results: whole lines */
};

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static bool
move_aside(struct evidence *e, struct err *err)
{
	char *previous = xasprintf("%s/previous", e->folder);
	bool ok;

	nftw(previous, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	ok = rename(e->last, previous) == 0 || errno == ENOENT;
	if (!ok)
		err_system(err, "%s", e->last);
	free(previous);
	return ok;
}

static bool
take_lock(struct evidence *e, struct err *err)
{
	char *path = xasprintf("%s/lock", e->folder);

	e->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	free(path);
	if (e->lock == -1)
		return err_system(err, "%s", e->folder);
	if (flock(e->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	return err_set(err, ERR_SYSTEM,
	    "another badmx runs in this folder; wait for it, or give this run "
	    "a folder of its own: --evidence DIR");
}

static bool
start(struct evidence *e, struct err *err)
{
	char *path;

	if (mkdir(e->folder, 0777) == -1 && errno != EEXIST)
		return err_system(err, "%s", e->folder);
	if (!take_lock(e, err) || !move_aside(e, err))
		return false;
	if (mkdir(e->last, 0777) == -1)
		return err_system(err, "%s", e->last);
	path = xasprintf("%s/" RESULTS, e->last);
	e->results = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	free(path);
	if (e->results == -1)
		return err_system(err, "%s/" RESULTS, e->last);
	return true;
}

struct evidence *
evidence_open(const char *folder, struct err *err)
{
	struct evidence *e = xcalloc(1, sizeof(*e));

	e->lock = e->results = -1;
	e->folder = xstrdup(folder);
	e->last = xasprintf("%s/last", folder);
	if (start(e, err))
		return e;
	evidence_close(e);
	return NULL;
}

void
evidence_close(struct evidence *e)
{
	if (e == NULL)
		return;
	if (e->results != -1)
		close(e->results);
	if (e->lock != -1)
		close(e->lock);
	free(e->folder);
	free(e->last);
	free(e);
}

const char *
evidence_path(const struct evidence *e)
{
	return e->last;
}

/* Half a line, of a disk that is full, does not stay. */
static bool
add_line(struct evidence *e, const char *line)
{
	size_t len = strlen(line);
	ssize_t n = write(e->results, line, len);

	if (n == (ssize_t)len) {
		e->written += n;
		return true;
	}
	if (n >= 0) {
		if (ftruncate(e->results, e->written) == 0)
			lseek(e->results, e->written, SEEK_SET);
		errno = ENOSPC;
	}
	return false;
}

bool
evidence_result(struct evidence *e, const json_t *result, struct err *err)
{
	char *text = json_dumps(result, JSON_COMPACT), *line;
	bool ok;

	if (text == NULL)
		out_of_memory();
	line = xasprintf("%s\n", text);
	ok = add_line(e, line);
	if (!ok)
		err_system(err, "%s/" RESULTS, e->last);
	free(text);
	free(line);
	return ok;
}

/* Makes the folders above the last slash. */
static bool
make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0777) == -1 && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

bool
evidence_file(
    struct evidence *e, const char *where, const char *text, struct err *err)
{
	char *path = xasprintf("%s/%s", e->last, where);
	FILE *f = make_folders(path) ? fopen(path, "we") : NULL;
	bool ok = f != NULL && fputs(text, f) != EOF;

	if (f != NULL && fclose(f) == EOF)
		ok = false;
	if (!ok)
		err_system(err, "%s", path);
	free(path);
	return ok;
}

json_t *
evidence_last_results(const char *folder, struct err *err)
{
	char *path = xasprintf("%s/last/" RESULTS, folder), *line = NULL;
	FILE *f = fopen(path, "re");
	json_t *results, *result;
	size_t size = 0;
	ssize_t n;

	if (f == NULL) {
		err_set(err, ERR_MISSING, "there is no last run: %s: %s", path,
		    strerror(errno));
		free(path);
		return NULL;
	}
	results = json_array();
	/* The last line of a run that was killed may be half a line. */
	while ((n = getline(&line, &size, f)) > 0)
		if ((result = json_loadb(line, (size_t)n, 0, NULL)) != NULL)
			json_array_append_new(results, result);
	free(line);
	free(path);
	fclose(f);
	return results;
}
