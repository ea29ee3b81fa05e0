/* SPDX-License-Identifier: MIT */
/*
 * report_kind.h - for the files that implement a format, and nobody else.
 *
 * A format is a table of functions.  It may write at once (the matrix on a
 * terminal grows row by row) or wait for end(), when the report has sorted
 * its cells by row, policy and round, so that two runs compare line by line
 * whatever finished first.
 */
#ifndef REPORTS_REPORT_KIND_H
#define REPORTS_REPORT_KIND_H

#include "reports/report.h"

/* One format of one report, with its stream. */
struct report_format {
	const struct report_kind *kind;
	const struct report *report; /* borrowed: whose story it is */
	const struct terminal *look; /* borrowed; NULL: not for a terminal */
	FILE *out;		     /* borrowed */
	void *state;		     /* the format's own */
	struct report_format *next;
};

struct report_kind {
	const char *name; /* as in --report json=out.json */
	void (*begin)(struct report_format *);
	void (*cell)(struct report_format *, size_t cell); /* the newest */
	/* what goes on while no cells come; may be NULL */
	void (*progress)(struct report_format *, const char *text);
	void (*end)(struct report_format *, const struct report_summary *);
	void (*free)(struct report_format *); /* of state; may be NULL */
};

struct report {
	const struct report_run *run; /* borrowed */
	struct report_cell *cells;    /* owned, with their texts */
	size_t n_cells, room;
	size_t count[REPORT_RESULTS];
	struct report_format *formats;
};

/* "name-exact", "ta-good@ee"; with the client if the run has several. */
char *report_row_label(const struct report *, size_t row);
/* The same with its policy: "name-exact/strict". */
char *report_cell_label(const struct report *, const struct report_cell *);

#endif
