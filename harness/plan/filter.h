/* SPDX-License-Identifier: MIT */
/*
 * filter.h - which cells a user asks for.  Pure.
 *
 *	name-* policy:strict !slow
 *
 * Terms with spaces between them must all hold; of alternatives with commas
 * between them ("name-*,val-*", "policy:none,strict") one must.  Several
 * filters are like one with spaces between them.  "!" turns one alternative
 * around.
 *
 *	GLOB		the id of the case, or one of its tags
 *	GLOB/GLOB	the case, and the policy
 *	case:GLOB cert:GLOB	the id of the case
 *	policy:GLOB	the policy, by any of its names
 *	tag:GLOB reason:GLOB table:GLOB
 *
 * Blanks cannot be escaped: "?" stands for one.
 */
#ifndef HARNESS_PLAN_FILTER_H
#define HARNESS_PLAN_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/plan/case.h"
#include "sim/base/err.h"

struct filter;

/* An error is ERR_USAGE and suggests what may have been meant. */
MUST_USE struct filter *filter_parse(
    const char *const *texts, size_t n, struct err *);
void filter_free(struct filter *);

bool filter_admits(const struct filter *, const struct case_def *,
    const char *policy, const char *table);

#endif
