/* SPDX-License-Identifier: MIT */
#include "harness/plan/tool.h"

#include <stdlib.h>

#include "harness/plan/json_text.h"
#include "sim/base/mem.h"

struct tool *
tool_parse(const json_t *json, struct err *err)
{
	struct tool *t = xcalloc(1, sizeof(*t));

	t->name = json_text(json, "name");
	t->package = json_text(json, "package");
	t->needs = json_texts(json, "needs");
	t->command = json_text(json, "try");
	t->case_id = json_text(json, "case");
	t->note = json_text(json, "note");
	t->files = client_files_parse(json, &t->n_files);
	if (t->name != NULL && t->package != NULL && t->command != NULL)
		return t;
	tool_free(t);
	err_input(err, "a tool needs a name, a package and a command to try");
	return NULL;
}

void
tool_free(struct tool *t)
{
	if (t == NULL)
		return;
	client_files_free(t->files, t->n_files);
	texts_free(t->needs);
	free(t->name), free(t->package), free(t->command);
	free(t->case_id), free(t->note);
	free(t);
}
