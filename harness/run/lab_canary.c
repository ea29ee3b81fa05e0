/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "harness/run/lab_parts.h"

/* "defer or bounce" */
static void
write_set(unsigned set, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int o = OUTCOME_VERIFIED; o <= OUTCOME_BOUNCE && used < size; o++)
		if ((set & OUTCOME_BIT(o)) != 0)
			used += (size_t)snprintf(buf + used, size - used,
			    "%s%s", used == 0 ? "" : " or ",
			    outcome_word((enum outcome)o));
}

/* Two parties may be at fault, and from here they look the same. */
static void
write_outcome(const struct canary *c, unsigned allowed, enum outcome got,
    char *why, size_t size)
{
	char set[80];

	write_set(allowed, set, sizeof(set));
	snprintf(why, size, "%s instead of %s%s",
	    got == OUTCOME_NONE ? "nothing was seen" : outcome_word(got), set,
	    canary_tells_policy(c)
		? "; either the client file's setting for this policy has no "
		  "such effect, or the client does not keep to it"
		: "");
}

/* Why it proves nothing, or "". */
static void
judge_canary(
    const struct lab *lab, const struct roll_entry *e, char *why, size_t size)
{
	const struct canary *c = e->canary;
	const struct observation *seen = &lab->mails[e->first_mail].seen;
	unsigned allowed = canary_allowed(c, lab->job->group->policy);
	const char *contradiction = observation_contradiction(seen);
	enum outcome got = observation_final(seen);

	why[0] = '\0';
	if (contradiction != NULL)
		snprintf(why, size, "%s", contradiction);
	else if (seen->fault[0] != '\0')
		snprintf(why, size, "%s", seen->fault);
	else if ((OUTCOME_BIT(got) & allowed) == 0)
		write_outcome(c, allowed, got, why, size);
	else if (c->host && !c->closed && seen->sessions == 0)
		snprintf(why, size,
		    "%s, but its mail server was never connected to",
		    outcome_word(got));
}

bool
lab_canaries_right(struct lab *lab, char *why, size_t size)
{
	char what[400];

	for (size_t i = 0; i < ROLL_CANARIES; i++) {
		const struct roll_entry *e = &lab->roll->entries[i];

		if (e->n_mails == 0)
			continue;
		judge_canary(lab, e, what, sizeof(what));
		if (what[0] == '\0')
			continue;
		snprintf(why, size, "the canary \"%s\" came out wrong: %s",
		    e->canary->shows, what);
		return false;
	}
	return true;
}
