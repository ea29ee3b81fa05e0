/* SPDX-License-Identifier: MIT */
/*
 * run_again.h - the cells that a lab could not judge as it stood still for
 * too long (a busy machine) are run once more, in a new lab.  Pure.
 *
 * Nothing is told of them until then, and only what the new lab says counts.
 * There is no third time.
 *
 * Ownership.  The whole group is borrowed; its cells are copied.
 */
#ifndef HARNESS_RUN_RUN_AGAIN_H
#define HARNESS_RUN_RUN_AGAIN_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "harness/plan/plan.h"

struct run_again {
	const struct plan_group *whole;
	json_t **held; /* one a cell of it: what the first lab said, or NULL */
	size_t n_held;
	struct plan_group part; /* of the new lab */
	size_t *cells;		/* where each of them stands in the whole */
	bool begun;
};

void run_again_make(struct run_again *, const struct plan_group *);
void run_again_clear(struct run_again *);

/* Where a cell of the lab that runs now stands in the whole; n: nowhere. */
size_t run_again_cell(const struct run_again *, size_t cell);
/* Keeps what is said of a cell of the whole, if its lab stood still. */
bool run_again_hold(struct run_again *, size_t cell, const json_t *message);

/* The group for the new lab, with the twins; NULL: nothing is held. */
const struct plan_group *run_again_begin(struct run_again *);

#endif
