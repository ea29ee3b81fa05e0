/* SPDX-License-Identifier: MIT */
#include "harness/run/verdict.h"

#include <stdio.h>
#include <string.h>

#include "harness/plan/plan.h"
#include "harness/run/status.h"

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

bool
verdict_infers(const struct expectation *e, const struct observation *o,
    const struct verdict_facts *facts)
{
	return !o->tells_verified && !facts->client_tells &&
	       verdict_needs_twin(e, o);
}

/* Which deliveries in TLS were to an authenticated host. */
enum verified { VERIFIED_NONE, VERIFIED_LAST, VERIFIED_ALL };

/*
 * The client's word counts; its last one is about its last delivery.  One that
 * never speaks of authentication, of no mail at all, is believed to
 * authenticate unless it handed over the mail to the twin; that is a statement
 * about one host, not about others that took the mail as well.
 */
static enum verified
which_are_verified(const struct expectation *e, const struct observation *o,
    const struct verdict_facts *facts)
{
	if (o->says_verified)
		return o->taken_in_tls < 2 || observation_all_called_verified(o)
			   ? VERIFIED_ALL
			   : VERIFIED_LAST;
	if (!verdict_infers(e, o, facts) ||
	    (facts->twin != TWIN_WITHHELD && facts->twin != TWIN_UNKNOWN))
		return VERIFIED_NONE;
	return o->tls_hosts_differ ? VERIFIED_LAST : VERIFIED_ALL;
}

/*
 * The path that the mail took.  Where one step stands for several deliveries
 * in TLS, some of them not verified, none is.
 */
static void
decide_path(const struct expectation *e, const struct observation *o,
    const struct verdict_facts *facts, struct outcome_path *path)
{
	enum verified which = which_are_verified(e, o, facts);
	size_t steps = 0;

	*path = o->path;
	for (size_t i = 0; i < path->n; i++)
		steps += in_tls(path->steps[i]);
	if (which == VERIFIED_LAST && steps < o->taken_in_tls)
		return;
	for (size_t i = path->n; i-- > 0 && which != VERIFIED_NONE;) {
		if (!in_tls(path->steps[i]))
			continue;
		path->steps[i] = OUTCOME_VERIFIED;
		if (which == VERIFIED_LAST)
			return;
	}
}

/*
 * A client that says of other mails whether it had authenticated the host, but
 * not of this one: silence is never proof.
 */
static bool
is_silent_here(const struct expectation *e, const struct observation *o,
    const struct verdict_facts *facts)
{
	return !o->tells_verified && facts->client_tells &&
	       verdict_needs_twin(e, o) && facts->twin != TWIN_HANDED_OVER;
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

/* RFC 5321 6.1: whoever answers 250 is responsible from there on. */
static void
judge_extras(const struct observation *o, struct judgement *j)
{
	size_t used = strlen(j->why);

	if (o->accepted < 2)
		return;
	snprintf(j->why + used, sizeof(j->why) - used,
	    "%shanded over %u times, although it was accepted at once (RFC "
	    "5321 6.1)",
	    used == 0 ? "" : "; ", o->accepted);
	if (j->verdict == VERDICT_AS_EXPECTED)
		j->verdict = VERDICT_DEVIATION;
}

static void
judge_kept(const struct observation *o, enum outcome last,
    const struct verdict_facts *facts, struct judgement *j)
{
	struct status_told told = {
	    .got = o->status,
	    .expected = facts->status,
	    .server = o->refusal,
	    .kept = last,
	};

	if (!reason_is_right(facts->reasons, o->reason))
		say_wrong_reason(j, o->reason);
	else if (!status_is_right(&told, j->why, sizeof(j->why)))
		j->verdict = VERDICT_DEVIATION;
}

static void
judge_conforming(const struct expectation *e, const struct observation *o,
    const struct verdict_facts *facts, struct judgement *j)
{
	enum outcome last = outcome_path_last(&j->got);
	enum twin twin = facts->twin;

	j->verdict = VERDICT_AS_EXPECTED;
	if (o->shared && expectation_wants_next_mx(e) && j->got.next_mx)
		say(j, VERDICT_NOT_JUDGED,
		    "which of the mails tried the first MX cannot be told");
	else if (last == OUTCOME_VERIFIED && twin == TWIN_HANDED_OVER)
		say(j, VERDICT_LET_IN,
		    "called verified, but the mail to the twin, which has one "
		    "fault more, was handed over as well");
	else if (last == OUTCOME_VERIFIED && twin == TWIN_UNKNOWN)
		say(j, VERDICT_NOT_JUDGED,
		    "the twin that would prove `verified` could not be judged");
	else if (!handed_over(last))
		judge_kept(o, last, facts, j);
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
    const struct verdict_facts *facts, struct judgement *j)
{
	const char *contradiction = observation_contradiction(o);
	enum outcome last, against;

	memset(j, 0, sizeof(*j));
	decide_path(e, o, facts, &j->got);
	last = outcome_path_last(&j->got);
	against = let_in(e, &j->got);
	if (against == OUTCOME_UNVERIFIED && is_silent_here(e, o, facts))
		say(j, VERDICT_NOT_JUDGED,
		    "the client did not say whether it had authenticated the "
		    "host, as it does of other mails");
	else if (against != OUTCOME_NONE)
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
		judge_conforming(e, o, facts, j);
	else if (!final_allowed(e, last))
		judge_withheld(e, last, j);
	else
		judge_path(e, j);
	judge_extras(o, j);
}
