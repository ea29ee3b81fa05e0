/* SPDX-License-Identifier: MIT */
/*
 * sender_decide.h - what to do next, as pure functions of what was seen.
 *
 * One function a question.  Each answer carries the words for the log: the
 * reason (a result type of RFC 8460 4.3, or a word of our own where that has
 * none), the enhanced status code (RFC 3463), the clause and a sentence.
 * All strings are static.
 */
#ifndef HARNESS_SENDER_SENDER_DECIDE_H
#define HARNESS_SENDER_SENDER_DECIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/sender/policy_knobs.h"

enum step {
	STEP_CLEAR,    /* go on without TLS */
	STEP_STARTTLS, /* say STARTTLS */
	STEP_LEAVE,    /* give this host up and take the next one */
};

struct decision {
	enum step step;
	bool clear_at_retry; /* the next attempt at this host: no STARTTLS */
	const char *reason;  /* NULL: no fault */
	const char *status;
	const char *clause;
	const char *text;
};

/* The host's EHLO answer is in. */
struct decision decide_offer(
    const struct policy_knobs *, bool offered, bool clear_now);

/* It offered STARTTLS and now answers with something else than 220. */
struct decision decide_starttls_reply(const struct policy_knobs *, int code);

/* 220 was said, and no TLS came of it. */
struct decision decide_handshake(const struct policy_knobs *, bool timed_out);

/* What an answer of a server means for the mail (RFC 5321 4.2.1). */
enum reply_class {
	REPLY_GOOD,	 /* 2yz, and 3yz after DATA */
	REPLY_TRANSIENT, /* 4yz: next host, then later */
	REPLY_PERMANENT, /* 5yz */
	REPLY_LEAVING,	 /* 421: the host goes away, whatever was asked */
	REPLY_NONSENSE,	 /* not SMTP */
};

enum reply_class decide_reply(int code, bool after_data);

/* How far up a fault lies; the highest one speaks for the attempt. */
enum fault_rank {
	FAULT_REACH,	/* DNS, connection: the host was not really there */
	FAULT_SECURITY, /* the policy forbids this host */
	FAULT_REPLY,	/* the host said no to the mail itself */
};

struct fault_weight {
	enum fault_rank rank;
	bool permanent;
};

/*
 * All hosts have failed.  Returns which fault speaks for them all: a mail is
 * returned only if every host refused for good, so a transient fault comes
 * before a permanent one; then the highest rank; then the host tried first.
 * n must not be 0.
 */
size_t decide_exhausted(const struct fault_weight *, size_t n);

#endif
