/* SPDX-License-Identifier: MIT */
/*
 * verdict.h - what became of a mail, held against what the table allows.
 * Pure.
 */
#ifndef HARNESS_RUN_VERDICT_H
#define HARNESS_RUN_VERDICT_H

#include <stddef.h>

#include "harness/plan/expectation.h"
#include "harness/run/observation.h"

enum verdict {
	VERDICT_AS_EXPECTED,
	VERDICT_LET_IN,	      /* handed over where it must be kept, protected */
	VERDICT_LOST,	      /* kept where it must be handed over */
	VERDICT_WRONG_KIND,   /* bounced for deferred, or the reverse */
	VERDICT_WRONG_REASON, /* kept as expected, for another reason */
	VERDICT_DEVIATION,    /* breaks only a SHOULD */
	VERDICT_NOT_JUDGED,   /* the lab or the driver failed */
	VERDICT_SKIPPED,
};

/*
 * The negative twin: the same world with one fault added.  Verified and
 * unverified look the same on the wire, so a host that may be `verified`
 * proves something only if the client keeps the mail to the twin.
 */
enum twin {
	TWIN_NONE, /* the cell needs none */
	TWIN_WITHHELD,
	TWIN_HANDED_OVER,
	TWIN_UNKNOWN, /* could not be judged */
};

struct judgement {
	enum verdict verdict;
	struct outcome_path got; /* with `verified` decided */
	char why[300];		 /* one sentence; "" if as expected */
};

/* Whether the verdict has to wait for the twin's observation. */
bool verdict_needs_twin(const struct expectation *, const struct observation *);

/* reasons: the words that are right for a mail that is kept; may be empty. */
void verdict_judge(const struct expectation *, const struct observation *,
    enum twin, const char *const *reasons, struct judgement *);

/* "LET IN"; the word that all reports use. */
const char *verdict_word(enum verdict);

#endif
