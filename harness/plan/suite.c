/* SPDX-License-Identifier: MIT */
#include "harness/plan/suite.h"

#include <stdlib.h>
#include <string.h>

#include "harness/lua/lua_loader.h"
#include "sim/base/mem.h"

static bool
take_cases(struct suite *s, struct err *err)
{
	const json_t *array = json_object_get(s->json, "cases"), *element;
	size_t i;

	s->cases =
	    xcalloc(json_array_size(array) + 1, sizeof(struct case_def *));
	json_array_foreach(array, i, element)
	{
		s->cases[i] = case_parse(element, err);
		if (s->cases[i] == NULL)
			return false;
		s->n_cases++;
	}
	return true;
}

static bool
take_tables(struct suite *s, struct err *err)
{
	const json_t *array = json_object_get(s->json, "tables"), *element;
	size_t i;

	s->tables = xcalloc(json_array_size(array) + 1, sizeof(struct table *));
	json_array_foreach(array, i, element)
	{
		s->tables[i] = table_parse(element, err);
		if (s->tables[i] == NULL)
			return false;
		s->n_tables++;
	}
	return true;
}

static bool
take_clients(struct suite *s, struct err *err)
{
	const json_t *array = json_object_get(s->json, "clients"), *element;
	size_t i;

	s->clients =
	    xcalloc(json_array_size(array) + 1, sizeof(struct client_def *));
	json_array_foreach(array, i, element)
	{
		s->clients[i] = client_parse(element, err);
		if (s->clients[i] == NULL)
			return false;
		s->n_clients++;
	}
	return true;
}

static bool
take_tools(struct suite *s, struct err *err)
{
	const json_t *array = json_object_get(s->json, "tools"), *element;
	size_t i;

	s->tools = xcalloc(json_array_size(array) + 1, sizeof(struct tool *));
	json_array_foreach(array, i, element)
	{
		s->tools[i] = tool_parse(element, err);
		if (s->tools[i] == NULL)
			return false;
		s->n_tools++;
	}
	return true;
}

struct suite *
suite_of_json(json_t *json, struct err *err)
{
	struct suite *s = xcalloc(1, sizeof(*s));

	s->json = json;
	if (take_cases(s, err) && take_tables(s, err) && take_clients(s, err) &&
	    take_tools(s, err))
		return s;
	suite_free(s);
	return NULL;
}

void
suite_free(struct suite *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_cases; i++)
		case_free(s->cases[i]);
	for (size_t i = 0; i < s->n_tables; i++)
		table_free(s->tables[i]);
	for (size_t i = 0; i < s->n_clients; i++)
		client_free(s->clients[i]);
	for (size_t i = 0; i < s->n_tools; i++)
		tool_free(s->tools[i]);
	free(s->tools);
	free(s->cases);
	free(s->tables);
	free(s->clients);
	free(s->folder);
	free(s->left_out);
	json_decref(s->json);
	free(s);
}

static json_t *
run_files(const struct suite_files *files, struct err *err)
{
	struct lua_file *list = xcalloc(files->n + 1, sizeof(*list));
	json_t *json;

	for (size_t i = 0; i < files->n; i++)
		list[i] = (struct lua_file){
		    .path = files->list[i].path,
		    .text = files->list[i].text,
		    .len = files->list[i].len,
		    .origin = (int)files->list[i].origin,
		};
	json = lua_load_files(list, files->n, NULL, err);
	free(list);
	return json;
}

static void
take_errors(const json_t *json, struct complaints *complaints)
{
	const json_t *errors = json_object_get(json, "errors"), *error;
	size_t i;

	json_array_foreach(errors, i, error)
	{
		complaint_add(complaints,
		    json_string_value(json_object_get(error, "text")));
	}
}

static bool
no_complaints(const struct complaints *complaints, struct err *err)
{
	if (complaints->n == 0)
		return true;
	return err_set(err, complaints->missing ? ERR_MISSING : ERR_INPUT,
	    "%zu %s in scenario and client files", complaints->n,
	    complaints->n == 1 ? "error" : "errors");
}

static const char *
file_of_error(const json_t *json, size_t i)
{
	return json_string_value(json_object_get(
	    json_array_get(json_object_get(json, "errors"), i), "file"));
}

/*
 * Without the user's files that have errors; false: there are none, or the
 * mistake is in another file.  What named something in one of them may be
 * the next to go.
 */
static bool
leave_out(struct suite_files *files, const json_t *json)
{
	size_t n = json_array_size(json_object_get(json, "errors"));
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= suite_files_drop(files, file_of_error(json, i));
	return any;
}

struct suite *
suite_load(const struct suite_options *options, struct complaints *complaints,
    struct err *err)
{
	struct suite_files files;
	struct suite *s = NULL;
	json_t *json = NULL;

	if (suite_files_read(&files, options, complaints, err))
		json = run_files(&files, err);
	while (options->lenient && json != NULL && leave_out(&files, json)) {
		json_decref(json);
		json = run_files(&files, err);
	}
	if (json != NULL) {
		take_errors(json, complaints);
		if (no_complaints(complaints, err))
			s = suite_of_json(json_incref(json), err);
	}
	if (s != NULL) {
		s->folder = xstrdup(files.folder);
		s->left_out = files.left_out;
		files.left_out = NULL;
	}
	json_decref(json);
	suite_files_clear(&files);
	return s;
}

const struct case_def *
suite_case(const struct suite *s, const char *id)
{
	for (size_t i = 0; i < s->n_cases; i++)
		if (strcmp(s->cases[i]->id, id) == 0)
			return s->cases[i];
	return NULL;
}

/* Files are loaded in the order of their origin. */
const struct client_def *
suite_client(const struct suite *s, const char *name)
{
	for (size_t i = s->n_clients; i > 0; i--)
		if (strcmp(s->clients[i - 1]->name, name) == 0)
			return s->clients[i - 1];
	return NULL;
}

const struct tool *
suite_tool(const struct suite *s, const char *name)
{
	for (size_t i = s->n_tools; i > 0; i--)
		if (strcmp(s->tools[i - 1]->name, name) == 0)
			return s->tools[i - 1];
	return NULL;
}

enum origin
suite_tables_origin(const struct suite *s)
{
	enum origin highest = ORIGIN_SHIPPED;

	for (size_t i = 0; i < s->n_tables; i++)
		if (s->tables[i]->origin > highest)
			highest = s->tables[i]->origin;
	return highest;
}
