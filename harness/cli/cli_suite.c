/* SPDX-License-Identifier: MIT */
#include "harness/cli/cli_suite.h"

#include <stdio.h>
#include <string.h>

#include "harness/base/exit_code.h"

/* One line, however many there are. */
static void
say_left_out(const char *names)
{
	size_t first = strcspn(names, ","), more = 0;

	for (const char *at = names; (at = strchr(at, ',')) != NULL; at++)
		more++;
	fprintf(stderr, "badmx: errors in %.*s", (int)first, names);
	if (more > 0)
		fprintf(stderr, " and %zu more", more);
	fprintf(stderr, ", left out; see: badmx check\n");
}

struct suite *
cli_suite(const struct suite_options *options, int *code)
{
	struct complaints complaints = {0};
	struct err err = {.kind = ERR_NONE};
	struct suite *s = suite_load(options, &complaints, &err);

	complaints_print(&complaints, stderr);
	complaints_clear(&complaints);
	*code = s != NULL ? EXIT_AS_EXPECTED : exit_with(&err);
	if (s != NULL && s->left_out != NULL)
		say_left_out(s->left_out);
	return s;
}
