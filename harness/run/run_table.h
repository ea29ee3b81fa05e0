/* SPDX-License-Identifier: MIT */
/*
 * run_table.h - the plan as the table of a report: a row for each case and
 * client, a column for each policy.
 *
 * Ownership.  Borrows everything from the suite, the plan and the clients.
 */
#ifndef HARNESS_RUN_RUN_TABLE_H
#define HARNESS_RUN_RUN_TABLE_H

#include <stddef.h>

#include "harness/plan/client.h"
#include "harness/plan/plan.h"
#include "harness/plan/suite.h"
#include "reports/report.h"

struct run_table_options {
	const struct suite *suite;
	const struct plan *plan;
	const struct client_def *const *clients;
	size_t n_clients;
	const char *here; /* the working directory; NULL: not known */
};

struct run_table {
	struct report_row *rows;
	size_t n_rows;
	struct report_client *clients; /* their versions are not known yet */
	const char **tables, **policies;
};

void run_table_make(struct run_table *, const struct run_table_options *);
void run_table_clear(struct run_table *);

/* n_rows: there is none. */
size_t run_table_find(
    const struct run_table *, const char *case_id, const char *client);

#endif
