/* SPDX-License-Identifier: MIT */
#include "harness/run/verdict.h"

#include <stdio.h>
#include <string.h>

#include "harness/plan/plan.h"

#define TLS_OUTCOMES \
	(OUTCOME_BIT(OUTCOME_VERIFIED) | OUTCOME_BIT(OUTCOME_UNVERIFIED))

static const char *const words[] = {
    [VERDICT_AS_EXPECTED] = "as expected",
    [VERDICT_LET_IN] = "LET IN",
    [VERDICT_LOST] = "LOST",
    [VERDICT_WRONG_KIND] = "WRONG KIND",
    [VERDICT_WRONG_REASON] = "WRONG REASON",
    [VERDICT_DEVIATION] = "DEVIATION",
    [VERDICT_NOT_JUDGED] = "NOT JUDGED",
    [VERDICT_SKIPPED] = "skipped",
};

const char *
verdict_word(enum verdict v)
{
	return words[v];
}

static bool
handed_over(enum outcome o)
{
	return (OUTCOME_BIT(o) & OUTCOME_HANDED_OVER) != 0;
}

static bool
in_tls(enum outcome o)
{
	return o == OUTCOME_VERIFIED || o == OUTCOME_UNVERIFIED;
}

/* "unverified" admits "verified". */
static bool
final_allowed(const struct expectation *e, enum outcome last)
{
	unsigned finals = expectation_finals(e);

	if (last == OUTCOME_VERIFIED &&
	    (finals & OUTCOME_BIT(OUTCOME_UNVERIFIED)) != 0)
		return true;
	return (finals & OUTCOME_BIT(last)) != 0;
}

bool
verdict_needs_twin(const struct expectation *e, const struct observation *o)
{
	return plan_needs_twin(e) && in_tls(observation_final(o));
}

static void
say(struct judgement *j, enum verdict v, const char *why)
{
	j->verdict = v;
	snprintf(j->why, sizeof(j->why), "%s", why);
}

/*
 * The path that the mail took.  A client that never speaks of authentication
 * is believed to authenticate unless it handed over the mail to the twin.
 */
static void
decide_path(const struct expectation *e, const struct observation *o,
    enum twin twin, struct outcome_path *path)
{
	bool inferred = !o->tells_verified && plan_needs_twin(e) &&
			(twin == TWIN_WITHHELD || twin == TWIN_UNKNOWN);

	*path = o->path;
	if (!o->says_verified && !inferred)
		return;
	for (size_t i = 0; i < path->n; i++)
		if (in_tls(path->steps[i]))
			path->steps[i] = OUTCOME_VERIFIED;
}

/* The final outcome is allowed, the way to it is not. */
static void
judge_path(const struct expectation *e, struct judgement *j)
{
	if (expectation_wants_next_mx(e) && !j->got.next_mx)
		say(j, VERDICT_LOST, "the next MX was not tried");
	else
		say(j, VERDICT_WRONG_KIND,
		    "the right end, but not by the attempts that the table "
		    "allows");
}

static void
judge_handed_over(
    const struct expectation *e, enum outcome last, struct judgement *j)
{
	unsigned finals = expectation_finals(e);

	if ((finals & OUTCOME_HANDED_OVER) == 0)
		say(j, VERDICT_LET_IN,
		    "the mail was handed over, the table says withhold");
	else if (in_tls(last) && (finals & TLS_OUTCOMES) == 0)
		say(j, VERDICT_WRONG_KIND,
		    "TLS was used although the policy is to use none");
	else if (last == OUTCOME_CLEARTEXT)
		say(j, VERDICT_LET_IN,
		    "the mail was handed over in clear text");
	else
		say(j, VERDICT_LET_IN,
		    "the mail was handed over without authentication of the "
		    "host");
}

static void
judge_withheld(
    const struct expectation *e, enum outcome last, struct judgement *j)
{
	if ((expectation_finals(e) & OUTCOME_WITHHELD) == 0)
		say(j, VERDICT_LOST,
		    expectation_wants_next_mx(e)
			? "the mail was withheld, the next MX was not tried"
			: "the mail was withheld, the table says deliver");
	else if (last == OUTCOME_BOUNCE)
		say(j, VERDICT_WRONG_KIND,
		    "the mail was bounced, the table says defer");
	else
		say(j, VERDICT_WRONG_KIND,
		    "the mail was deferred, the table says bounce");
}

static bool
reason_is_right(const char *const *reasons, const char *got)
{
	if (reasons == NULL || reasons[0] == NULL || got[0] == '\0')
		return true;
	for (; *reasons != NULL; reasons++)
		if (strcmp(*reasons, got) == 0)
			return true;
	return false;
}

static void
say_wrong_reason(struct judgement *j, const char *reason)
{
	j->verdict = VERDICT_WRONG_REASON;
	snprintf(j->why, sizeof(j->why),
	    "withheld as expected, but because of \"%s\"", reason);
}

static void
judge_conforming(const struct observation *o, enum outcome last, enum twin twin,
    const char *const *reasons, struct judgement *j)
{
	j->verdict = VERDICT_AS_EXPECTED;
	if (last == OUTCOME_VERIFIED && twin == TWIN_HANDED_OVER)
		say(j, VERDICT_LET_IN,
		    "called verified, but the mail to the twin, which has one "
		    "fault more, was handed over as well");
	else if (last == OUTCOME_VERIFIED && twin == TWIN_UNKNOWN)
		say(j, VERDICT_NOT_JUDGED,
		    "the twin that would prove `verified` could not be judged");
	else if (!handed_over(last) && !reason_is_right(reasons, o->reason))
		say_wrong_reason(j, o->reason);
}

/* The least protected way in which it was handed over against the table. */
static enum outcome
let_in(const struct expectation *e, const struct outcome_path *got)
{
	enum outcome worst = OUTCOME_NONE;

	for (size_t i = 0; i < got->n; i++)
		if (handed_over(got->steps[i]) && got->steps[i] > worst &&
		    !final_allowed(e, got->steps[i]))
			worst = got->steps[i];
	return worst;
}

/* What the world saw comes before what the client says. */
void
verdict_judge(const struct expectation *e, const struct observation *o,
    enum twin twin, const char *const *reasons, struct judgement *j)
{
	const char *contradiction = observation_contradiction(o);
	enum outcome last, against;

	memset(j, 0, sizeof(*j));
	decide_path(e, o, twin, &j->got);
	last = outcome_path_last(&j->got);
	against = let_in(e, &j->got);
	if (against != OUTCOME_NONE)
		judge_handed_over(e, against, j);
	else if (o->fault[0] != '\0')
		say(j, VERDICT_NOT_JUDGED, o->fault);
	else if (contradiction != NULL)
		say(j, o->accepted > 0 ? VERDICT_WRONG_KIND : VERDICT_LOST,
		    contradiction);
	else if (last == OUTCOME_NONE)
		say(j, VERDICT_NOT_JUDGED,
		    "neither handed over, nor bounced, nor seen in the queue");
	else if (expectation_admits(e, &j->got))
		judge_conforming(o, last, twin, reasons, j);
	else if (!final_allowed(e, last))
		judge_withheld(e, last, j);
	else
		judge_path(e, j);
}
