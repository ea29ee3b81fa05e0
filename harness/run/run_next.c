/* SPDX-License-Identifier: MIT */
#include "harness/run/run_next.h"

#include <stddef.h>
#include <stdlib.h>

#include "harness/base/shell_word.h"
#include "sim/base/mem.h"

static const struct {
	const char *command, *what;
	bool only_builtin;
} ideas[] = {
    {"list cases name-wildcard-two-levels", "what one case is about", false},
    {"doctor", "which mail servers of yours it can judge", true},
    {"world shell", "look around in there", false},
};
#define N_IDEAS (sizeof(ideas) / sizeof(ideas[0]))

static char *
command(const char *called, const char *arguments)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		out_of_memory();
	shell_word(f, called == NULL ? "badmx" : called);
	fprintf(f, " %s", arguments);
	if (fclose(f) != 0)
		out_of_memory();
	return text;
}

struct report_next *
run_next(const char *called, bool builtin)
{
	struct report_next *list = xcalloc(N_IDEAS + 1, sizeof(list[0]));
	size_t n = 0;

	for (size_t i = 0; i < N_IDEAS; i++)
		if (builtin || !ideas[i].only_builtin)
			list[n++] = (struct report_next){
			    command(called, ideas[i].command), ideas[i].what};
	return list;
}

void
run_next_free(struct report_next *list)
{
	for (size_t i = 0; list[i].command != NULL; i++)
		free((char *)list[i].command);
	free(list);
}
