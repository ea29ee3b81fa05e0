/* SPDX-License-Identifier: MIT */
/*
 * suite_idle.h - what was loaded and yet will not be run.
 *
 * Somebody who writes a case and forgets its row would see every cell of the
 * shipped tables pass, and believe that it was theirs.
 */
#ifndef HARNESS_PLAN_SUITE_IDLE_H
#define HARNESS_PLAN_SUITE_IDLE_H

#include <stdio.h>

#include "harness/plan/suite.h"
#include "sim/base/err.h"

/* A line for each case of the user's own that stands in no table. */
void suite_warn_of_idle_cases(const struct suite *, FILE *);

/*
 * False (ERR_INPUT) if files were given, and none of them holds a table or a
 * client: whatever ran then would not be what was asked for.
 */
MUST_USE bool suite_given_counts(
    const struct suite *, const struct suite_options *, struct err *);

#endif
