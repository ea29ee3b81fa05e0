/* SPDX-License-Identifier: MIT */
#include "harness/cli/list_case.h"

#include <stdlib.h>
#include <string.h>

#include "harness/cli/column.h"
#include "harness/plan/plan.h"
#include "sim/base/mem.h"

#define LEFT 16

static void
pair(FILE *f, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		column_pair(f, 2, LEFT, label, text);
}

static void
pair_list(FILE *f, const char *label, char *const *texts)
{
	for (size_t i = 0; texts[i] != NULL; i++)
		pair(f, i == 0 ? label : "", texts[i]);
}

/* A recipe or persona as it is written, but on one line: { cn = false } */
static void write_value(FILE *f, const json_t *json);

static void
write_object(FILE *f, const json_t *json)
{
	const char *key;
	json_t *value;
	size_t n = 0;

	fputs("{", f);
	/* The macro wants to be able to change what it walks over. */
	json_object_foreach((json_t *)json, key, value)
	{
		fprintf(f, "%s %s = ", n++ == 0 ? "" : ",", key);
		write_value(f, value);
	}
	fputs(" }", f);
}

static void
write_array(FILE *f, const json_t *json)
{
	const json_t *value;
	size_t i;

	fputs("{ ", f);
	json_array_foreach(json, i, value)
	{
		fputs(i == 0 ? "" : ", ", f);
		write_value(f, value);
	}
	fputs(" }", f);
}

static void
write_value(FILE *f, const json_t *json)
{
	if (json_is_object(json))
		write_object(f, json);
	else if (json_is_array(json))
		write_array(f, json);
	else
		json_dumpf(json, f, JSON_ENCODE_ANY);
}

static void
pair_json(FILE *f, const char *label, const json_t *json)
{
	char *text = NULL;
	size_t size;
	FILE *memory;

	if (json_object_size(json) == 0)
		return;
	memory = open_memstream(&text, &size);
	if (memory == NULL)
		out_of_memory();
	write_value(memory, json);
	if (fclose(memory) != 0)
		out_of_memory();
	pair(f, label, text);
	free(text);
}

static void
list_host(FILE *f, const struct host_def *host)
{
	static const char *const families[] = {
	    [HOST_IPV4] = "",
	    [HOST_IPV6] = " (IPv6)",
	    [HOST_BOTH] = " (IPv4 and IPv6)",
	};
	char *line;

	if (host->preference == HOST_NO_MX)
		line = xasprintf("%s%s", host->name, families[host->family]);
	else
		line = xasprintf("MX %d %s%s", host->preference, host->name,
		    families[host->family]);
	pair(f, "host", line);
	free(line);
	pair(f, "  alias of", host->cname);
	pair(f, "  PTR", host->ptr);
	pair_json(f, "  certificate", host->certificate);
	pair_json(f, "  server", host->server);
	pair_json(f, "  web", host->web);
}

static void
list_cell(FILE *f, const char *policy, const struct expectation *e,
    const struct row *row)
{
	char buf[300];

	fprintf(f, "    %-18s ", policy);
	column_wrap(f, 23, expectation_text(e, buf, sizeof(buf)));
	if (!e->skip && plan_needs_twin(e) && row->twin != NULL)
		fprintf(f, "%23stwin: %s\n", "", row->twin);
}

static void
list_expectations(FILE *f, const struct suite *s, const char *id)
{
	for (size_t i = 0; i < s->n_tables; i++) {
		const struct table *t = s->tables[i];
		const struct row *row = table_row(t, id);

		if (row == NULL)
			continue;
		fprintf(f, "\n  Expected, table \"%s\" (%s:%d)\n", t->title,
		    t->file, row->line);
		for (size_t k = 0; k < t->n_policies; k++)
			list_cell(f, t->policies[k], &row->cells[k], row);
	}
}

void
list_case(FILE *f, const struct suite *s, const struct case_def *c)
{
	char *where = xasprintf("%s:%d", c->file, c->line);

	fprintf(f, "%s\n", c->id);
	pair(f, "shows", c->shows);
	pair(f, "clause", c->clause);
	pair_list(f, "reason", c->reasons);
	pair(f, "status", c->status);
	pair_list(f, "tags", c->tags);
	pair(f, "domain", c->domain);
	pair(f, "to", c->to);
	pair(f, "next hop", c->nexthop);
	for (size_t i = 0; i < c->n_hosts; i++)
		list_host(f, &c->hosts[i]);
	pair_list(f, "record", c->records);
	pair(f, "file", where);
	list_expectations(f, s, c->id);
	free(where);
}
