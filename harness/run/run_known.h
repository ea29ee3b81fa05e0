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

/*
 * A difference that the list allows is known; one that the list promises and
 * the run does not show is gone.  known: NULL if the list has no word on this
 * cell; outcome: the word, "" if there is none.
 */
enum report_result run_with_known(const struct known_entry *known,
    const struct expectation *, const char *outcome, enum verdict);
/*
 * One sentence on a cell, allocated: why it is accepted, what to do about a
 * difference that is gone, or why itself, with the date if that has ended the
 * acceptance.  path: of the list, as it is shown.
 */
char *run_known_why(const struct known_entry *, enum report_result,
    const char *path, const char *why);

#endif
