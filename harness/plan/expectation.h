/* SPDX-License-Identifier: MIT */
/*
 * expectation.h - one cell of a table: the outcomes that conform.  Pure.
 *
 * A cell is a set of alternatives; the first is the recommended one.  An
 * alternative is the path a mail may take over its attempts.
 */
#ifndef HARNESS_PLAN_EXPECTATION_H
#define HARNESS_PLAN_EXPECTATION_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "harness/plan/outcome.h"
#include "sim/base/err.h"

#define EXPECTATION_MAX_PATHS 8

struct expectation {
	struct outcome_path paths[EXPECTATION_MAX_PATHS];
	size_t n;
	bool skip; /* the table says: do not run this one */
};

/* {"any":[["defer","verified"],["bounce"]]} or {"skip":true}. */
MUST_USE bool expectation_parse(
    const json_t *, struct expectation *, struct err *);

/*
 * "unverified" admits "verified"; a path that says next MX wants it; "defer or
 * bounce" admits one after the other.
 */
bool expectation_admits(
    const struct expectation *, const struct outcome_path *);
/* The outcomes that may come last, as bits. */
unsigned expectation_finals(const struct expectation *);
bool expectation_wants_next_mx(const struct expectation *);
/* "defer or bounce"; returns buf. */
const char *expectation_text(
    const struct expectation *, char *buf, size_t size);

#endif
