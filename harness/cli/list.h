/* SPDX-License-Identifier: MIT */
/*
 * list.h - what the lists of `badmx list` have in common.
 *
 * Each list returns the exit code.
 */
#ifndef HARNESS_CLI_LIST_H
#define HARNESS_CLI_LIST_H

#include <stdbool.h>

#include <jansson.h>

#include "harness/plan/suite_files.h"

struct list_options {
	struct suite_options suite;
	const char *what, *glob; /* glob: NULL is everything */
	bool json, help;
};

bool list_wants(const struct list_options *, const char *name);
/* Says so, and which of the names (they end with NULL) may be meant. */
int list_nothing(const struct list_options *, const char *const *names);
void list_json(json_t *); /* takes it */

int list_policies(const struct list_options *);
int list_reasons(const struct list_options *);
int list_words(const struct list_options *);
int list_fields(const struct list_options *);
int list_placeholders(const struct list_options *);

#endif
