/* SPDX-License-Identifier: MIT */
#include "harness/run/run_known.h"

#include "sim/base/clock.h"

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
	if (known->until != 0 && known->until < clock_wall())
		return result;
	return REPORT_KNOWN;
}
