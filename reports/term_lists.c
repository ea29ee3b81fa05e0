/* SPDX-License-Identifier: MIT */
#include "reports/term_lists.h"

#include <stdlib.h>
#include <string.h>

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

enum detail { IN_FULL, ONE_LINE, BY_REASON };

static const struct {
	enum detail detail;
	const char *meaning;
} lists[] = {
    [REPORT_LET_IN] = {IN_FULL,
	"handed over although it must be withheld or protected"},
    [REPORT_LOST] = {IN_FULL, "withheld although it must be handed over"},
    [REPORT_WRONG_KIND] = {IN_FULL,
	"bounced where it must be kept, or the reverse"},
    [REPORT_WRONG_REASON] = {IN_FULL,
	"withheld as expected, but for another reason"},
    [REPORT_GONE] = {IN_FULL,
	"a known difference is repaired; delete its line"},
    [REPORT_NOT_JUDGED] = {IN_FULL,
	"the lab or the driver failed, not the mail server"},
    [REPORT_DEVIATION] = {IN_FULL, "breaks only a SHOULD; not a failure"},
    [REPORT_KNOWN] = {ONE_LINE, "differences that somebody has accepted"},
    [REPORT_SKIPPED] = {BY_REASON, NULL},
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

static void
print_what(const struct report_format *f, const struct report_cell *cell)
{
	char *label = report_cell_label(f->report, cell);
	char *round = cell->round > 1 ? xasprintf(" (round %u)", cell->round)
				      : xstrdup("");
	char *line = xasprintf("%s%s: expected %s, got %s", label, round,
	    cell->expected == NULL ? "nothing" : cell->expected,
	    cell->got == NULL ? "nothing" : cell->got);

	term_text_say(f, INDENT, line);
	free(line);
	free(round);
	free(label);
}

static void
print_reason(const struct report_format *f, const struct report_cell *cell)
{
	char *line;

	if (cell->reason_expected == NULL && cell->reason_got == NULL)
		return;
	if (cell->reason_expected == NULL)
		line = xstrdup(cell->reason_got);
	else
		line = xasprintf("expected %s, got %s", cell->reason_expected,
		    cell->reason_got == NULL ? "none" : cell->reason_got);
	term_text_field(f, DETAIL_INDENT, "Reason", line);
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

static void
print_in_full(const struct report_format *f, const struct report_cell *cell)
{
	const struct report_row *row = &f->report->run->rows[cell->row];

	print_what(f, cell);
	if (cell->why != NULL)
		term_text_say(f, DETAIL_INDENT, cell->why);
	term_text_field(f, DETAIL_INDENT, "Host", cell->host);
	print_reason(f, cell);
	term_text_field(f, DETAIL_INDENT, "Rule", row->clause);
	term_text_field(f, DETAIL_INDENT, "Twin", row->twin);
	print_where(f, row);
	term_text_field(f, DETAIL_INDENT, "Known", cell->known);
	term_text_field(f, DETAIL_INDENT, "Look", cell->transcript);
	term_text_command(f, DETAIL_INDENT, "Repeat", cell->repeat);
}

static void
print_one_line(const struct report_format *f, const struct report_cell *cell)
{
	print_what(f, cell);
	term_text_field(f, DETAIL_INDENT, "Known", cell->known);
	if (cell->why != NULL)
		term_text_say(f, DETAIL_INDENT, cell->why);
}

static void
print_differences(const struct report_format *f, enum report_result result)
{
	const struct report *r = f->report;
	size_t told = 0, count = report_count(r, result);

	for (size_t i = 0; i < r->n_cells; i++) {
		if (r->cells[i].result != result)
			continue;
		if (lists[result].detail == ONE_LINE)
			print_one_line(f, &r->cells[i]);
		else if (told < TOLD_IN_FULL)
			print_in_full(f, &r->cells[i]);
		else
			print_what(f, &r->cells[i]);
		told++;
	}
	if (lists[result].detail == IN_FULL && count > TOLD_IN_FULL)
		term_text_say(f, INDENT,
		    "Only the first 20 are told in full here; --json has the "
		    "rest.");
}

static bool
same_text(const char *a, const char *b)
{
	return (a == NULL && b == NULL) ||
	       (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
skipped_for(const struct report_cell *cell, const char *why)
{
	return cell->result == REPORT_SKIPPED && same_text(cell->why, why);
}

/* A row whose cells are all skipped for one reason is named without them. */
static bool
whole_row(const struct report *r, size_t first)
{
	const struct report_cell *c = &r->cells[first];
	size_t cells = 0;

	if (first > 0 && r->cells[first - 1].row == c->row)
		return false;
	for (size_t i = first; i < r->n_cells && r->cells[i].row == c->row; i++)
		cells += skipped_for(&r->cells[i], c->why);
	return cells == r->run->rows[c->row].cells;
}

static void
print_skipped_for(const struct report_format *f, size_t first)
{
	const struct report *r = f->report;
	char *list = xstrdup(""), *longer, *label;

	for (size_t i = first; i < r->n_cells; i++) {
		bool whole;

		if (!skipped_for(&r->cells[i], r->cells[first].why))
			continue;
		whole = whole_row(r, i);
		label = whole ? report_row_label(r, r->cells[i].row)
			      : report_cell_label(r, &r->cells[i]);
		longer = xasprintf(
		    "%s%s%s", list, list[0] == '\0' ? "" : ", ", label);
		free(list);
		free(label);
		list = longer;
		if (whole)
			i += r->run->rows[r->cells[i].row].cells - 1;
	}
	term_text_say(f, INDENT,
	    r->cells[first].why == NULL ? "no reason given"
					: r->cells[first].why);
	term_text_say(f, DETAIL_INDENT, list);
	free(list);
}

static bool
told_before(const struct report *r, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (skipped_for(&r->cells[k], r->cells[i].why))
			return true;
	}
	return false;
}

static void
print_skips(const struct report_format *f)
{
	const struct report *r = f->report;

	for (size_t i = 0; i < r->n_cells; i++) {
		if (r->cells[i].result == REPORT_SKIPPED && !told_before(r, i))
			print_skipped_for(f, i);
	}
}

void
term_lists_print(const struct report_format *f)
{
	for (enum report_result i = 0; i < REPORT_AS_EXPECTED; i++) {
		if (report_count(f->report, i) == 0)
			continue;
		print_title(f, i);
		if (lists[i].detail == BY_REASON)
			print_skips(f);
		else
			print_differences(f, i);
	}
}
