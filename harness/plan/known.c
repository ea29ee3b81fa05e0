/* SPDX-License-Identifier: MIT */
#include "harness/plan/known.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/base/input_file.h"
#include "harness/plan/version.h"
#include "sim/base/text.h"

#define SECONDS_OF_DAY 86400

struct known *
known_load(const char *path, struct err *err)
{
	struct known *known = NULL;
	size_t len;
	char *text = input_file_read(path, &len, err);

	if (text == NULL)
		return NULL;
	if (strlen(text) == len)
		known = known_parse(path, text, err);
	else
		err_input(err, "%s is not a text file", path);
	free(text);
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
