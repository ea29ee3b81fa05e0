/* SPDX-License-Identifier: MIT */
/*
 * policy.h - the names of the policies.  Pure.
 *
 * A policy is a name from the table below, or such a name with modifiers
 * ("strict+wildcard").  Some have several names: `relaxed` is `opportunistic`,
 * `strict+wildcard` is `relaxed-wildcard`, `strict+expired=30d` is
 * `relaxed-expiry`.  Tables, plans and reports use the canonical one.
 *
 * What a policy means to the built-in sender is in policy_knobs.h.
 */
#ifndef HARNESS_PLAN_POLICY_H
#define HARNESS_PLAN_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"

#define POLICY_NAME_MAX 64

struct policy {
	const char *name;
	const char *also;    /* another name for it, or NULL */
	const char *meaning; /* one line */
	bool later;	     /* its cases are not there yet */
};

extern const struct policy policies[];
extern const size_t n_policies;

/* NULL: no canonical name of the table. */
const struct policy *policy_find(const char *canonical);

/*
 * Writes the canonical name.  The message is one sentence; policy_suggest()
 * says what may have been meant, or NULL.
 */
MUST_USE bool policy_canonical(
    const char *name, char canonical[POLICY_NAME_MAX], struct err *);
const char *policy_suggest(const char *typed);

#endif
