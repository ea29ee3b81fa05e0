/* SPDX-License-Identifier: MIT */
#include "harness/run/run_table.h"

#include <stdlib.h>
#include <string.h>

#include "harness/run/shown_path.h"
#include "sim/base/mem.h"

size_t
run_table_find(
    const struct run_table *t, const char *case_id, const char *client)
{
	for (size_t i = 0; i < t->n_rows; i++)
		if (strcmp(t->rows[i].case_id, case_id) == 0 &&
		    strcmp(t->rows[i].client, client) == 0)
			return i;
	return t->n_rows;
}

static const char *
shown(const struct run_table_options *o, const char *path)
{
	return shown_path(path, o->suite->folder, o->here);
}

static void
add_cell(struct run_table *t, const struct run_table_options *o,
    const struct plan_cell *cell, const char *client)
{
	size_t i = run_table_find(t, cell->def->id, client);

	if (i == t->n_rows) {
		t->rows =
		    xreallocarray(t->rows, t->n_rows + 1, sizeof(t->rows[0]));
		t->rows[t->n_rows++] = (struct report_row){
		    .group = cell->table->title,
		    .case_id = cell->def->id,
		    .client = client,
		    .clause = cell->def->clause,
		    .twin = cell->row->twin,
		    .file = shown(o, cell->table->file),
		    .line = (unsigned)cell->row->line,
		};
	}
	t->rows[i].cells++;
}

static void
collect_rows(struct run_table *t, const struct run_table_options *o)
{
	const struct plan *plan = o->plan;

	for (size_t c = 0; c < o->n_clients; c++)
		for (size_t g = 0; g < plan->n_groups; g++)
			for (size_t i = 0; i < plan->groups[g].n; i++)
				if (!plan->groups[g].cells[i].helper)
					add_cell(t, o,
					    &plan->groups[g].cells[i],
					    o->clients[c]->name);
}

static void
collect_files(struct run_table *t, const struct run_table_options *o)
{
	size_t n = 0;

	t->tables = xcalloc(o->suite->n_tables + 1, sizeof(char *));
	for (size_t i = 0; i < o->suite->n_tables; i++) {
		const char *file = o->suite->tables[i]->file;
		const char *slash = strrchr(file, '/');
		bool used = false;

		for (size_t k = 0; k < t->n_rows && !used; k++)
			used = strcmp(t->rows[k].file, shown(o, file)) == 0;
		if (used)
			t->tables[n++] = slash == NULL ? file : slash + 1;
	}
}

static void
collect_names(struct run_table *t, const struct run_table_options *o)
{
	t->policies = xcalloc(o->plan->n_groups + 1, sizeof(char *));
	for (size_t i = 0; i < o->plan->n_groups; i++)
		t->policies[i] = o->plan->groups[i].policy;
	t->clients = xcalloc(o->n_clients, sizeof(t->clients[0]));
	for (size_t i = 0; i < o->n_clients; i++) {
		t->clients[i].name = o->clients[i]->name;
		t->clients[i].about = o->clients[i]->about;
	}
}

void
run_table_make(struct run_table *t, const struct run_table_options *o)
{
	collect_rows(t, o);
	collect_files(t, o);
	collect_names(t, o);
}

void
run_table_clear(struct run_table *t)
{
	free(t->clients);
	free(t->rows);
	free(t->tables);
	free(t->policies);
}
