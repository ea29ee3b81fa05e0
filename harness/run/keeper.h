/* SPDX-License-Identifier: MIT */
/*
 * keeper.h - which results leave evidence, and what (evidence.h).
 *
 * A folder that cannot be written, or is full, does not stop a run: that is
 * said once, and nothing more is kept.  But who has asked for a folder by
 * name wants what would be in it: without it no run begins.
 */
#ifndef HARNESS_RUN_KEEPER_H
#define HARNESS_RUN_KEEPER_H

#include <jansson.h>

#include "harness/run/run.h"
#include "reports/report.h"
#include "sim/base/err.h"

struct keeper;

/* NULL only if the folder was asked for and cannot be used. */
MUST_USE struct keeper *keeper_new(const struct run_options *, struct err *);
void keeper_free(struct keeper *);

/* One result: whose it is, and what the lab said of it.  Borrowed. */
struct kept_cell {
	const char *client, *case_id, *policy;
	const json_t *message; /* "cell" of lab_wire.h */
};

/*
 * The transcript, and the certificates beside it.  Returns the path of the
 * transcript, allocated; NULL: it is not kept.  Of a mail that was never sent
 * there is none: then it is that of keeper_lab().
 */
char *keeper_cell(
    struct keeper *, const struct kept_cell *, enum report_result);
/* The result as a line of JSON, always. */
void keeper_result(
    struct keeper *, const struct kept_cell *, const struct report_cell *);
/* What a lab noted that belongs to no case; failed: it is of interest. */
void keeper_lab(struct keeper *, const char *client, const char *policy,
    const char *journal, bool failed);

#endif
