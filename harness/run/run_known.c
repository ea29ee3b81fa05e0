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

enum report_result
run_with_known(const struct known_entry *known,
    const struct expectation *expected, const char *outcome, enum verdict v)
{
	enum report_result result = result_of_verdict(v);
	enum outcome got = OUTCOME_NONE;

	if (known == NULL)
		return result;
	if (result == REPORT_AS_EXPECTED)
		return REPORT_GONE;
	if (!is_a_difference(result) || !outcome_of_word(outcome, &got))
		return result;
	if ((known->to & OUTCOME_BIT(got)) == 0 ||
	    (known->from & expectation_finals(expected)) == 0)
		return result;
	if (known_state(known, clock_wall()) == KNOWN_ENDED)
		return result;
	return REPORT_KNOWN;
}

char *
run_known_why(const struct known_entry *known, enum report_result result,
    const char *path, const char *why)
{
	char day[KNOWN_DAY_SIZE];

	if (known != NULL && result == REPORT_KNOWN)
		return xstrdup(known->why);
	if (known != NULL && result == REPORT_GONE)
		return xasprintf(strchr(known->case_id, '*') == NULL &&
					 strchr(known->policy, '*') == NULL
				     ? "delete line %d of %s"
				     : "line %d of %s takes in too much",
		    known->line, path);
	if (known == NULL || !is_a_difference(result) ||
	    known_state(known, clock_wall()) != KNOWN_ENDED)
		return xstrdup(why);
	return xasprintf("%s%sline %d of %s accepts it no longer, since %s",
	    why, why[0] == '\0' ? "" : "; ", known->line, path,
	    known_counts_from(known, day));
}
