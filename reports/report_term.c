/* SPDX-License-Identifier: MIT */
/*
 * The report that people read: a head, the table as it grows, what differs,
 * and a last line that says the exit code in words.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report_kind.h"
#include "reports/term_ids.h"
#include "reports/term_lists.h"
#include "reports/term_matrix.h"
#include "reports/term_progress.h"
#include "reports/term_text.h"
#include "reports/terminal.h"
#include "sim/base/mem.h"

/* As wide as the names of term_text_field(). */
#define NAME_COLUMNS 10

struct term {
	struct term_matrix *matrix;
	struct term_progress progress;
};

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void
print_world(const struct report_format *f, const struct report_run *run)
{
	const char *how = run->isolation == NULL ? "" : run->isolation;
	char *what =
	    run->hosts == 0
		? xstrdup("not up")
		: xasprintf("%u mail server%s, %u domain%s", run->hosts,
		      plural(run->hosts), run->domains, plural(run->domains));
	char *up = run->world_seconds < 0
		       ? xstrdup(how)
		       : xasprintf("up in %.2f s%s%s", run->world_seconds,
			     how[0] == '\0' ? "" : ", ", how);

	term_text_field(f, 0, "World", what);
	term_text_field(f, 0, "", up);
	free(up);
	free(what);
}

static void
print_client(const struct report_format *f, const struct report_client *client)
{
	bool about = client->about != NULL, version = client->version != NULL;
	char *line = xasprintf("%s%s%s%s%s", client->name, about ? ": " : "",
	    about ? client->about : "", version ? " " : "",
	    version ? client->version : "");

	term_text_field(f, 0, "Client", line);
	free(line);
}

static void
print_tables(const struct report_format *f, const struct report_run *run)
{
	char *files = xstrdup(""), *longer;
	size_t n = run->n_clients;
	bool product = run->cases * run->n_policies * n == run->cells;
	char *clients =
	    n < 2 ? xstrdup("")
		  : xasprintf("%s%zu clients", product ? " x " : ", ", n);
	char *line = xasprintf("%zu case%s%s%zu polic%s%s%s%zu cell%s",
	    run->cases, plural(run->cases), product ? " x " : ", ",
	    run->n_policies, run->n_policies == 1 ? "y" : "ies", clients,
	    product ? " = " : ", ", run->cells, plural(run->cells));

	term_text_field(f, 0, "Table", line);
	for (size_t i = 0; run->tables != NULL && run->tables[i] != NULL; i++) {
		longer = xasprintf(
		    "%s%s%s", files, i == 0 ? "" : ", ", run->tables[i]);
		free(files);
		files = longer;
	}
	term_text_field(f, 0, "", files);
	free(files);
	free(clients);
	free(line);
}

/* What a first lab did not judge; a second one has. */
static void
print_again(const struct report_format *f)
{
	const struct report *r = f->report;
	bool *in = xcalloc(r->n_cells, sizeof(*in));
	const char *why = NULL;
	struct term_ids ids;
	char *line;

	for (size_t i = 0; i < r->n_cells; i++) {
		in[i] = r->cells[i].again != NULL;
		if (in[i])
			why = r->cells[i].again;
	}
	if (why != NULL) {
		ids = term_ids(r, in, true);
		line = xasprintf(
		    "run once more in a new lab, as %s: %s", why, ids.text);
		term_text_field(f, 0, "Again", line);
		free(line);
		free(ids.text);
	}
	free(in);
}

/* To repeat what did not come out as expected. */
static void
print_seed(const struct report_format *f, const struct report_run *run)
{
	char *line = xasprintf("%llu", (unsigned long long)run->seed);

	term_text_field(f, 0, "Seed", line);
	free(line);
}

