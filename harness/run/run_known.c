/* SPDX-License-Identifier: MIT */
#include "harness/run/run_known.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

static enum report_result
result_of_verdict(enum verdict v)
{
	switch (v) {
	case VERDICT_AS_EXPECTED:
		return REPORT_AS_EXPECTED;
	case VERDICT_LET_IN:
		return REPORT_LET_IN;
	case VERDICT_LOST:
		return REPORT_LOST;
	case VERDICT_WRONG_KIND:
		return REPORT_WRONG_KIND;
	case VERDICT_WRONG_REASON:
		return REPORT_WRONG_REASON;
	case VERDICT_DEVIATION:
		return REPORT_DEVIATION;
	case VERDICT_NOT_JUDGED:
		return REPORT_NOT_JUDGED;
	case VERDICT_SKIPPED:
		return REPORT_SKIPPED;
	}
	return REPORT_NOT_JUDGED;
}

static bool
is_a_difference(enum report_result r)
{
	return r == REPORT_LET_IN || r == REPORT_LOST ||
	       r == REPORT_WRONG_KIND || r == REPORT_WRONG_REASON ||
	       r == REPORT_DEVIATION;
}

/* The client does what the list says. */
static bool
outcome_fits(const struct known_entry *known, const struct run_known_cell *cell)
{
	enum outcome got = OUTCOME_NONE;

	return outcome_of_word(cell->outcome, &got) &&
	       (known->to & OUTCOME_BIT(got)) != 0 &&
	       (known->from & expectation_finals(cell->expected)) != 0;
}

static bool
reason_fits(const struct known_entry *known, const struct run_known_cell *cell)
{
	return known->reason == NULL || cell->reason[0] == '\0' ||
	       strcmp(known->reason, cell->reason) == 0;
}

enum report_result
run_with_known(const struct run_known *known, const struct run_known_cell *cell)
{
	enum report_result result = result_of_verdict(cell->verdict);

	if (known->entry == NULL)
		return result;
	if (result == REPORT_AS_EXPECTED)
		return REPORT_GONE;
	if (!is_a_difference(result))
		return result;
	if (!outcome_fits(known->entry, cell))
		return result == REPORT_DEVIATION ? REPORT_GONE : result;
	if (!reason_fits(known->entry, cell) ||
	    known_state(known->entry, clock_wall()) == KNOWN_ENDED)
		return result;
	return REPORT_KNOWN;
}

static char *
why_gone(const struct run_known *known)
{
	const struct known_entry *e = known->entry;
	bool one =
	    strchr(e->case_id, '*') == NULL && strchr(e->policy, '*') == NULL;

	return xasprintf(
	    one ? "delete line %d of %s" : "line %d of %s takes in too much",
	    e->line, known->path);
}

/* Why the list, which speaks of the cell, does not accept it; or "". */
static char *
why_not_accepted(
    const struct run_known *known, const struct run_known_cell *cell)
{
	const struct known_entry *e = known->entry;
	char day[KNOWN_DAY_SIZE];

	if (e != NULL && outcome_fits(e, cell) && !reason_fits(e, cell))
		return xasprintf("line %d of %s accepts it because of \"%s\", "
				 "not of \"%s\"",
		    e->line, known->path, e->reason, cell->reason);
	if (e != NULL && known_state(e, clock_wall()) == KNOWN_ENDED)
		return xasprintf("line %d of %s accepts it no longer, since %s",
		    e->line, known->path, known_counts_from(e, day));
	if (e == NULL && known->unsure != NULL)
		return xasprintf("line %d of %s may accept it, if client %s, "
				 "but the version of the client is not known",
		    known->unsure->line, known->path, known->unsure->condition);
	return xstrdup("");
}

char *
run_known_why(const struct run_known *known, const struct run_known_cell *cell,
    enum report_result result)
{
	char *more, *all;

	if (known->entry != NULL && result == REPORT_KNOWN)
		return xstrdup(known->entry->why);
	if (known->entry != NULL && result == REPORT_GONE)
		return why_gone(known);
	if (!is_a_difference(result))
		return xstrdup(cell->why);
	more = why_not_accepted(known, cell);
	all = xasprintf("%s%s%s", cell->why,
	    cell->why[0] == '\0' || more[0] == '\0' ? "" : "; ", more);
	free(more);
	return all;
}
