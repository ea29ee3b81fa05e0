/* SPDX-License-Identifier: MIT */
/*
 * The report that programs read: one JSON document (RFC 8259), described by
 * reports/schema/report.json.  Fields are only ever added.
 *
 * One cell a line, sorted by the plan, so that two reports can be compared
 * with diff(1).
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "reports/report_kind.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define FORMAT_VERSION 1

/* Bytes that are no UTF-8 are made printable: JSON has only characters. */
static json_t *
text(const char *s)
{
	char *printable;
	json_t *value;

	if (s == NULL)
		return json_null();
	value = json_string(s);
	if (value != NULL)
		return value;
	printable = text_printable(s, strlen(s));
	value = json_string(printable);
	free(printable);
	return value;
}

static void
put(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		out_of_memory();
}

static json_t *
texts(const char *const *list)
{
	json_t *array = json_array();

	for (; list != NULL && *list != NULL; list++) {
		if (json_array_append_new(array, text(*list)) != 0)
			out_of_memory();
	}
	return array;
}

static json_t *
clients(const struct report_run *run)
{
	json_t *array = json_array();

	for (size_t i = 0; i < run->n_clients; i++) {
		json_t *client = json_object();

		put(client, "name", text(run->clients[i].name));
		put(client, "about", text(run->clients[i].about));
		put(client, "version", text(run->clients[i].version));
		if (json_array_append_new(array, client) != 0)
			out_of_memory();
	}
	return array;
}

static json_t *
policies(const struct report_run *run)
{
	json_t *array = json_array();

	for (size_t i = 0; i < run->n_policies; i++) {
		if (json_array_append_new(array, text(run->policies[i])) != 0)
			out_of_memory();
	}
	return array;
}

static json_t *
run_as_json(const struct report_run *run)
{
	json_t *o = json_object();

	put(o, "version", text(run->version));
	put(o, "isolation", text(run->isolation));
	put(o, "hosts", json_integer(run->hosts));
	put(o, "domains", json_integer(run->domains));
	put(o, "world_seconds",
	    run->world_seconds < 0 ? json_null()
				   : json_real(run->world_seconds));
	put(o, "clients", clients(run));
	put(o, "tables", texts(run->tables));
	put(o, "policies", policies(run));
	put(o, "cases", json_integer((json_int_t)run->cases));
	put(o, "cells", json_integer((json_int_t)run->cells));
	put(o, "seed", json_integer((json_int_t)run->seed));
	put(o, "t0", json_integer(run->t0));
	put(o, "notes", texts(run->notes));
	return o;
}

static void
put_row(json_t *o, const struct report_row *row)
{
	put(o, "case", text(row->case_id));
	put(o, "backdrop", text(row->backdrop));
	put(o, "client", text(row->client));
	put(o, "group", text(row->group));
	put(o, "clause", text(row->clause));
	put(o, "twin", text(row->twin));
	put(o, "file", text(row->file));
	put(o, "line", json_integer(row->line));
}

static json_t *
cell_as_json(const struct report_run *run, const struct report_cell *cell)
{
	json_t *o = json_object();

	put_row(o, &run->rows[cell->row]);
	put(o, "policy", text(run->policies[cell->policy]));
	put(o, "round", json_integer(cell->round));
	put(o, "result", text(report_result_id(cell->result)));
	put(o, "expected", text(cell->expected));
	put(o, "got", text(cell->got));
	put(o, "host", text(cell->host));
	put(o, "reason_expected", text(cell->reason_expected));
	put(o, "reason_got", text(cell->reason_got));
	put(o, "why", text(cell->why));
	put(o, "known", text(cell->known));
	put(o, "transcript", text(cell->transcript));
	put(o, "repeat", text(cell->repeat));
	put(o, "again", text(cell->again));
	put(o, "seconds", json_real(cell->seconds));
	return o;
}

static json_t *
summary_as_json(const struct report *r, const struct report_summary *summary)
{
	json_t *o = json_object();
	json_t *counts = json_object();

	for (enum report_result i = 0; i < REPORT_RESULTS; i++)
		put(counts, report_result_id(i),
		    json_integer((json_int_t)report_count(r, i)));
	put(o, "results", counts);
	put(o, "seconds", json_real(summary->seconds));
	put(o, "exit", json_integer(summary->exit_code));
	put(o, "exit_words", text(summary->exit_words));
	return o;
}

static void
write_value(FILE *out, json_t *value)
{
	char *line = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(6));

	if (line == NULL)
		out_of_memory();
	fputs(line, out);
	free(line);
	json_decref(value);
}

static void
json_begin(struct report_format *f)
{
	(void)f;
}

static void
json_cell(struct report_format *f, size_t cell)
{
	(void)f;
	(void)cell;
}

static void
json_end(struct report_format *f, const struct report_summary *summary)
{
	const struct report *r = f->report;

	fprintf(f->out, "{\"badmx\":%d,\n\"run\":", FORMAT_VERSION);
	write_value(f->out, run_as_json(r->run));
	fputs(",\n\"cells\":[", f->out);
	for (size_t i = 0; i < r->n_cells; i++) {
		fputs(i == 0 ? "\n" : ",\n", f->out);
		write_value(f->out, cell_as_json(r->run, &r->cells[i]));
	}
	fputs("\n],\n\"summary\":", f->out);
	write_value(f->out, summary_as_json(r, summary));
	fputs("}\n", f->out);
}

const struct report_kind report_json = {
    .name = "json",
    .begin = json_begin,
    .cell = json_cell,
    .end = json_end,
    .free = NULL,
};
