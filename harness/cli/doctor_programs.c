/* SPDX-License-Identifier: MIT */
#include "harness/cli/doctor_programs.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/base/exit_code.h"
#include "harness/cli/finding.h"
#include "harness/lab/spawn.h"
#include "harness/plan/suite.h"
#include "harness/run/client_version.h"
#include "harness/run/world_tool.h"

#define NAME_WIDTH 15

static void
absent(const char *name, const char *package)
{
	finding_say(FINDING_ABSENT, "%-*s not here: apt-get install %s",
	    NAME_WIDTH, name, package);
}

/* Where the first of its programs is, allocated; NULL if one is missing. */
static char *
find_programs(const struct client_def *client)
{
	char *first = NULL;

	for (char **program = client->programs; *program != NULL; program++) {
		char *path = spawn_find(*program);

		if (path == NULL) {
			free(first);
			return NULL;
		}
		if (first == NULL)
			first = path;
		else
			free(path);
	}
	return first;
}

static void
look_at_client(const struct client_def *client)
{
	char *path, *version;

	if (client->programs[0] == NULL) {
		finding_say(FINDING_OK, "%-*s %s", NAME_WIDTH, client->name,
		    client->about != NULL ? client->about : "");
		return;
	}
	path = find_programs(client);
	if (path == NULL) {
		absent(client->name,
		    client->package != NULL ? client->package : client->name);
		return;
	}
	version = client_version(client);
	finding_say(FINDING_OK, "%-*s %s%s%s", NAME_WIDTH, client->name, path,
	    version != NULL ? ", " : "", version != NULL ? version : "");
	free(version);
	free(path);
}

static void
look_at_tool(const struct tool *tool)
{
	char *path;

	if (!world_tool_is_here(tool)) {
		absent(tool->name, tool->package);
		return;
	}
	path = spawn_find(tool->name);
	finding_say(FINDING_OK, "%-*s %s", NAME_WIDTH, tool->name, path);
	free(path);
}

int
doctor_programs(void)
{
	struct suite_options options = {.scenarios = NULL};
	struct complaints complaints = {0};
	struct err err = {.kind = ERR_NONE};
	struct suite *suite = suite_load(&options, &complaints, &err);

	complaints_clear(&complaints);
	if (suite == NULL) {
		finding_say(FINDING_FAIL, "%s", err.text);
		finding_mend("badmx check");
		return exit_code_of(&err);
	}
	puts("\nMail servers for badmx run --client:");
	for (size_t i = 0; i < suite->n_clients; i++)
		if (suite_client(suite, suite->clients[i]->name) ==
		    suite->clients[i])
			look_at_client(suite->clients[i]);
	puts("\nTools for badmx world shell:");
	for (size_t i = 0; i < suite->n_tools; i++)
		if (world_tool_counts(suite, suite->tools[i]))
			look_at_tool(suite->tools[i]);
	suite_free(suite);
	return EXIT_AS_EXPECTED;
}
