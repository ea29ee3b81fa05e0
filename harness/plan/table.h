/* SPDX-License-Identifier: MIT */
/*
 * table.h - one matrix: a row a case, a column a policy.  Pure.
 *
 * Ownership: a table owns everything in it.
 */
#ifndef HARNESS_PLAN_TABLE_H
#define HARNESS_PLAN_TABLE_H

#include <stddef.h>

#include <jansson.h>

#include "harness/plan/case.h"
#include "harness/plan/expectation.h"
#include "sim/base/err.h"

struct row {
	char *case_id;
	char *twin; /* id of the negative twin; NULL: none */
	int line;
	struct expectation *cells; /* one a policy */
};

struct table {
	char *title;
	char *why;	 /* NULL: not said */
	char **policies; /* canonical names; ends with NULL */
	size_t n_policies;
	struct row *rows;
	size_t n_rows;
	char *file;
	int line;
	enum origin origin;
};

MUST_USE struct table *table_parse(const json_t *, struct err *);
void table_free(struct table *);

/* NULL: the table has no such row, or no such column. */
const struct row *table_row(const struct table *, const char *case_id);
const struct expectation *table_cell(
    const struct table *, const char *case_id, const char *policy);

#endif
