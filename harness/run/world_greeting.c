/* SPDX-License-Identifier: MIT */
#include "harness/run/world_greeting.h"

#include <stdlib.h>

#include "harness/run/world_tool.h"

static void
print_tool(FILE *f, const struct suite *suite, const struct tool *tool)
{
	char *command = world_tool_command(suite, tool);

	fprintf(f, "  %s\n", command);
	if (!world_tool_is_here(tool))
		fprintf(f, "      not here yet: apt-get install %s\n",
		    tool->package);
	else if (tool->note != NULL)
		fprintf(f, "      %s\n", tool->note);
	free(command);
}

void
world_greeting_print(
    FILE *f, const struct suite *suite, size_t hosts, size_t domains)
{
	fprintf(f,
	    "%zu mail servers, %zu domains.  You are inside; 'exit' ends it.\n"
	    "Names end in .example, but for those of the incidents.  Try:\n",
	    hosts, domains);
	for (size_t i = 0; i < suite->n_tools; i++)
		if (world_tool_counts(suite, suite->tools[i]))
			print_tool(f, suite, suite->tools[i]);
	fputs("All of them: badmx list cases.  One explained: badmx world "
	      "show NAME\n",
	    f);
}
