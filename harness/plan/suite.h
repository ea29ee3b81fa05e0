/* SPDX-License-Identifier: MIT */
/*
 * suite.h - every case, table, client and tool there is.
 *
 * Ownership: the suite owns all of them.
 */
#ifndef HARNESS_PLAN_SUITE_H
#define HARNESS_PLAN_SUITE_H

#include <stddef.h>

#include <jansson.h>

#include "harness/plan/case.h"
#include "harness/plan/client.h"
#include "harness/plan/complaint.h"
#include "harness/plan/suite_files.h"
#include "harness/plan/table.h"
#include "harness/plan/tool.h"
#include "sim/base/err.h"

struct suite {
	char *folder;	/* where the shipped scenarios are */
	char *left_out; /* names of files; NULL: none, or see "lenient" */
	struct case_def **cases;
	size_t n_cases;
	struct table **tables;
	size_t n_tables;
	struct client_def **clients;
	size_t n_clients;
	struct tool **tools; /* one of the user's own comes last */
	size_t n_tools;
	json_t *json; /* { "cases", "tables", "clients", "tools" } */
};

/*
 * NULL if anything is wrong with any file: then err is the summary (ERR_INPUT
 * or ERR_MISSING) and the complaints say what, unless err stands alone.
 */
MUST_USE struct suite *suite_load(
    const struct suite_options *, struct complaints *, struct err *);
/* The same from what the loader gave; takes the JSON. */
MUST_USE struct suite *suite_of_json(json_t *, struct err *);
void suite_free(struct suite *);

/* NULL: there is none. */
const struct case_def *suite_case(const struct suite *, const char *id);
/* A client of the user's own comes before a shipped one. */
const struct client_def *suite_client(const struct suite *, const char *name);
const struct tool *suite_tool(const struct suite *, const char *name);

/* The tables that a run is about: the given ones, else the user's, else all. */
enum origin suite_tables_origin(const struct suite *);

#endif
