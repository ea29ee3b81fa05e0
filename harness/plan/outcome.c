/* SPDX-License-Identifier: MIT */
#include "harness/plan/outcome.h"

#include <stdio.h>
#include <string.h>

static const char *const words[] = {
    [OUTCOME_NONE] = "nothing",
    [OUTCOME_VERIFIED] = "verified",
    [OUTCOME_UNVERIFIED] = "unverified",
    [OUTCOME_CLEARTEXT] = "cleartext",
    [OUTCOME_DEFER] = "defer",
    [OUTCOME_BOUNCE] = "bounce",
};

const char *
outcome_word(enum outcome o)
{
	return words[o];
}

bool
outcome_of_word(const char *word, enum outcome *o)
{
	for (size_t i = 1; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], word) == 0) {
			*o = (enum outcome)i;
			return true;
		}
	return false;
}

void
outcome_path_add(struct outcome_path *path, enum outcome o)
{
	if (outcome_path_last(path) == o)
		return;
	if (path->n == OUTCOME_MAX_STEPS) {
		path->n--;
		outcome_path_add(path, o); /* perhaps the one before it */
		return;
	}
	path->steps[path->n++] = o;
}

enum outcome
outcome_path_last(const struct outcome_path *path)
{
	return path->n == 0 ? OUTCOME_NONE : path->steps[path->n - 1];
}

const char *
outcome_path_text(const struct outcome_path *path, char *buf, size_t size)
{
	size_t used = 0;

	snprintf(buf, size, "%s", words[OUTCOME_NONE]);
	for (size_t i = 0; i < path->n && used < size; i++) {
		bool skipped = path->next_mx && i == path->n - 1;
		int n = snprintf(buf + used, size - used, "%s%s%s",
		    i == 0 ? "" : " > ", skipped ? "next MX > " : "",
		    words[path->steps[i]]);

		if (n < 0)
			break;
		used += (size_t)n;
	}
	return buf;
}
