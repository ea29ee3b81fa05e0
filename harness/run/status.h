/* SPDX-License-Identifier: MIT */
/*
 * status.h - the enhanced status code of a mail that was kept, held against
 * what it should be.  Pure.
 *
 * Whether a mail is kept is one thing, what the sender is told of it another:
 * a status that says something untrue is a deviation, never a failure.  What
 * is compared, and no more, because the RFCs say no more:
 *
 *	class	4 for a mail that stays in the queue: 5 would say that it is
 *		not worth to be tried again.  A bounce may have either, since
 *		a transient failure may end in abandonment (RFC 3463 2).
 *	the rest	where the case names a code: a code with another
 *		meaning by RFC 3463 3 is untrue.  X.7.0 and X.0.0 ("other or
 *		undefined") say less, which is not untrue; nor is the code
 *		that the mail server itself said (RFC 2034), passed on.
 *
 * The class of the case's code is not looked at: the outcome decides it.  A
 * client that gives no status, or something else than a status, is not held
 * to anything.
 */
#ifndef HARNESS_RUN_STATUS_H
#define HARNESS_RUN_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/plan/outcome.h"

struct status_told {
	const char *got;      /* "" if the client gave none */
	const char *expected; /* of the case, or NULL */
	const char *server;   /* what it said itself, or "" */
	enum outcome kept;    /* defer or bounce */
};

/* False: why not is in why, one sentence. */
bool status_is_right(const struct status_told *, char *why, size_t size);

#define STATUS_SIZE 16 /* "5.777.777" and more */

/* The status of a reply ("502 5.5.1 no"), or ""; returns buf. */
const char *status_of_reply(const char *reply, char buf[STATUS_SIZE]);

#endif
