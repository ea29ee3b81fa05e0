/* SPDX-License-Identifier: MIT */
/*
 * cmd_list.c - what there is: cases, policies, clients, reasons, words.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "harness/cli/cli_option.h"
#include "harness/cli/cli_suite.h"
#include "harness/cli/column.h"
#include "harness/cli/list.h"
#include "harness/cli/list_case.h"
#include "harness/plan/name_suggest.h"
#include "harness/plan/suite.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define WIDEST_NAME 36

static const char usage[] =
    "Lists what there is.\n"
    "\n"
    "badmx list cases [NAME|GLOB]         a name alone: one case in full\n"
    "badmx list certificates [NAME|GLOB]  the cases that are about one\n"
    "badmx list policies|clients|reasons [NAME|GLOB]\n"
    "badmx list words|placeholders        what scenario files are made of\n"
    "badmx list fields [case|certificate|server|client...]\n"
    "\n"
    "  --json            for programs\n"
    "  --scenarios DIR   instead of the scenarios that come with badmx\n"
    "\n"
    "Exit: 0 done, 4 there is no such name, 65 a scenario is wrong\n";

struct list {
	const char *name, *about;
	int (*show)(const struct list_options *);
};

/* Is the case about a certificate that differs from base-good? */
static bool
is_about_certificate(const struct case_def *c)
{
	for (size_t i = 0; i < c->n_hosts; i++)
		if (json_object_size(c->hosts[i].certificate) > 0)
			return true;
	return false;
}

static bool
is_listed(const struct list_options *o, const struct case_def *c)
{
	return list_wants(o, c->id) && (strcmp(o->what, "certificates") != 0 ||
					   is_about_certificate(c));
}

/* The rows of one table that are about listed cases. */
static json_t *
listed_rows(
    const struct list_options *o, const struct suite *s, const json_t *table)
{
	json_t *copy = json_copy((json_t *)table);
	json_t *rows = json_array(), *row;
	size_t i;

	json_array_foreach(json_object_get(table, "rows"), i, row)
	{
		const char *id =
		    json_string_value(json_object_get(row, "case"));
		const struct case_def *c = suite_case(s, id);

		if (c != NULL && is_listed(o, c))
			json_array_append(rows, row);
	}
	json_object_set_new(copy, "rows", rows);
	return copy;
}

static void
print_suite_json(const struct list_options *o, const struct suite *s)
{
	json_t *cases = json_array(), *tables = json_array(), *table;
	size_t i;

	for (i = 0; i < s->n_cases; i++)
		if (is_listed(o, s->cases[i]))
			json_array_append(cases, s->cases[i]->json);
	json_array_foreach(json_object_get(s->json, "tables"), i, table)
	{
		table = listed_rows(o, s, table);
		if (json_array_size(json_object_get(table, "rows")) > 0)
			json_array_append(tables, table);
		json_decref(table);
	}
	list_json(json_pack("{s:o, s:o}", "cases", cases, "tables", tables));
}

static size_t
name_column(const struct list_options *o, const struct suite *s)
{
	size_t widest = 0;

	for (size_t i = 0; i < s->n_cases; i++) {
		size_t width = strlen(s->cases[i]->id);

		if (is_listed(o, s->cases[i]) && width > widest)
			widest = width;
	}
	return (widest > WIDEST_NAME ? WIDEST_NAME : widest) + 2;
}

static void
print_cases(const struct list_options *o, const struct suite *s)
{
	const struct case_def *one =
	    o->glob != NULL ? suite_case(s, o->glob) : NULL;
	size_t left = name_column(o, s);

	if (one != NULL) {
		list_case(stdout, s, one);
		return;
	}
	for (size_t i = 0; i < s->n_cases; i++)
		if (is_listed(o, s->cases[i]))
			column_pair(stdout, 0, left, s->cases[i]->id,
			    s->cases[i]->shows);
}

static bool
any_case(const struct list_options *o, const struct suite *s)
{
	for (size_t i = 0; i < s->n_cases; i++)
		if (is_listed(o, s->cases[i]))
			return true;
	return false;
}

static int
no_such_case(const struct list_options *o, const struct suite *s)
{
	const char **names = xcalloc(s->n_cases + 1, sizeof(*names));
	char *meant;
	int code;

	for (size_t i = 0; i < s->n_cases; i++)
		names[i] = s->cases[i]->id;
	meant = name_suggest(o->glob, names);
	code = meant == NULL ? list_nothing(o, names) : EXIT_NOTHING_RAN;
	free(names);
	if (meant == NULL)
		return code;
	fprintf(stderr, "badmx: %s \"%s\", did you mean \"%s\"?\n",
	    strpbrk(o->glob, "*?") == NULL ? "there is no case"
					   : "no case matches",
	    o->glob, meant);
	free(meant);
	return EXIT_NOTHING_RAN;
}

