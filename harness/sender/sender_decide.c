/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_decide.h"

#include <stdlib.h>

static struct decision
go(enum step step, const char *clause, const char *text)
{
	return (struct decision){.step = step, .clause = clause, .text = text};
}

static struct decision
leave(const char *reason, const char *status, const char *clause,
    const char *text)
{
	return (struct decision){.step = STEP_LEAVE,
	    .reason = reason,
	    .status = status,
	    .clause = clause,
	    .text = text};
}

struct decision
decide_offer(const struct policy_knobs *knobs, bool offered, bool clear_now)
{
	switch (knobs->tls) {
	case KNOB_TLS_NEVER:
		return go(STEP_CLEAR, "policy", "this policy never uses TLS");
	case KNOB_TLS_IF_OFFERED:
		if (!offered)
			return go(STEP_CLEAR, "RFC 3207 4",
			    "STARTTLS is not offered, and not required");
		if (clear_now)
			return go(STEP_CLEAR, "RFC 3207 6",
			    "TLS failed with this host at the last attempt");
		return go(STEP_STARTTLS, "RFC 3207 4", "STARTTLS is offered");
	case KNOB_TLS_REQUIRED:
		if (offered)
			return go(
			    STEP_STARTTLS, "RFC 3207 4", "STARTTLS is offered");
		return leave("starttls-not-supported", "4.7.4", "RFC 3207 6",
		    "TLS is required, and STARTTLS is not offered");
	}
	abort();
}

/*
 * A 5yz here is a fault of the host and never of the message (RFC 8461 5,
 * RFC 7672 2.2).  The session is still in its initial state, so who does not
 * need TLS goes on in it.
 */
struct decision
decide_starttls_reply(const struct policy_knobs *knobs, int code)
{
	if (code == 421)
		return leave("starttls-not-supported", "4.4.2", "RFC 5321 3.8",
		    "the host closes instead of starting TLS");
	if (knobs->tls == KNOB_TLS_IF_OFFERED)
		return go(STEP_CLEAR, "RFC 3207 6",
		    "STARTTLS is refused, and not required");
	return leave("starttls-not-supported", "4.7.4", "RFC 3207 6",
	    "TLS is required, and STARTTLS is refused");
}

/*
 * RFC 3207 6 leaves the choice.  Ours: the next host first, and only at the
 * retry, and only if nothing would have been verified anyway, this host in
 * the clear.  A passing trouble then costs half an hour and no secrecy.
 */
struct decision
decide_handshake(const struct policy_knobs *knobs, bool timed_out)
{
	struct decision d =
	    timed_out ? leave("connection-timeout", "4.4.2", "RFC 5321 4.5.3.2",
			    "the host was silent in the handshake")
		      : leave("validation-failure", "4.7.5", "RFC 3207 6",
			    "the TLS handshake failed");

	d.clear_at_retry =
	    knobs->tls == KNOB_TLS_IF_OFFERED &&
	    (!policy_knobs_verify(knobs) || knobs->on_fault == KNOB_UNVERIFIED);
	return d;
}

enum reply_class
decide_reply(int code, bool after_data)
{
	if (code == 421)
		return REPLY_LEAVING;
	if (code >= 200 && code <= 299 && !after_data)
		return REPLY_GOOD;
	if (code == 354 && after_data)
		return REPLY_GOOD;
	if (code >= 400 && code <= 499)
		return REPLY_TRANSIENT;
	if (code >= 500 && code <= 599)
		return REPLY_PERMANENT;
	return REPLY_NONSENSE;
}

static bool
outweighs(struct fault_weight a, struct fault_weight b)
{
	if (a.permanent != b.permanent)
		return !a.permanent;
	return a.rank > b.rank;
}

size_t
decide_exhausted(const struct fault_weight *faults, size_t n)
{
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (outweighs(faults[i], faults[best]))
			best = i;
	return best;
}
