/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli_option.h"
#include "harness/cli/column.h"
#include "harness/cli/list.h"
#include "harness/lua/lua_loader.h"
#include "harness/plan/name_suggest.h"
#include "harness/plan/policy.h"
#include "harness/plan/reason.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

bool
list_wants(const struct list_options *o, const char *name)
{
	return o->glob == NULL || text_glob(o->glob, name);
}

void
list_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
	putchar('\n');
	json_decref(json);
}

int
list_nothing(const struct list_options *o, const char *const *names)
{
	char *meant = name_suggest(o->glob, names);

	if (meant != NULL)
		fprintf(stderr,
		    "badmx: no %s match \"%s\", did you mean \"%s\"?\n",
		    o->what, o->glob, meant);
	else
		fprintf(stderr,
		    "badmx: no %s match \"%s\"; all of them: badmx list %s\n",
		    o->what, o->glob, o->what);
	free(meant);
	return EXIT_NOTHING_RAN;
}

static const char **
names_of(const void *rows, size_t n, size_t size)
{
	const char **names = xcalloc(n + 1, sizeof(names[0]));

	for (size_t i = 0; i < n; i++)
		names[i] =
		    *(const char *const *)((const char *)rows + i * size);
	return names;
}

static int
nothing_of(
    const struct list_options *o, const void *rows, size_t n, size_t size)
{
	const char **names = names_of(rows, n, size);
	int code = list_nothing(o, names);

	free(names);
	return code;
}

static int
no_fields(const struct list_options *o, json_t *all)
{
	const char **names =
	    xcalloc(json_object_size(all) + 1, sizeof(names[0]));
	const char *key;
	json_t *fields;
	size_t n = 0;
	int code;

	json_object_foreach(all, key, fields) names[n++] = key;
	code = list_nothing(o, names);
	free(names);
	return code;
}

static int
takes_no_name(const struct list_options *o)
{
	char *what = xasprintf("list %s takes no name", o->what);
	int code = cli_wrong("list", what);

	free(what);
	return code;
}

static void
show_policy(const struct policy *p)
{
	char *text = xasprintf("%s%s%s%s", p->meaning,
	    p->also != NULL ? "; also called " : "",
	    p->also != NULL ? p->also : "",
	    p->later ? "; its cases come later" : "");

	column_pair(stdout, 0, 20, p->name, text);
	free(text);
}

int
list_policies(const struct list_options *o)
{
	json_t *array = json_array();
	size_t n = 0;

	for (size_t i = 0; i < n_policies; i++) {
		const struct policy *p = &policies[i];

		if (!list_wants(o, p->name) &&
		    (p->also == NULL || !list_wants(o, p->also)))
			continue;
		n++;
		if (o->json)
			json_array_append_new(
			    array, json_pack("{s:s, s:s*, s:s, s:b}", "name",
				       p->name, "also", p->also, "meaning",
				       p->meaning, "later", p->later));
		else
			show_policy(p);
	}
	if (o->json)
		list_json(json_pack("{s:O}", "policies", array));
	json_decref(array);
	return n > 0 ? EXIT_AS_EXPECTED
		     : nothing_of(o, policies, n_policies, sizeof(policies[0]));
}

static void
show_reason(const struct reason *r)
{
	char *text =
	    xasprintf("%s%s", r->meaning, r->ours ? " (our own word)" : "");

	column_pair(stdout, 0, 26, r->name, text);
	free(text);
}

int
list_reasons(const struct list_options *o)
{
	json_t *array = json_array();
	size_t n = 0;

	for (size_t i = 0; i < n_reasons; i++) {
		const struct reason *r = &reasons[i];

		if (!list_wants(o, r->name))
			continue;
		n++;
		if (o->json)
			json_array_append_new(
			    array, json_pack("{s:s, s:s, s:b}", "name", r->name,
				       "meaning", r->meaning, "ours", r->ours));
		else
			show_reason(r);
	}
	if (o->json)
		list_json(json_pack("{s:O}", "reasons", array));
	json_decref(array);
	return n > 0 ? EXIT_AS_EXPECTED
		     : nothing_of(o, reasons, n_reasons, sizeof(reasons[0]));
}

