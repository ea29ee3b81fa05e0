/* SPDX-License-Identifier: MIT */
#include "harness/run/run_again.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

void
run_again_make(struct run_again *again, const struct plan_group *whole)
{
	memset(again, 0, sizeof(*again));
	again->whole = whole;
	again->held = xcalloc(whole->n, sizeof(again->held[0]));
}

void
run_again_clear(struct run_again *again)
{
	for (size_t i = 0; again->held != NULL && i < again->whole->n; i++)
		json_decref(again->held[i]);
	free(again->held);
	free(again->part.cells);
	free(again->cells);
}

size_t
run_again_cell(const struct run_again *again, size_t cell)
{
	size_t n = again->begun ? again->part.n : again->whole->n;

	if (cell >= n)
		return again->whole->n;
	return again->begun ? again->cells[cell] : cell;
}

bool
run_again_hold(struct run_again *again, size_t cell, const json_t *message)
{
	if (again->begun || !json_is_true(json_object_get(message, "stalled")))
		return false;
	again->held[cell] = json_deep_copy(message);
	again->n_held++;
	return true;
}

static bool
is_twin_of_held(const struct run_again *again, const struct plan_cell *cell)
{
	for (size_t i = 0; i < again->whole->n; i++)
		if (again->held[i] != NULL &&
		    again->whole->cells[i].twin == cell)
			return true;
	return false;
}

static void
add(struct run_again *again, size_t cell)
{
	struct plan_cell *copy = &again->part.cells[again->part.n];

	*copy = again->whole->cells[cell];
	copy->helper = copy->helper || again->held[cell] == NULL;
	again->cells[again->part.n++] = cell;
}

/* A twin that has no place in the part proves nothing there. */
static void
find_twins(struct run_again *again)
{
	for (size_t i = 0; i < again->part.n; i++) {
		struct plan_cell *cell = &again->part.cells[i];
		const struct plan_cell *twin = cell->twin;

		cell->twin = NULL;
		for (size_t k = 0; twin != NULL && k < again->part.n; k++)
			if (twin == &again->whole->cells[again->cells[k]])
				cell->twin = &again->part.cells[k];
	}
}

const struct plan_group *
run_again_begin(struct run_again *again)
{
	const struct plan_group *whole = again->whole;

	if (again->begun || again->n_held == 0)
		return NULL;
	again->begun = true;
	memcpy(again->part.policy, whole->policy, sizeof(whole->policy));
	again->part.cells = xcalloc(whole->n, sizeof(again->part.cells[0]));
	again->cells = xcalloc(whole->n, sizeof(again->cells[0]));
	for (size_t i = 0; i < whole->n; i++)
		if (again->held[i] != NULL ||
		    is_twin_of_held(again, &whole->cells[i]))
			add(again, i);
	find_twins(again);
	return &again->part;
}
