/* SPDX-License-Identifier: MIT */
/*
 * known.h - differences from the table that a person accepted, with a reason.
 *
 *	# a comment
 *	name-cn-only/strict    withhold -> verified    if client < 3.11
 *	  until 2027-03-01   bugs.example/4711   "why it is accepted"
 *
 *	name-ip/strict    verified -> defer    reason null-mx
 *	  until never   "and why that is"
 *
 * One difference a block: the case, the policy (a star at the end of either
 * stands for the rest), what the table says, what the client does; more than
 * one outcome is joined with "or".  A reason (reason.h) may follow: if the
 * client gives one for keeping the mail, it must be this one.
 *
 * The second line says until when, where to read on (may be left out), and
 * why; that ends with the last quote of the line, so it may quote.  `until
 * never` is allowed, a why always needed.  A difference that is not seen any
 * more is a failure, so that the list never rots.
 *
 * Ownership: the struct owns everything.
 */
#ifndef HARNESS_PLAN_KNOWN_H
#define HARNESS_PLAN_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/plan/outcome.h"
#include "sim/base/err.h"

struct known_entry {
	char *case_id, *policy; /* globs with a star only at the end */
	unsigned from, to;	/* bits of enum outcome */
	const char *reason;	/* of the client; borrowed; NULL: any */
	char *condition;	/* "< 3.11"; NULL: any version */
	int64_t until;	  /* the last second it is accepted; 0: never ends */
	char *link, *why; /* link NULL: none */
	int line;
};

struct known {
	char *path, *text; /* of the file */
	struct known_entry *entries;
	size_t n;
};

/* Errors name file and line, and show the line with a caret. */
MUST_USE struct known *known_parse(
    const char *path, const char *text, struct err *);
MUST_USE struct known *known_load(const char *path, struct err *);
void known_free(struct known *);

/* A date that has passed warns for two weeks, then the difference counts. */
#define KNOWN_GRACE_DAYS 14

enum known_state {
	KNOWN_HOLDS,
	KNOWN_PASSED, /* accepted for the days of grace */
	KNOWN_ENDED,
};

enum known_state known_state(const struct known_entry *, int64_t now);

#define KNOWN_DAY_SIZE 11
/* The first day of KNOWN_ENDED, "2027-03-16"; returns buf. */
const char *known_counts_from(
    const struct known_entry *, char buf[KNOWN_DAY_SIZE]);

/*
 * The first that fits; NULL: nothing is known of that cell, for that version
 * of the client.  policy: canonical; version: NULL if it is not known, which
 * fulfils no condition.
 */
const struct known_entry *known_find(const struct known *, const char *case_id,
    const char *policy, const char *version);
/*
 * The first that asks for the version of the client where that is not known,
 * so that nobody can say whether it fits; NULL: there is none.
 */
const struct known_entry *known_unsure(const struct known *,
    const char *case_id, const char *policy, const char *version);

#endif
