/* SPDX-License-Identifier: MIT */
/*
 * term_ids.h - many cells, named in few words.
 *
 *	every cell			all of them, and there are several
 *	policy strict (102 cases)	all of a policy, but for skipped ones
 *	policy strict (80 cases: a, b, c and 77 more)
 *					many of a policy, if fold is said
 *	name-exact			all cells of a row
 *	name-exact/strict,encrypt	some of them
 */
#ifndef REPORTS_TERM_IDS_H
#define REPORTS_TERM_IDS_H

#include <stdbool.h>

#include "reports/report_kind.h"

struct term_ids {
	char *text;	 /* allocated; free it */
	bool whole_only; /* nothing but whole policies, or every cell */
};

/* in: one a cell of the report, whose cells are sorted. */
struct term_ids term_ids(const struct report *, const bool *in, bool fold);

/* Those of one row, always with their policies; allocated. */
char *term_ids_of_row(const struct report *, const bool *in, size_t row);

#endif
