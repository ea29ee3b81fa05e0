/* SPDX-License-Identifier: MIT */
#include "harness/run/world_tool.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_file.h"
#include "harness/lab/spawn.h"
#include "harness/plan/json_text.h"
#include "harness/run/fill.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define EXAMPLE_ID "base-good" /* of a suite without any case */

static bool
there_is(const char *pattern)
{
	glob_t found;
	bool yes = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;

	globfree(&found);
	return yes;
}

bool
world_tool_is_here(const struct tool *tool)
{
	char *program = spawn_find(tool->name);
	bool yes = program != NULL;

	for (char **need = tool->needs; yes && *need != NULL; need++)
		yes = there_is(*need);
	free(program);
	return yes;
}

bool
world_tool_counts(const struct suite *suite, const struct tool *tool)
{
	return suite_tool(suite, tool->name) == tool;
}

/* The case that was asked for, if this suite has it. */
static char *
domain_of(const struct suite *suite, const struct tool *tool)
{
	const struct case_def *def =
	    tool->case_id == NULL ? NULL : suite_case(suite, tool->case_id);

	if (def == NULL && suite->n_cases > 0)
		def = suite->cases[0];
	return def == NULL ? xstrdup(EXAMPLE_ID ".example")
			   : text_filled(def->domain,
				 &(struct json_fill){.id = def->id});
}

static char *
filled(const struct suite *suite, const struct tool *tool, const char *text,
    struct err *err)
{
	char *domain = domain_of(suite, tool), *out;
	json_t *values = json_pack("{ss ss ss ss}", "ca_file", SEAL_CA_FILE,
	    "ca_path", SEAL_CA_PATH, "helo", SEAL_HOSTNAME, "domain", domain);

	free(domain);
	out = fill_in(text, values, err);
	json_decref(values);
	return out;
}

char *
world_tool_command(const struct suite *suite, const struct tool *tool)
{
	struct err err = {.kind = ERR_NONE};
	char *command = filled(suite, tool, tool->command, &err);

	return command != NULL ? command : xstrdup(tool->name);
}

static bool
write_file(const struct suite *suite, const struct tool *tool,
    const struct client_file *file, struct err *err)
{
	char *path = filled(suite, tool, file->path, err);
	char *text = path == NULL ? NULL : filled(suite, tool, file->text, err);
	bool ok = text != NULL &&
		  seal_file_write(path, file->mode, text, strlen(text), err);

	free(path);
	free(text);
	return ok || err_within(err, "tool %s", tool->name);
}

bool
world_tools_write(const struct suite *suite, struct err *err)
{
	for (size_t i = 0; i < suite->n_tools; i++) {
		const struct tool *tool = suite->tools[i];

		if (!world_tool_counts(suite, tool))
			continue;
		for (size_t k = 0; k < tool->n_files; k++)
			if (!write_file(suite, tool, &tool->files[k], err))
				return false;
	}
	return true;
}
