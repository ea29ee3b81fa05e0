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

#endif
