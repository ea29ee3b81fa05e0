/* SPDX-License-Identifier: MIT */
#include "harness/run/roll.h"

#include <stdlib.h>

#include "harness/sender/policy_knobs.h"
#include "sim/base/mem.h"

#define OUTCOME_IN_TLS \
	(OUTCOME_BIT(OUTCOME_VERIFIED) | OUTCOME_BIT(OUTCOME_UNVERIFIED))

const struct canary canaries[ROLL_CANARIES] = {
    {.id = "canary-good",
	.shows = "plain mail, good certificate",
	.host = true,
	.allowed = OUTCOME_HANDED_OVER},
    {.id = "canary-closed",
	.shows = "closed port on the only MX",
	.host = true,
	.closed = true,
	.allowed = OUTCOME_BIT(OUTCOME_DEFER)},
    {.id = "canary-refused",
	.shows = "550 at RCPT",
	.server = "{\"rcpt\": \"550 5.1.1 no such user\"}",
	.host = true,
	.allowed = OUTCOME_BIT(OUTCOME_BOUNCE)},
    {.id = "canary-nowhere",
	.shows = "a domain that does not exist",
	.allowed = OUTCOME_BIT(OUTCOME_BOUNCE)},
    {.id = "canary-untrusted",
	.shows = "a certificate of an unknown authority",
	.certificate = "{\"issuer\": \"P\"}",
	.host = true,
	.allowed = OUTCOME_WITHHELD},
};

/* A good host: in TLS where that is required, never where it is never. */
static unsigned
good_allowed(const struct policy_knobs *knobs)
{
	switch (knobs->tls) {
	case KNOB_TLS_NEVER:
		return OUTCOME_BIT(OUTCOME_CLEARTEXT);
	case KNOB_TLS_IF_OFFERED:
		return OUTCOME_HANDED_OVER;
	case KNOB_TLS_REQUIRED:
		return OUTCOME_IN_TLS;
	}
	abort();
}

/* Of a policy that takes any chain a refusal says nothing. */
static bool
refuses_unknown_roots(const struct policy_knobs *knobs)
{
	return knobs->chain == KNOB_CHAIN_BUNDLE &&
	       knobs->on_fault != KNOB_UNVERIFIED;
}

bool
canary_tells_policy(const struct canary *c)
{
	return c->certificate != NULL || c->allowed == OUTCOME_HANDED_OVER;
}

unsigned
canary_allowed(const struct canary *c, const char *policy)
{
	struct policy_knobs knobs;
	struct err err;
	bool known;

	if (!canary_tells_policy(c))
		return c->allowed;
	known = policy_knobs_parse(policy, &knobs, &err);
	if (c->certificate != NULL)
		return known && refuses_unknown_roots(&knobs) ? c->allowed : 0;
	return known ? good_allowed(&knobs) : c->allowed;
}

const char *
roll_skip_reason(
    const struct plan_cell *cell, const struct client_def *client, bool netns)
{
	const struct case_def *def = cell->def;

	if (cell->expected->skip)
		return "the table says skip";
	if (def->virtual_clock && !client->virtual_clock)
		return "needs a client whose clock can be set";
	if (def->nexthop != NULL && client->nexthop == NULL)
		return "needs a client that can relay to a given next hop";
	for (size_t i = 0; !netns && i < def->n_hosts; i++)
		if (def->hosts[i].family != HOST_IPV4)
			return "needs an IPv6 address of its own, which high "
			       "ports do not give";
	return NULL;
}

size_t
roll_entry_hosts(const struct roll_entry *e)
{
	if (e->canary != NULL)
		return e->canary->host && e->n_mails > 0 ? 1 : 0;
	return e->skip == NULL ? e->cell->def->n_hosts : 0;
}

static void
number(struct roll *roll, struct roll_entry *e, size_t mails)
{
	e->first_mail = roll->n_mails;
	e->n_mails = mails;
	e->first_host = roll->n_hosts;
	roll->n_mails += mails;
	roll->n_hosts += roll_entry_hosts(e);
}

struct roll *
roll_new(
    const struct plan_group *group, const struct client_def *client, bool netns)
{
	struct roll *roll = xcalloc(1, sizeof(*roll));

	roll->entries =
	    xcalloc(ROLL_CANARIES + group->n, sizeof(roll->entries[0]));
	roll->n_hosts = ROLL_SENDER_HOST + 1;
	for (size_t i = 0; i < ROLL_CANARIES; i++) {
		struct roll_entry *e = &roll->entries[roll->n++];

		e->canary = &canaries[i];
		number(roll, e, canary_allowed(e->canary, group->policy) != 0);
	}
	for (size_t i = 0; i < group->n; i++) {
		struct roll_entry *e = &roll->entries[roll->n++];

		e->cell = &group->cells[i];
		e->skip = roll_skip_reason(e->cell, client, netns);
		number(roll, e, e->skip == NULL ? e->cell->def->messages : 0);
	}
	return roll;
}

void
roll_free(struct roll *roll)
{
	if (roll == NULL)
		return;
	free(roll->entries);
	free(roll);
}
