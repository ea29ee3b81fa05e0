/* SPDX-License-Identifier: MIT */
/*
 * plan.h - which cells are run, policy by policy.  Pure.
 *
 * A cell is one case under one policy.  A cell that may be `verified` proves
 * something only together with its twin, which must be withheld; a twin that
 * was not asked for joins the plan as a helper.
 *
 * Ownership: the plan borrows everything from the suite.
 */
#ifndef HARNESS_PLAN_PLAN_H
#define HARNESS_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/plan/policy.h"
#include "harness/plan/suite.h"
#include "sim/base/err.h"

struct plan_cell {
	const struct case_def *def;
	const struct table *table;
	const struct row *row;
	const struct expectation *expected;
	const struct plan_cell *twin; /* of the same group; NULL: none */
	bool helper;		      /* only here as somebody's twin */
};

struct plan_group {
	char policy[POLICY_NAME_MAX];
	struct plan_cell *cells; /* in the order of the tables */
	size_t n;
};

struct plan {
	struct plan_group *groups; /* in the order of the columns */
	size_t n_groups;
	size_t n_cells, n_helpers; /* n_cells: without the helpers */
};

struct plan_options {
	const char *const *policies; /* any of their names; NULL: all */
	size_t n_policies;
	const char *const *filters; /* see filter.h; NULL: no filter */
	size_t n_filters;
};

/*
 * Errors are ERR_USAGE.  A plan without cells is none: whoever asked for it
 * says so (exit code 4).  Cells that the table skips are in the plan.
 */
MUST_USE struct plan *plan_new(
    const struct suite *, const struct plan_options *, struct err *);
void plan_free(struct plan *);

/* Does the cell ask for `verified`, so that a twin must prove it? */
bool plan_needs_twin(const struct expectation *);

#endif
