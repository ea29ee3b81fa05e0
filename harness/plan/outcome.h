/* SPDX-License-Identifier: MIT */
/*
 * outcome.h - what became of a mail, and the sets of outcomes that a table
 * allows.  Pure.
 */
#ifndef HARNESS_PLAN_OUTCOME_H
#define HARNESS_PLAN_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

enum outcome {
	OUTCOME_NONE,	    /* nothing is known */
	OUTCOME_VERIFIED,   /* handed over in TLS, the host authenticated */
	OUTCOME_UNVERIFIED, /* handed over in TLS */
	OUTCOME_CLEARTEXT,  /* handed over without TLS */
	OUTCOME_DEFER,	    /* stays in the queue (4yz) */
	OUTCOME_BOUNCE,	    /* went back to its sender (5yz) */
};

/* Sets are bits. */
#define OUTCOME_BIT(o) (1U << (o))
#define OUTCOME_WITHHELD \
	(OUTCOME_BIT(OUTCOME_DEFER) | OUTCOME_BIT(OUTCOME_BOUNCE))
#define OUTCOME_HANDED_OVER                                                \
	(OUTCOME_BIT(OUTCOME_VERIFIED) | OUTCOME_BIT(OUTCOME_UNVERIFIED) | \
	    OUTCOME_BIT(OUTCOME_CLEARTEXT))

const char *outcome_word(enum outcome);
bool outcome_of_word(const char *word, enum outcome *);

/* Over several attempts: defer, then handed over, say. */
#define OUTCOME_MAX_STEPS 4

struct outcome_path {
	enum outcome steps[OUTCOME_MAX_STEPS];
	size_t n;
	bool next_mx; /* the last step was not at the first host tried */
};

/* Appends; a repeated outcome is one step, and the last place is reused. */
void outcome_path_add(struct outcome_path *, enum outcome);
enum outcome outcome_path_last(const struct outcome_path *);
/* "defer > cleartext"; returns buf. */
const char *outcome_path_text(
    const struct outcome_path *, char *buf, size_t size);

#endif
