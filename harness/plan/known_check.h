/* SPDX-License-Identifier: MIT */
/*
 * known_check.h - do the known differences speak of cells that exist?  Pure.
 *
 * A difference whose case was renamed would never be seen again, and so never
 * be missed.
 */
#ifndef HARNESS_PLAN_KNOWN_CHECK_H
#define HARNESS_PLAN_KNOWN_CHECK_H

#include "harness/plan/known.h"
#include "harness/plan/suite.h"
#include "sim/base/err.h"

/* Errors name file and line, and show the line with a caret. */
MUST_USE bool known_check(
    const struct known *, const struct suite *, struct err *);

/*
 * The differences accepted for a client: those of the file named, else of
 * known/CLIENT.known in the working directory, else of the file that comes with
 * badmx.  *known is NULL if there is none of them.  They have been checked.
 */
MUST_USE bool known_of_client(const struct suite *, const char *client,
    const char *named, struct known **known, struct err *);

#endif
