/* SPDX-License-Identifier: MIT */
#include "harness/plan/known.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/plan/version.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define MAX_BYTES      (1 << 20)
#define SECONDS_OF_DAY 86400

static bool
read_all(FILE *f, const char *path, char *text, struct err *err)
{
	size_t n = fread(text, 1, MAX_BYTES + 1, f);

	if (ferror(f))
		return err_system(err, "%s", path);
	if (n > MAX_BYTES)
		return err_input(err, "%s: more than 1 MB", path);
	if (memchr(text, '\0', n) != NULL)
		return err_input(err, "%s is not a text file", path);
	return true;
}

struct known *
known_load(const char *path, struct err *err)
{
	FILE *f = fopen(path, "re");
	struct known *known = NULL;
	char *text;

	if (f == NULL) {
		err_set(err, ERR_MISSING, "%s: %s", path, strerror(errno));
		return NULL;
	}
	text = xcalloc(MAX_BYTES + 2, 1);
	if (read_all(f, path, text, err))
		known = known_parse(path, text, err);
	free(text);
	fclose(f);
	return known;
}

void
known_free(struct known *known)
{
	if (known == NULL)
		return;
	for (size_t i = 0; i < known->n; i++) {
		struct known_entry *e = &known->entries[i];

		free(e->case_id), free(e->policy), free(e->condition);
		free(e->link), free(e->why);
	}
	free(known->entries);
	free(known->path);
	free(known->text);
	free(known);
}

enum known_state
known_state(const struct known_entry *e, int64_t now)
{
	if (e->until == 0 || now <= e->until)
		return KNOWN_HOLDS;
	return now - e->until <= KNOWN_GRACE_DAYS * SECONDS_OF_DAY
		   ? KNOWN_PASSED
		   : KNOWN_ENDED;
}

const char *
known_counts_from(const struct known_entry *e, char buf[KNOWN_DAY_SIZE])
{
	time_t first = (time_t)e->until + 1 + KNOWN_GRACE_DAYS * SECONDS_OF_DAY;
	struct tm tm;

	if (gmtime_r(&first, &tm) == NULL ||
	    strftime(buf, KNOWN_DAY_SIZE, "%Y-%m-%d", &tm) == 0)
		buf[0] = '\0'; /* beyond the year 9999 */
	return buf;
}

const struct known_entry *
known_find(const struct known *known, const char *case_id, const char *policy,
    const char *version)
{
	for (size_t i = 0; i < known->n; i++) {
		const struct known_entry *e = &known->entries[i];

		if (text_glob(e->case_id, case_id) &&
		    text_glob(e->policy, policy) &&
		    (e->condition == NULL ||
			version_holds(e->condition, version)))
			return e;
	}
	return NULL;
}
