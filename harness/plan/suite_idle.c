/* SPDX-License-Identifier: MIT */
#include "harness/plan/suite_idle.h"

static bool
stands_in_a_table(const struct suite *s, const char *id)
{
	for (size_t i = 0; i < s->n_tables; i++)
		if (table_row(s->tables[i], id) != NULL)
			return true;
	return false;
}

void
suite_warn_of_idle_cases(const struct suite *s, FILE *out)
{
	for (size_t i = 0; i < s->n_cases; i++) {
		const struct case_def *def = s->cases[i];

		if (def->origin == ORIGIN_SHIPPED ||
		    stands_in_a_table(s, def->id))
			continue;
		fprintf(out,
		    "badmx: %s:%d: the case \"%s\" stands in no table, so "
		    "nothing is expected of it and it is not run\n",
		    def->file, def->line, def->id);
	}
}

bool
suite_given_counts(
    const struct suite *s, const struct suite_options *options, struct err *err)
{
	if (options->n_given == 0)
		return true;
	for (size_t i = 0; i < s->n_tables; i++)
		if (s->tables[i]->origin == ORIGIN_GIVEN)
			return true;
	for (size_t i = 0; i < s->n_clients; i++)
		if (s->clients[i]->origin == ORIGIN_GIVEN)
			return true;
	return err_input(err,
	    "there is neither a table nor a client in %s%s: write matrix "
	    "\"...\" { } with a row for each case",
	    options->given[0], options->n_given > 1 ? " and the others" : "");
}
