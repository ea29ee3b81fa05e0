/* SPDX-License-Identifier: MIT */
#include "reports/term_lists.h"

#include <stdlib.h>
#include <string.h>

#include "reports/term_ids.h"
#include "reports/term_text.h"
#include "reports/terminal.h"
#include "sim/base/mem.h"

/*
 * A run that is wrong from top to bottom has hundreds of differences for one
 * cause.  The first ones are told in full, the others by name.
 */
#define TOLD_IN_FULL 20

#define INDENT	      2
#define DETAIL_INDENT 4

/* BY_CASE: a block for each case.  BY_REASON: a block for each sentence. */
enum detail { BY_CASE, BY_REASON, REASON_ONLY };

static const struct {
	enum detail detail;
	const char *meaning;
} lists[] = {
    [REPORT_LET_IN] = {BY_CASE,
	"handed over although it must be withheld or protected"},
    [REPORT_LOST] = {BY_CASE, "withheld although it must be handed over"},
    [REPORT_WRONG_KIND] = {BY_CASE,
	"bounced where it must be kept, or the reverse"},
    [REPORT_WRONG_REASON] = {BY_CASE,
	"withheld as expected, but for another reason"},
    [REPORT_GONE] = {BY_REASON,
	"a known difference is repaired; delete its line"},
    [REPORT_NOT_JUDGED] = {BY_REASON,
	"the lab or the driver failed, not the mail server"},
    [REPORT_DEVIATION] = {BY_CASE, "breaks only a SHOULD; not a failure"},
    [REPORT_KNOWN] = {BY_REASON, "differences that somebody has accepted"},
    [REPORT_SKIPPED] = {REASON_ONLY, NULL},
};

/* Cells of one result that are told together. */
struct block {
	const struct report_format *f;
	const struct report_cell *first;
	bool *in;   /* one a cell */
	bool *told; /* likewise: by this block or an earlier one */
};

static void
print_title(const struct report_format *f, enum report_result result)
{
	size_t n = report_count(f->report, result);
	const char *title = report_result_title(result);
	char *rest = xasprintf("%zu cell%s%s%s", n, n == 1 ? "" : "s",
	    lists[result].meaning == NULL ? "" : ": ",
	    lists[result].meaning == NULL ? "" : lists[result].meaning);

	putc('\n', f->out);
	term_text_title(f, term_text_paint_of(result), title, rest);
	free(rest);
}

static bool
is_empty(const char *text)
{
	return text == NULL || text[strspn(text, " \t\n")] == '\0';
}

static bool
same_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* --- what is told together ----------------------------------------------- */

static bool
belongs(const struct report_cell *a, const struct report_cell *b)
{
	if (a->result != b->result || !same_text(a->why, b->why))
		return false;
	if (lists[a->result].detail != BY_CASE)
		return same_text(a->known, b->known);
	return a->row == b->row && a->round == b->round &&
	       same_text(a->got, b->got) && same_text(a->host, b->host) &&
	       same_text(a->reason_got, b->reason_got);
}

static void
collect(struct block *b, size_t first)
{
	const struct report *r = b->f->report;

	b->first = &r->cells[first];
	for (size_t i = 0; i < r->n_cells; i++) {
		b->in[i] = i >= first && !b->told[i] &&
			   belongs(b->first, &r->cells[i]);
		b->told[i] |= b->in[i];
	}
}

/* "cleartext / unverified": what the table says, each once. */
static char *
expected(const struct block *b)
{
	const struct report *r = b->f->report;
	char *list = xstrdup(""), *longer;
	const char *last = "";

	for (size_t i = 0; i < r->n_cells; i++) {
		if (!b->in[i] || is_empty(r->cells[i].expected) ||
		    strcmp(r->cells[i].expected, last) == 0)
			continue;
		last = r->cells[i].expected;
		longer = xasprintf(
		    "%s%s%s", list, list[0] == '\0' ? "" : " / ", last);
		free(list);
		list = longer;
	}
	return list;
}

/* --- a block for each case ----------------------------------------------- */

static void
print_what(const struct block *b)
{
	const struct report_cell *c = b->first;
	char *ids = term_ids_of_row(b->f->report, b->in, c->row);
	char *wanted = expected(b);
	char *round =
	    c->round > 1 ? xasprintf(" (round %u)", c->round) : xstrdup("");
	char *line = xasprintf("%s%s: expected %s, got %s", ids, round,
	    is_empty(wanted) ? "nothing" : wanted,
	    is_empty(c->got) ? "nothing seen" : c->got);

	term_text_say(b->f, INDENT, line);
	free(line);
	free(round);
	free(wanted);
	free(ids);
}

/* What was expected is told only where that is what differs. */
static void
print_reason(const struct block *b)
{
	const struct report_cell *c = b->first;
	char *line;

	if (c->result != REPORT_WRONG_REASON || is_empty(c->reason_expected)) {
		term_text_field(b->f, DETAIL_INDENT, "Reason", c->reason_got);
		return;
	}
	line = xasprintf("expected %s, got %s", c->reason_expected,
	    is_empty(c->reason_got) ? "none" : c->reason_got);
	term_text_field(b->f, DETAIL_INDENT, "Reason", line);
	free(line);
}

