/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs/cert_text.h"
#include "harness/run/lab_parts.h"
#include "harness/run/lab_wire.h"
#include "sim/base/mem.h"

static bool
entry_settled(const struct lab *lab, const struct roll_entry *e)
{
	for (size_t i = 0; i < e->n_mails; i++)
		if (!lab->mails[e->first_mail + i].seen.settled)
			return false;
	return true;
}

static const struct roll_entry *
entry_of_cell(const struct lab *lab, const struct plan_cell *cell)
{
	for (size_t i = 0; cell != NULL && i < lab->roll->n; i++)
		if (lab->roll->entries[i].cell == cell)
			return &lab->roll->entries[i];
	return NULL;
}

/* A mail that is kept without asking its hosts proves nothing of them. */
static bool
nobody_was_asked(const struct lab *lab, const struct roll_entry *e)
{
	return roll_entry_hosts(e) > 0 &&
	       lab->mails[e->first_mail].seen.sessions == 0;
}

static enum twin
twin_of(const struct lab *lab, const struct roll_entry *e)
{
	const struct roll_entry *twin = entry_of_cell(lab, e->cell->twin);
	const struct observation *seen;

	if (!plan_needs_twin(e->cell->expected))
		return TWIN_NONE;
	if (twin == NULL || twin->n_mails == 0)
		return TWIN_UNKNOWN;
	seen = &lab->mails[twin->first_mail].seen;
	if (seen->accepted > 0)
		return TWIN_HANDED_OVER;
	if (seen->fault[0] != '\0' ||
	    outcome_path_last(&seen->path) == OUTCOME_NONE ||
	    nobody_was_asked(lab, twin))
		return TWIN_UNKNOWN;
	return TWIN_WITHHELD;
}

/* A verified host proves nothing until its twin is settled too. */
static bool
ready_to_judge(const struct lab *lab, const struct roll_entry *e)
{
	const struct roll_entry *twin;

	if (!entry_settled(lab, e))
		return false;
	if (!verdict_needs_twin(
		e->cell->expected, &lab->mails[e->first_mail].seen))
		return true;
	twin = entry_of_cell(lab, e->cell->twin);
	return twin == NULL || entry_settled(lab, twin);
}

static struct verdict_facts
facts_of(const struct lab *lab, const struct roll_entry *e)
{
	return (struct verdict_facts){
	    .twin = twin_of(lab, e),
	    .client_tells = lab->client_tells,
	    .reasons = (const char *const *)e->cell->def->reasons,
	    .status = e->cell->def->status,
	};
}

static void
judge_mail(const struct lab *lab, const struct roll_entry *e,
    const struct lab_mail *m, struct judgement *j)
{
	struct verdict_facts facts = facts_of(lab, e);

	verdict_judge(e->cell->expected, &m->seen, &facts, j);
	if ((j->verdict != VERDICT_AS_EXPECTED &&
		j->verdict != VERDICT_WRONG_REASON &&
		j->verdict != VERDICT_DEVIATION) ||
	    m->seen.accepted > 0 || !nobody_was_asked(lab, e))
		return;
	j->verdict = VERDICT_NOT_JUDGED;
	snprintf(j->why, sizeof(j->why),
	    "the mail was kept, but no host of the case was ever asked");
}

/*
 * What a server with a queue of its own has kept it may still hand over, to
 * the twin as well; and a client that has not spoken of authentication may
 * still do so.  Such results wait for the end of the lab.
 */
static bool
may_change(const struct lab *lab, const struct roll_entry *e)
{
	struct verdict_facts facts = facts_of(lab, e);

	if (lab->phase == LAB_ENDS)
		return false;
	for (size_t i = 0; i < e->n_mails; i++) {
		const struct observation *seen =
		    &lab->mails[e->first_mail + i].seen;

		if (verdict_infers(e->cell->expected, seen, &facts) ||
		    (lab_client_has_queue(lab) &&
			(seen->accepted == 0 ||
			    verdict_needs_twin(e->cell->expected, seen))))
			return true;
	}
	return false;
}

/* Of several mails the first one that is not as expected speaks. */
static const struct lab_mail *
judge(const struct lab *lab, const struct roll_entry *e, struct judgement *j)
{
	const struct lab_mail *first = &lab->mails[e->first_mail];
	struct judgement next;

	judge_mail(lab, e, first, j);
	for (size_t i = 1; i < e->n_mails; i++) {
		const struct lab_mail *m = first + i;

		judge_mail(lab, e, m, &next);
		if (j->verdict == VERDICT_AS_EXPECTED &&
		    next.verdict == VERDICT_AS_EXPECTED &&
		    outcome_path_last(&j->got) !=
			outcome_path_last(&next.got)) {
			j->verdict = VERDICT_WRONG_KIND;
			snprintf(j->why, sizeof(j->why),
			    "mail %zu came out otherwise than the first",
			    i + 1);
		} else if (j->verdict == VERDICT_AS_EXPECTED &&
			   next.verdict != VERDICT_AS_EXPECTED) {
			*j = next;
			first = m;
		}
	}
	return first;
}

static char *
transcript(const struct lab *lab, const struct roll_entry *e)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		out_of_memory();
	for (size_t i = 0; i < e->n_mails; i++) {
		char *part =
		    journal_text(lab->journal, (int)(e->first_mail + i));

		if (e->n_mails > 1 && part[0] != '\0')
			fprintf(f, "mail %zu%s\n", i + 1,
			    i > 0 ? ""
				  : ", and whatever names only a host of the "
				    "case");
		fputs(part, f);
		free(part);
	}
	fclose(f);
	return text;
}

