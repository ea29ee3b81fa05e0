/* SPDX-License-Identifier: MIT */
/*
 * run_known.h - what a verdict is called in the report, given the list of
 * known differences.
 */
#ifndef HARNESS_RUN_RUN_KNOWN_H
#define HARNESS_RUN_RUN_KNOWN_H

#include "harness/plan/expectation.h"
#include "harness/plan/known.h"
#include "harness/run/verdict.h"
#include "reports/report.h"

/* What a list of known differences has on a cell; all of it borrowed. */
struct run_known {
	const struct known_entry *entry;  /* NULL: nothing */
	const struct known_entry *unsure; /* of known_unsure() */
	const char *path; /* of the list, as it is shown; NULL: no list */
};

/* What the lab says of the cell; texts are never NULL. */
struct run_known_cell {
	const struct expectation *expected;
	enum verdict verdict;
	const char *outcome; /* the word, "" if there is none */
	const char *reason;  /* why the mail was kept; "" if nobody said */
	const char *why;     /* one sentence, or "" */
};

/*
 * A difference that the list allows is known; one that the list promises and
 * the run does not show is gone, also if it is only a deviation now.
 */
enum report_result run_with_known(
    const struct run_known *, const struct run_known_cell *);
/*
 * One sentence on a cell, allocated: why it is accepted, what to do about a
 * difference that is gone, or the lab's own sentence, with the reason for
 * which the list does not accept it, if it speaks of the cell.
 */
char *run_known_why(const struct run_known *, const struct run_known_cell *,
    enum report_result);

#endif
