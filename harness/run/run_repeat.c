/* SPDX-License-Identifier: MIT */
#include "harness/run/run_repeat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/shell_word.h"
#include "harness/lab/seal_choose.h"
#include "harness/run/run.h"
#include "sim/base/mem.h"

static void
put(FILE *f, const char *option, const char *value)
{
	if (value == NULL)
		return;
	fprintf(f, " %s ", option);
	shell_word(f, value);
}

/* What was not said is decided the same way once more. */
static void
put_numbers(FILE *f, const struct run_options *o)
{
	int ms = o->timeout_ms;

	if (ms != RUN_TIMEOUT_MS)
		fprintf(f, " --timeout %d%s", ms % 1000 == 0 ? ms / 1000 : ms,
		    ms % 1000 == 0 ? "s" : "ms");
	fprintf(f, " --seed %llu", (unsigned long long)o->seed);
}

char *
run_repeat(const struct run_options *o, const char *client, const char *case_id,
    const char *policy)
{
	char *cell = xasprintf("%s/%s", case_id, policy), *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		out_of_memory();
	shell_word(f, o->called == NULL ? "badmx" : o->called);
	fputs(" run", f);
	if (strcmp(client, "builtin") != 0)
		put(f, "-c", client);
	put(f, "-f", cell);
	put(f, "--client-root", o->client_root);
	put(f, "--scenarios", o->suite.scenarios);
	put(f, "--known", o->known);
	if (o->isolation != ISOLATION_AUTO)
		put(f, "--isolation", seal_isolation_name(o->isolation));
	put_numbers(f, o);
	for (size_t i = 0; i < o->suite.n_given; i++) {
		putc(' ', f);
		shell_word(f, o->suite.given[i]);
	}
	if (fclose(f) != 0)
		out_of_memory();
	free(cell);
	return text;
}