static json_t *
describe(const char *part, int *code)
{
	struct err err;
	json_t *all = lua_describe(&err), *json;

	if (all == NULL) {
		*code = exit_with(&err);
		return NULL;
	}
	json = json_incref(json_object_get(all, part));
	json_decref(all);
	*code = EXIT_AS_EXPECTED;
	return json;
}

/* The words that are no outcomes, in lines. */
static void
show_other_words(const json_t *words, const json_t *outcomes)
{
	char *text = NULL;
	size_t i, size;
	const json_t *value;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		out_of_memory();
	json_array_foreach(words, i, value)
	{
		if (json_object_get(outcomes, json_string_value(value)) == NULL)
			fprintf(f, "%s ", json_string_value(value));
	}
	if (fclose(f) != 0)
		out_of_memory();
	column_pair(stdout, 0, 2, "", text);
	free(text);
}

int
list_words(const struct list_options *o)
{
	int code;
	json_t *outcomes, *words, *value;
	const char *key;

	if (o->glob != NULL)
		return takes_no_name(o);
	outcomes = describe("outcomes", &code);
	if (outcomes == NULL)
		return code;
	words = describe("words", &code);
	if (o->json) {
		list_json(json_pack(
		    "{s:o, s:o}", "outcomes", outcomes, "words", words));
		return code;
	}
	puts("What becomes of a mail");
	json_object_foreach(outcomes, key, value)
	    column_pair(stdout, 2, 16, key, json_string_value(value));
	puts("  a | b         either, the first is recommended\n"
	     "  a >> b        a, then b after a retry or at the next host");
	puts("\nWhat files are made of");
	show_other_words(words, outcomes);
	json_decref(outcomes);
	json_decref(words);
	return code;
}

static void
show_fields(const char *name, json_t *fields)
{
	const char *key;
	json_t *field;

	printf("%s\n", name);
	json_object_foreach(fields, key, field)
	{
		bool required =
		    json_is_true(json_object_get(field, "required"));
		char *text = xasprintf("%s%s",
		    json_string_value(json_object_get(field, "meaning")),
		    required ? " (required)" : "");

		column_pair(stdout, 2, 20, key, text);
		free(text);
	}
}

int
list_fields(const struct list_options *o)
{
	int code;
	json_t *all = describe("fields", &code), *found = json_object();
	json_t *fields;
	const char *key;

	json_object_foreach(all, key, fields)
	{
		if (list_wants(o, key))
			json_object_set(found, key, fields);
	}
	if (all != NULL && json_object_size(found) == 0)
		code = no_fields(o, all);
	else if (o->json)
		list_json(json_incref(found));
	else
		json_object_foreach(found, key, fields)
		    show_fields(key, fields);
	json_decref(found);
	json_decref(all);
	return code;
}

static void
show_placeholders(const json_t *all, const char *title, const char *key)
{
	const char *sign = strcmp(key, "case") == 0 ? "" : "$";
	json_t *name;
	size_t i;

	puts(title);
	json_array_foreach(json_object_get(all, key), i, name)
	    printf("  %s{%s}\n", sign, json_string_value(name));
}

int
list_placeholders(const struct list_options *o)
{
	int code;
	json_t *all;

	if (o->glob != NULL)
		return takes_no_name(o);
	all = describe("placeholders", &code);
	if (all == NULL)
		return code;
	if (o->json) {
		list_json(all);
		return code;
	}
	show_placeholders(all, "In cases", "case");
	show_placeholders(
	    all, "In clients, beside the names of policy { }", "client");
	show_placeholders(all, "In tools", "tool");
	json_decref(all);
	return code;
}