static int
show_cases(const struct list_options *o)
{
	int code;
	struct suite *s = cli_suite(&o->suite, &code);

	if (s == NULL)
		return code;
	if (!any_case(o, s))
		code = no_such_case(o, s);
	else if (o->json)
		print_suite_json(o, s);
	else
		print_cases(o, s);
	suite_free(s);
	return code;
}

static int
no_clients(const struct list_options *o, const struct suite *s)
{
	const char **names = xcalloc(s->n_clients + 1, sizeof(names[0]));
	int code;

	for (size_t i = 0; i < s->n_clients; i++)
		names[i] = s->clients[i]->name;
	code = list_nothing(o, names);
	free(names);
	return code;
}

static int
show_clients(const struct list_options *o)
{
	int code;
	struct suite *s = cli_suite(&o->suite, &code);
	json_t *array = json_array();
	size_t n = 0;

	for (size_t i = 0; s != NULL && i < s->n_clients; i++) {
		const struct client_def *c = s->clients[i];

		if (!list_wants(o, c->name) || suite_client(s, c->name) != c)
			continue;
		n++;
		if (o->json)
			json_array_append(
			    array, json_array_get(
				       json_object_get(s->json, "clients"), i));
		else
			column_pair(stdout, 0, 20, c->name,
			    c->about != NULL ? c->about : "");
	}
	if (s != NULL && n == 0)
		code = no_clients(o, s);
	else if (s != NULL && o->json)
		list_json(json_pack("{s:O}", "clients", array));
	json_decref(array);
	suite_free(s);
	return code;
}

static const struct list lists[] = {
    {"cases", "what is crafted, and why", show_cases},
    {"certificates", "the cases that are about a certificate", show_cases},
    {"clients", "mail servers that badmx knows how to test", show_clients},
    {"policies", "what a sender can be told", list_policies},
    {"reasons", "why a mail is withheld", list_reasons},
    {"words", "what scenario and client files are made of", list_words},
    {"fields", "of a case, certificate, server, client ...", list_fields},
    {"placeholders", "{...} and ${...} in texts", list_placeholders},
};
#define N_LISTS (sizeof(lists) / sizeof(lists[0]))

static int
overview(void)
{
	for (size_t i = 0; i < N_LISTS; i++)
		column_pair(stdout, 0, 16, lists[i].name, lists[i].about);
	puts("More: badmx help list");
	return EXIT_AS_EXPECTED;
}

static int
unknown(const char *what)
{
	const char *names[N_LISTS + 1] = {NULL}, *nearest;

	for (size_t i = 0; i < N_LISTS; i++)
		names[i] = lists[i].name;
	nearest = text_nearest(what, names);
	fprintf(stderr, "badmx: there is no list of \"%s\"%s%s%s\n", what,
	    nearest != NULL ? ", did you mean \"" : "",
	    nearest != NULL ? nearest : "; see: badmx list",
	    nearest != NULL ? "\"?" : "");
	return EXIT_USAGE;
}

static bool
read_options(int argc, char **argv, struct list_options *o)
{
	static const struct option longs[] = {
	    {"json", no_argument, NULL, 'J'},
	    {"scenarios", required_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	optind = 1;
	while ((c = cli_option(argc, argv, ":h", longs)) != -1) {
		switch (c) {
		case 'J':
			o->json = true;
			break;
		case 's':
			o->suite.scenarios = optarg;
			break;
		case 'h':
			o->help = true;
			break;
		default: /* it has been said */
			return false;
		}
	}
	o->what = optind < argc ? argv[optind] : NULL;
	/* To look at one, no other file has to be right. */
	o->suite.lenient =
	    o->what != NULL && strcmp(o->what, "certificates") == 0;
	o->glob = optind + 1 < argc ? argv[optind + 1] : NULL;
	if (optind + 2 < argc)
		cli_wrong("list", "one name or pattern at a time");
	return optind + 2 >= argc;
}

int
cmd_list(int argc, char **argv)
{
	struct list_options o = {.json = false};

	if (!read_options(argc, argv, &o))
		return EXIT_USAGE;
	if (o.help) {
		fputs(usage, stdout);
		return EXIT_AS_EXPECTED;
	}
	if (o.what == NULL)
		return overview();
	for (size_t i = 0; i < N_LISTS; i++)
		if (strcmp(lists[i].name, o.what) == 0)
			return lists[i].show(&o);
	return unknown(o.what);
}
