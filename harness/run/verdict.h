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

/* What is known beside the mail itself. */
struct verdict_facts {
	enum twin twin;
	/* The client speaks of authentication, of any mail of the lab. */
	bool client_tells;
	/* The words that are right for a mail that is kept; may be empty. */
	const char *const *reasons;
	const char *status; /* see status.h; NULL: any of its class */
};

/* Whether the verdict has to wait for the twin's observation. */
bool verdict_needs_twin(const struct expectation *, const struct observation *);

void verdict_judge(const struct expectation *, const struct observation *,
    const struct verdict_facts *, struct judgement *);

/*
 * `verified` would have to be inferred, because the client has said nothing
 * of authentication so far.  If it still does, the verdict is another.
 */
bool verdict_infers(const struct expectation *, const struct observation *,
    const struct verdict_facts *);

/* "LET IN"; the word that all reports use. */
const char *verdict_word(enum verdict);

#endif
