/* SPDX-License-Identifier: MIT */
#include "reports/report.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report_kind.h"
#include "sim/base/mem.h"

static const struct report_kind *const kinds[] = {
    &report_term,
    &report_json,
};

static const struct {
	const char *title, *id;
} names[] = {
    [REPORT_LET_IN] = {"LET IN", "let-in"},
    [REPORT_LOST] = {"LOST", "lost"},
    [REPORT_WRONG_KIND] = {"WRONG KIND", "wrong-kind"},
    [REPORT_WRONG_REASON] = {"WRONG REASON", "wrong-reason"},
    [REPORT_GONE] = {"GONE", "gone"},
    [REPORT_NOT_JUDGED] = {"NOT JUDGED", "not-judged"},
    [REPORT_DEVIATION] = {"DEVIATION", "deviation"},
    [REPORT_KNOWN] = {"KNOWN", "known"},
    [REPORT_SKIPPED] = {"SKIPPED", "skipped"},
    [REPORT_AS_EXPECTED] = {"AS EXPECTED", "as-expected"},
};

/* The texts of a cell, so that copying and freeing cannot forget one. */
static const size_t texts[] = {
    offsetof(struct report_cell, expected),
    offsetof(struct report_cell, got),
    offsetof(struct report_cell, outcome),
    offsetof(struct report_cell, host),
    offsetof(struct report_cell, reason_expected),
    offsetof(struct report_cell, reason_got),
    offsetof(struct report_cell, why),
    offsetof(struct report_cell, known),
    offsetof(struct report_cell, transcript),
    offsetof(struct report_cell, repeat),
    offsetof(struct report_cell, again),
};

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static char **
text_of(struct report_cell *cell, size_t i)
{
	return (char **)(void *)((char *)cell + texts[i]);
}

struct report *
report_new(void)
{
	return xcalloc(1, sizeof(struct report));
}

void
report_free(struct report *r)
{
	struct report_format *f;

	if (r == NULL)
		return;
	while ((f = r->formats) != NULL) {
		r->formats = f->next;
		if (f->kind->free != NULL)
			f->kind->free(f);
		free(f);
	}
	for (size_t i = 0; i < r->n_cells; i++) {
		for (size_t t = 0; t < N_TEXTS; t++)
			free(*text_of(&r->cells[i], t));
	}
	free(r->cells);
	free(r);
}

void
report_also(struct report *r, const struct report_kind *kind, FILE *out,
    const struct terminal *look)
{
	struct report_format *f = xcalloc(1, sizeof(*f));
	struct report_format **last = &r->formats;

	f->kind = kind;
	f->report = r;
	f->look = look;
	f->out = out;
	while (*last != NULL)
		last = &(*last)->next;
	*last = f;
}

void
report_begin(struct report *r, const struct report_run *run)
{
	r->run = run;
	for (struct report_format *f = r->formats; f != NULL; f = f->next)
		f->kind->begin(f);
}

static void
keep(struct report *r, const struct report_cell *cell)
{
	struct report_cell *copy;

	if (r->n_cells == r->room) {
		r->room = r->room == 0 ? 64 : 2 * r->room;
		r->cells =
		    xreallocarray(r->cells, r->room, sizeof(r->cells[0]));
	}
	copy = &r->cells[r->n_cells++];
	*copy = *cell;
	for (size_t t = 0; t < N_TEXTS; t++) {
		if (*text_of(copy, t) != NULL)
			*text_of(copy, t) = xstrdup(*text_of(copy, t));
	}
}

void
report_cell(struct report *r, const struct report_cell *cell)
{
	assert(cell->row < r->run->n_rows);
	assert(cell->policy < r->run->n_policies);
	assert(cell->result < REPORT_RESULTS);
	keep(r, cell);
	r->count[cell->result]++;
	for (struct report_format *f = r->formats; f != NULL; f = f->next)
		f->kind->cell(f, r->n_cells - 1);
}

void
report_progress(struct report *r, const char *text)
{
	for (struct report_format *f = r->formats; f != NULL; f = f->next)
		if (f->kind->progress != NULL)
			f->kind->progress(f, text);
}

static int
by_plan(const void *a, const void *b)
{
	const struct report_cell *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->policy != y->policy)
		return x->policy < y->policy ? -1 : 1;
	return (x->round > y->round) - (x->round < y->round);
}

bool
report_end(
    struct report *r, const struct report_summary *summary, struct err *err)
{
	bool fine = true;

	if (r->n_cells > 0)
		qsort(r->cells, r->n_cells, sizeof(r->cells[0]), by_plan);
	for (struct report_format *f = r->formats; f != NULL; f = f->next) {
		f->kind->end(f, summary);
		errno = 0;
		if ((fflush(f->out) != 0 || ferror(f->out)) && fine)
			fine = err_system(err, "the %s report", f->kind->name);
	}
	return fine;
}

size_t
report_count(const struct report *r, enum report_result result)
{
	return r->count[result];
}

const struct report_kind *
report_kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	}
	return NULL;
}

const char *
report_result_title(enum report_result result)
{
	return names[result].title;
}

const char *
report_result_id(enum report_result result)
{
	return names[result].id;
}

char *
report_row_label(const struct report *r, size_t row)
{
	const struct report_row *line = &r->run->rows[row];
	bool backdrop = line->backdrop != NULL && line->backdrop[0] != '\0';
	bool client = r->run->n_clients > 1 && line->client != NULL;

	return xasprintf("%s%s%s%s%s", client ? line->client : "",
	    client ? ": " : "", line->case_id, backdrop ? "@" : "",
	    backdrop ? line->backdrop : "");
}

char *
report_cell_label(const struct report *r, const struct report_cell *cell)
{
	char *row = report_row_label(r, cell->row);
	char *label;

	label = xasprintf("%s/%s", row, r->run->policies[cell->policy]);
	free(row);
	return label;
}
