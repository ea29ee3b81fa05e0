/* SPDX-License-Identifier: MIT */
/*
 * story.h - a small run with one cell of every kind, for the report tests.
 */
#ifndef TESTS_UNIT_REPORTS_STORY_H
#define TESTS_UNIT_REPORTS_STORY_H

#include <stdlib.h>
#include <string.h>

#include "reports/report.h"
#include "reports/terminal.h"
#include "sim/base/mem.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct report_word story_words[] = {
    {"verified", "verif", 'V', "handed over, TLS, certificate verified"},
    {"unverified", "unver", 'U', "handed over, TLS, not verified"},
    {"cleartext", "clear", 'C', "handed over without TLS"},
    {"defer", "defer", 'D', "kept in the queue"},
    {"bounce", "bounc", 'B', "sent back"},
    {NULL, NULL, 0, NULL},
};

static const char *const story_policies[] = {"none", "opportunistic", "encrypt",
    "strict", "relaxed-wildcard", "relaxed-expiry", "verify-if-offered"};

static const char *const story_tables[] = {"names.lua", "validity.lua", NULL};

static const char *const story_notes[] = {
    "High ports are used: this machine forbids private networks, and "
    "badmx doctor tells what would allow them.",
    NULL};

static const struct report_client story_client = {
    "builtin", "the small sender inside badmx", NULL};

static const struct report_row story_rows[] = {
    {"Names", "name-exact", NULL, "builtin", "RFC 9525 6.3", "name-other",
	"names.lua", 12, 7},
    {"Names", "name-wildcard-two-levels", NULL, "builtin", "RFC 9525 6.3",
	"name-exact", "names.lua", 13, 7},
    {"Dates", "val-intermediate-expired-alt-path", "ee", "builtin",
	"RFC 5280 6.1", NULL, "validity.lua", 4, 7},
    {"Dates", "val-expired-now", NULL, "builtin", "RFC 5280 4.1.2.5", NULL,
	"validity.lua", 5, 7},
};

static const struct report_run story_run = {
    .version = "0.1.0",
    .isolation = "own network namespace, no root",
    .hosts = 5,
    .domains = 4,
    .world_seconds = 0.04,
    .clients = &story_client,
    .n_clients = 1,
    .tables = story_tables,
    .policies = story_policies,
    .n_policies = N_OF(story_policies),
    .rows = story_rows,
    .n_rows = N_OF(story_rows),
    .words = story_words,
    .notes = story_notes,
    .cases = 4,
    .cells = 28,
    .seed = 71,
    .t0 = 1700000000,
};

static const struct report_next story_next[] = {
    {"badmx run --client postfix", "judge a real mail server"},
    {NULL, NULL},
};

static const struct report_summary story_differs = {
    .seconds = 4.2,
    .exit_code = 1,
    .exit_words = "something differs from the table",
    .next = story_next,
};

static const struct report_cell story_fine = {
    .round = 1,
    .result = REPORT_AS_EXPECTED,
    .expected = "unverified",
    .got = "unverified",
    .outcome = "unverified",
    .seconds = 0.25,
};

/* The cells that are not as expected, by row and policy. */
static const struct report_cell story_odd[] = {
    {.row = 1,
	.policy = 3,
	.round = 1,
	.result = REPORT_LET_IN,
	.expected = "defer or bounce",
	.got = "verified",
	.outcome = "verified",
	.host = "mx.eu.hosted.example",
	.reason_expected = "certificate-host-mismatch",
	.why = "The * took two labels, but it stands for exactly one, so an "
	       "impostor with any certificate under hosted.example gets the "
	       "mail.",
	.transcript = ".badmx/last/builtin/name-wildcard-two-levels/strict/"
		      "transcript.txt",
	.repeat = "badmx run --client builtin --policy strict --filter "
		  "name-wildcard-two-levels --seed 71",
	.seconds = 0.5},
    {.row = 2,
	.policy = 3,
	.round = 1,
	.result = REPORT_LOST,
	.expected = "verified",
	.got = "defer > bounce",
	.outcome = "bounce",
	.reason_got = "certificate-expired",
	.transcript = "t.txt",
	.repeat = "badmx run -p strict"},
    {.row = 0,
	.policy = 1,
	.round = 1,
	.result = REPORT_WRONG_KIND,
	.expected = "bounce",
	.got = "defer",
	.outcome = "defer"},
    {.row = 0,
	.policy = 2,
	.round = 1,
	.result = REPORT_WRONG_REASON,
	.expected = "defer",
	.got = "defer",
	.outcome = "defer",
	.reason_expected = "certificate-expired",
	.reason_got = "validation-failure"},
    {.row = 0,
	.policy = 3,
	.round = 1,
	.result = REPORT_DEVIATION,
	.expected = "defer",
	.got = "defer > cleartext",
	.outcome = "cleartext"},
    {.row = 0,
	.policy = 4,
	.round = 1,
	.result = REPORT_NOT_JUDGED,
	.expected = "defer",
	.why = "The client ended by signal 11 before the mail was settled."},
    {.row = 0,
	.policy = 5,
	.round = 1,
	.result = REPORT_KNOWN,
	.expected = "defer",
	.got = "unverified",
	.outcome = "unverified",
	.known = "known/builtin.known:3",
	.why = "The setting does not look at dates."},
    {.row = 0,
	.policy = 6,
	.round = 1,
	.result = REPORT_GONE,
	.expected = "defer",
	.got = "defer",
	.outcome = "defer",
	.known = "known/builtin.known:9"},
    {.row = 2,
	.policy = 6,
	.round = 1,
	.result = REPORT_SKIPPED,
	.why = "postfix has no policy of this kind"},
};

static inline const struct report_cell *
story_odd_at(size_t row, size_t policy)
{
	for (size_t i = 0; i < N_OF(story_odd); i++) {
		if (story_odd[i].row == row && story_odd[i].policy == policy)
			return &story_odd[i];
	}
	return NULL;
}

static inline void
story_tell_cell(struct report *r, size_t row, size_t policy)
{
	const struct report_cell *odd = story_odd_at(row, policy);
	struct report_cell cell = odd == NULL ? story_fine : *odd;

	cell.row = row;
	cell.policy = policy;
	if (row == 3) {
		cell.result = REPORT_SKIPPED;
		cell.expected = cell.got = cell.outcome = NULL;
		cell.why = "needs a client whose clock is virtual";
	}
	report_cell(r, &cell);
}

/* As labs tell it: policy after policy, the cases in any order. */
static inline void
story_tell(struct report *r)
{
	report_begin(r, &story_run);
	for (size_t policy = 0; policy < N_OF(story_policies); policy++) {
		for (size_t row = N_OF(story_rows); row-- > 0;)
			story_tell_cell(r, row, policy);
	}
}

static inline int64_t
story_clock(void)
{
	static int64_t now;

	return now += 10000;
}

/* What the report writes, in a file that is gone when it is closed. */
static inline char *
story_text_of(FILE *out)
{
	long end = (fflush(out), ftell(out));
	char *text = xcalloc((size_t)end + 1, 1);

	rewind(out);
	if (fread(text, 1, (size_t)end, out) != (size_t)end)
		abort();
	return text;
}

#endif