static void
term_begin(struct report_format *f)
{
	const struct report_run *run = f->report->run;
	struct term *t = xcalloc(1, sizeof(*t));

	assert(f->look != NULL);
	f->state = t;
	print_world(f, run);
	for (size_t i = 0; i < run->n_clients; i++)
		print_client(f, &run->clients[i]);
	print_tables(f, run);
	for (size_t i = 0; run->notes != NULL && run->notes[i] != NULL; i++)
		term_text_field(f, 0, "Note", run->notes[i]);
	fflush(f->out);
	t->matrix = term_matrix_new(f);
	term_progress_begin(&t->progress, f->look, run->cells);
}

static void
term_cell(struct report_format *f, size_t cell)
{
	struct term *t = f->state;

	if (term_matrix_add(t->matrix, cell)) {
		term_progress_clear(&t->progress);
		term_matrix_print_ready(t->matrix);
	}
	term_progress_show(&t->progress, f->report->n_cells);
}

static void
term_say_progress(struct report_format *f, const char *text)
{
	struct term *t = f->state;

	term_progress_say(&t->progress, f->report->n_cells, text);
}

/* "700 cells: 698 as expected, 1 let in, 1 lost." */
static void
print_totals(const struct report_format *f)
{
	const struct report *r = f->report;
	size_t n = r->n_cells;
	char *line = xasprintf("%zu cell%s: %zu as expected", n, plural(n),
	    report_count(r, REPORT_AS_EXPECTED));
	char *longer;

	for (enum report_result i = 0; i < REPORT_AS_EXPECTED; i++) {
		char *words;

		if (report_count(r, i) == 0)
			continue;
		words = xstrdup(report_result_id(i));
		for (char *dash = words; (dash = strchr(dash, '-')) != NULL;)
			*dash = ' ';
		longer =
		    xasprintf("%s, %zu %s", line, report_count(r, i), words);
		free(line);
		free(words);
		line = longer;
	}
	longer = xasprintf("%s.", line);
	putc('\n', f->out);
	term_text_say(f, 0, longer);
	free(longer);
	free(line);
}

static size_t
wider(size_t width, const char *text)
{
	size_t other = text == NULL ? 0 : strlen(text);

	return other > width ? other : width;
}

/* In two columns if every line fits; else what it is for stands below. */
static void
print_next(const struct report_format *f, const struct report_next *next)
{
	const char *name = "Next";
	size_t command = 0, what = 0;

	for (size_t i = 0; next != NULL && next[i].command != NULL; i++) {
		command = wider(command, next[i].command);
		what = wider(what, next[i].what);
	}
	for (; next != NULL && next->command != NULL; next++) {
		if (NAME_COLUMNS + command + 2 + what <= f->look->width)
			fprintf(f->out, "%-*s%-*s  %s\n", NAME_COLUMNS, name,
			    (int)command, next->command,
			    next->what == NULL ? "" : next->what);
		else {
			term_text_command(f, 0, name, next->command);
			term_text_field(f, 0, "", next->what);
		}
		name = "";
	}
}

static void
term_end(struct report_format *f, const struct report_summary *summary)
{
	struct term *t = f->state;
	char *line;

	term_progress_clear(&t->progress);
	term_matrix_end(t->matrix);
	term_lists_print(f);
	print_totals(f);
	print_again(f);
	if (summary->exit_code != 0)
		print_seed(f, f->report->run);
	print_next(f, summary->next);
	line = xasprintf("%.1f s, exit %d: %s", summary->seconds,
	    summary->exit_code, summary->exit_words);
	term_text_say(f, 0, line);
	free(line);
}

static void
term_free(struct report_format *f)
{
	struct term *t = f->state;

	if (t == NULL)
		return;
	term_matrix_free(t->matrix);
	free(t);
}

void
report_say(FILE *out, const struct terminal *look, const char *text)
{
	const struct report_format f = {.look = look, .out = out};

	term_text_say(&f, 0, text);
	putc('\n', out);
	fflush(out);
}

const struct report_kind report_term = {
    .name = "term",
    .begin = term_begin,
    .cell = term_cell,
    .progress = term_say_progress,
    .end = term_end,
    .free = term_free,
};
