/* SPDX-License-Identifier: MIT */
/*
 * tool.h - a program that a person uses in the mail world, as a scenario file
 * describes it.  Pure.
 *
 * Ownership.  The struct owns copies of everything; lists end with NULL.
 */
#ifndef HARNESS_PLAN_TOOL_H
#define HARNESS_PLAN_TOOL_H

#include <stddef.h>

#include <jansson.h>

#include "harness/plan/client.h"
#include "sim/base/err.h"

struct tool {
	char *name; /* of the program */
	char *package;
	char **needs; /* paths; a star stands for a version or a machine */
	char *command, *case_id; /* case_id NULL: any */
	char *note;		 /* NULL: nothing to say */
	struct client_file *files;
	size_t n_files;
};

MUST_USE struct tool *tool_parse(const json_t *, struct err *);
void tool_free(struct tool *);

#endif