static void
print_where(const struct report_format *f, const struct report_row *row)
{
	char *where;

	if (row->file == NULL)
		return;
	where = xasprintf("%s:%u", row->file, row->line);
	term_text_field(f, DETAIL_INDENT, "Table", where);
	free(where);
}

/* The folder: the transcript is not the only thing in it. */
static void
print_evidence(const struct block *b)
{
	const char *file = b->first->transcript;
	const char *slash = file == NULL ? NULL : strrchr(file, '/');
	bool is_one = slash != NULL && strcmp(slash, "/transcript.txt") == 0;
	char *folder =
	    is_one ? xstrndup(file, (size_t)(slash - file) + 1) : NULL;

	term_text_field(
	    b->f, DETAIL_INDENT, "Look", folder == NULL ? file : folder);
	free(folder);
	term_text_command(b->f, DETAIL_INDENT, "Repeat", b->first->repeat);
}

static void
print_case(const struct block *b)
{
	const struct report_cell *c = b->first;
	const struct report_row *row = &b->f->report->run->rows[c->row];

	print_what(b);
	if (!is_empty(c->why))
		term_text_say(b->f, DETAIL_INDENT, c->why);
	term_text_field(b->f, DETAIL_INDENT, "Host", c->host);
	print_reason(b);
	term_text_field(b->f, DETAIL_INDENT, "Rule", row->clause);
	if (c->result == REPORT_LET_IN)
		term_text_field(b->f, DETAIL_INDENT, "Twin", row->twin);
	print_where(b->f, row);
	print_evidence(b);
}

/* --- a block for each sentence ------------------------------------------- */

/* "got defer", if all of them did. */
static const char *
common_got(const struct block *b)
{
	const struct report *r = b->f->report;

	for (size_t i = 0; i < r->n_cells; i++)
		if (b->in[i] && !same_text(r->cells[i].got, b->first->got))
			return NULL;
	return b->first->got;
}

/* There is always a sentence: what is not judged is somebody's fault. */
static const char *
why_of(const struct report_cell *cell)
{
	if (!is_empty(cell->why))
		return cell->why;
	return cell->result == REPORT_NOT_JUDGED
		   ? "The lab has not said why, which is a fault of badmx."
		   : "no reason given";
}

static void
print_sentence(const struct block *b)
{
	struct term_ids ids = term_ids(
	    b->f->report, b->in, b->first->result == REPORT_NOT_JUDGED);
	const char *why = why_of(b->first);
	const char *got = common_got(b);
	char *line;

	if (ids.whole_only || lists[b->first->result].detail == BY_REASON) {
		line = xasprintf("%s%s%s", ids.text,
		    is_empty(got) ? "" : ": got ", is_empty(got) ? "" : got);
		term_text_say(b->f, INDENT, line);
		free(line);
		term_text_say(b->f, DETAIL_INDENT, why);
	} else {
		term_text_say(b->f, INDENT, why);
		term_text_say(b->f, DETAIL_INDENT, ids.text);
	}
	free(ids.text);
	if (b->first->result == REPORT_KNOWN)
		term_text_field(b->f, DETAIL_INDENT, "Known", b->first->known);
	else if (lists[b->first->result].detail == BY_REASON)
		print_evidence(b);
}

/* --- the lists ----------------------------------------------------------- */

/* What is over is at least named. */
static void
print_rest(struct block *b, enum report_result result)
{
	const struct report *r = b->f->report;
	struct term_ids ids;
	char *line;
	size_t n = 0;

	for (size_t i = 0; i < r->n_cells; i++) {
		b->in[i] = r->cells[i].result == result && !b->told[i];
		n += b->in[i];
	}
	if (n == 0)
		return;
	ids = term_ids(r, b->in, result == REPORT_NOT_JUDGED);
	line =
	    xasprintf("%zu more; --json tells them in full: %s", n, ids.text);
	term_text_say(b->f, INDENT, line);
	free(line);
	free(ids.text);
}

static void
print_list(const struct report_format *f, enum report_result result)
{
	const struct report *r = f->report;
	struct block b = {
	    .f = f,
	    .in = xcalloc(r->n_cells, sizeof(bool)),
	    .told = xcalloc(r->n_cells, sizeof(bool)),
	};
	size_t blocks = 0;

	for (size_t i = 0; i < r->n_cells && blocks < TOLD_IN_FULL; i++) {
		if (r->cells[i].result != result || b.told[i])
			continue;
		blocks++;
		collect(&b, i);
		if (lists[result].detail == BY_CASE)
			print_case(&b);
		else
			print_sentence(&b);
	}
	print_rest(&b, result);
	free(b.in);
	free(b.told);
}

void
term_lists_print(const struct report_format *f)
{
	for (enum report_result i = 0; i < REPORT_AS_EXPECTED; i++) {
		if (report_count(f->report, i) == 0)
			continue;
		print_title(f, i);
		print_list(f, i);
	}
}