/* The last line of the transcript. */
static void
note_verdict(
    struct lab *lab, const struct roll_entry *e, const struct judgement *j)
{
	char expected[300], got[100];

	if (e->n_mails == 0 || !lab->mails[e->first_mail].due)
		return;
	journal_add(lab->journal, (int)(e->first_mail + e->n_mails - 1),
	    LANE_JUDGE, "%s: expected %s, got %s%s%s", verdict_word(j->verdict),
	    expectation_text(e->cell->expected, expected, sizeof(expected)),
	    j->got.n == 0 ? "nothing seen"
			  : outcome_path_text(&j->got, got, sizeof(got)),
	    j->why[0] == '\0' ? "" : "; ", j->why);
}

static bool
shows_chain(const struct host_def *h)
{
	const json_t *starttls = json_object_get(h->server, "starttls");

	return h->web != NULL || starttls == NULL || json_is_true(starttls);
}

/* What each host of the case shows, in PEM; NULL: nothing to take away. */
static char *
chains(struct lab *lab, const struct roll_entry *e, const struct judgement *j)
{
	const struct case_def *def = lab->defs[e - lab->roll->entries];
	char *text = NULL, *pem;
	const struct cert_chain *chain;
	struct err err;
	size_t size;
	FILE *f;

	if (def == NULL || lab->world == NULL ||
	    j->verdict == VERDICT_AS_EXPECTED || j->verdict == VERDICT_SKIPPED)
		return NULL;
	f = open_memstream(&text, &size);
	if (f == NULL)
		out_of_memory();
	for (size_t i = 0; i < def->n_hosts; i++) {
		chain = shows_chain(&def->hosts[i])
			    ? world_chain(lab->world, e->first_host + i, &err)
			    : NULL;
		if (chain == NULL)
			continue;
		pem = cert_text_pem(chain);
		fprintf(f, "# %s\n%s", def->hosts[i].name, pem);
		free(pem);
	}
	fclose(f);
	return text;
}

static bool
has_stalled(const struct lab *lab, const struct roll_entry *e)
{
	for (size_t i = 0; e != NULL && i < e->n_mails; i++)
		if (lab->mails[e->first_mail + i].seen.stalled)
			return true;
	return false;
}

/* Nobody is to blame: it may be tried once more (run_again.h). */
static bool
is_stalled(const struct lab *lab, const struct roll_entry *e,
    const struct judgement *j)
{
	if (j->verdict != VERDICT_NOT_JUDGED)
		return false;
	for (size_t i = 0; i < ROLL_CANARIES; i++)
		if (has_stalled(lab, &lab->roll->entries[i]))
			return true;
	return has_stalled(lab, e) ||
	       has_stalled(lab, entry_of_cell(lab, e->cell->twin));
}

static void
tell(struct lab *lab, const struct roll_entry *e, const struct judgement *j,
    const struct observation *seen)
{
	char got[100], *text, *pem = chains(lab, e, j);
	json_t *message;

	note_verdict(lab, e, j);
	text = transcript(lab, e);
	message = json_pack("{ss si si sb ss ss ss ss ss ss sf ss ss*}", "say",
	    "cell", "cell", (int)(e->cell - lab->job->group->cells), "verdict",
	    (int)j->verdict, "stalled", is_stalled(lab, e, j), "got",
	    j->got.n == 0 ? "" : outcome_path_text(&j->got, got, sizeof(got)),
	    "outcome",
	    j->got.n == 0 ? "" : outcome_word(outcome_path_last(&j->got)),
	    "host", seen == NULL ? "" : seen->host, "reason",
	    seen == NULL ? "" : seen->reason, "status",
	    seen == NULL ? "" : seen->status, "why", j->why, "seconds",
	    (double)(clock_monotonic_us() - lab->began_us) / 1e6, "transcript",
	    text, "chain", pem);
	free(text);
	free(pem);
	if (message == NULL)
		abort();
	lab_wire_send(lab->wire, message);
	lab->told[e - lab->roll->entries] = true;
}

static void
tell_skipped(struct lab *lab, const struct roll_entry *e)
{
	struct judgement j = {.verdict = VERDICT_SKIPPED};

	snprintf(j.why, sizeof(j.why), "%s", e->skip);
	tell(lab, e, &j, NULL);
}

void
lab_tell_results(struct lab *lab)
{
	struct judgement j;

	for (size_t i = 0; i < lab->roll->n; i++) {
		const struct roll_entry *e = &lab->roll->entries[i];
		const struct lab_mail *m;

		if (e->cell == NULL || lab->told[i])
			continue;
		if (e->skip != NULL) {
			tell_skipped(lab, e);
		} else if (!may_change(lab, e) && ready_to_judge(lab, e)) {
			m = judge(lab, e, &j);
			tell(lab, e, &j, &m->seen);
		}
	}
}

void
lab_tell_rest(struct lab *lab, const char *why)
{
	struct judgement j = {.verdict = VERDICT_NOT_JUDGED};

	snprintf(j.why, sizeof(j.why), "%s", why);
	for (size_t i = 0; lab->roll != NULL && i < lab->roll->n; i++) {
		const struct roll_entry *e = &lab->roll->entries[i];

		if (e->cell != NULL && !lab->told[i] && e->skip == NULL)
			tell(lab, e, &j, NULL);
		else if (e->cell != NULL && !lab->told[i])
			tell_skipped(lab, e);
	}
}
