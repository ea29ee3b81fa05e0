/* SPDX-License-Identifier: MIT */
/*
 * roll.h - the mails of a lab and the numbers of their hosts.  Pure.
 *
 * Mail numbers, host numbers (and so addresses) follow from the plan alone,
 * so the supervisor knows them before there is a world.
 *
 *	host 0		the MX of the sender's own domain
 *	then		the canaries' hosts, then those of the cases
 *	first mails	the canaries, as far as the policy has a use for them
 *	then		the cases, each with as many mails as it asks for
 */
#ifndef HARNESS_RUN_ROLL_H
#define HARNESS_RUN_ROLL_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/plan/client.h"
#include "harness/plan/plan.h"

#define ROLL_SENDER_HOST 0

/*
 * A case that must come out right before a client may be judged.  Two of them
 * depend on the policy, so that a setting without any effect is noticed: its
 * cells would blame the client for what its client file fails to say.
 */
struct canary {
	const char *id, *shows;
	const char *server;	 /* persona in JSON; NULL: polite */
	const char *certificate; /* recipe in JSON; NULL: base-good */
	bool host, closed;	 /* false: the domain does not exist */
	unsigned allowed;	 /* bits of enum outcome, under any policy */
};

extern const struct canary canaries[];
#define ROLL_CANARIES 5

/*
 * What may become of it under that policy; 0: it proves nothing there, and
 * is not sent.  policy: canonical.
 */
unsigned canary_allowed(const struct canary *, const char *policy);
/* Does what is allowed depend on the policy? */
bool canary_tells_policy(const struct canary *);

/* Why a cell is not run, or NULL.  netns: labs are sealed. */
const char *roll_skip_reason(
    const struct plan_cell *, const struct client_def *, bool netns);

struct roll_entry {
	const struct plan_cell *cell; /* NULL: a canary */
	const struct canary *canary;  /* NULL: a case */
	const char *skip;	      /* why it is not run, or NULL */
	size_t first_mail, n_mails;   /* n_mails 0: skipped */
	size_t first_host;
};

struct roll {
	struct roll_entry *entries;
	size_t n;
	size_t n_mails, n_hosts;
};

struct roll *roll_new(
    const struct plan_group *, const struct client_def *, bool netns);
void roll_free(struct roll *);

size_t roll_entry_hosts(const struct roll_entry *);

#endif
