/* SPDX-License-Identifier: MIT */
#include "harness/plan/table.h"

#include <stdlib.h>
#include <string.h>

#include "harness/plan/json_text.h"
#include "sim/base/mem.h"

static bool
parse_row(const json_t *json, size_t columns, struct row *row, struct err *err)
{
	const json_t *cells = json_object_get(json, "cells"), *cell;
	size_t i;

	row->case_id = json_text(json, "case");
	row->twin = json_text(json, "twin");
	row->line = (int)json_integer_value(json_object_get(json, "line"));
	row->cells = xcalloc(columns + 1, sizeof(row->cells[0]));
	if (row->case_id == NULL || json_array_size(cells) != columns)
		return err_input(err,
		    "line %d: a row needs a case and %zu cells", row->line,
		    columns);
	json_array_foreach(cells, i, cell)
	{
		if (!expectation_parse(cell, &row->cells[i], err))
			return err_within(err, "line %d", row->line);
	}
	return true;
}

static bool
parse_rows(const json_t *json, struct table *t, struct err *err)
{
	const json_t *rows = json_object_get(json, "rows"), *row;
	size_t i;

	t->n_rows = json_array_size(rows);
	t->rows = xcalloc(t->n_rows + 1, sizeof(t->rows[0]));
	json_array_foreach(rows, i, row)
	{
		if (!parse_row(row, t->n_policies, &t->rows[i], err))
			return false;
	}
	return true;
}

struct table *
table_parse(const json_t *json, struct err *err)
{
	struct table *t = xcalloc(1, sizeof(*t));

	t->title = json_text(json, "title");
	t->why = json_text(json, "why");
	t->policies = json_texts(json, "policies");
	while (t->policies[t->n_policies] != NULL)
		t->n_policies++;
	t->file = json_text(json, "file");
	t->line = (int)json_integer_value(json_object_get(json, "line"));
	t->origin =
	    (enum origin)json_integer_value(json_object_get(json, "origin"));
	if (t->title == NULL)
		err_input(err, "a table has no title");
	else if (parse_rows(json, t, err))
		return t;
	else
		err_within(err, "table \"%.100s\"", t->title);
	table_free(t);
	return NULL;
}

void
table_free(struct table *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n_rows && t->rows != NULL; i++) {
		free(t->rows[i].case_id);
		free(t->rows[i].twin);
		free(t->rows[i].cells);
	}
	free(t->rows);
	texts_free(t->policies);
	free(t->title), free(t->why), free(t->file);
	free(t);
}

const struct row *
table_row(const struct table *t, const char *case_id)
{
	for (size_t i = 0; i < t->n_rows; i++)
		if (strcmp(t->rows[i].case_id, case_id) == 0)
			return &t->rows[i];
	return NULL;
}

const struct expectation *
table_cell(const struct table *t, const char *case_id, const char *policy)
{
	const struct row *row = table_row(t, case_id);

	for (size_t i = 0; row != NULL && i < t->n_policies; i++)
		if (strcmp(t->policies[i], policy) == 0)
			return &row->cells[i];
	return NULL;
}
