/* SPDX-License-Identifier: MIT */
/*
 * world_tool.h - the tools of the mail world: are they here, what do they
 * need in the lab, and what is a good command to begin with?
 */
#ifndef HARNESS_RUN_WORLD_TOOL_H
#define HARNESS_RUN_WORLD_TOOL_H

#include <stdbool.h>

#include "harness/plan/suite.h"
#include "sim/base/err.h"

/* The program and all that it needs are in this file system. */
bool world_tool_is_here(const struct tool *);

/* False if a tool of the user's own has taken its place. */
bool world_tool_counts(const struct suite *, const struct tool *);

/* The command that it is tried with, allocated. */
char *world_tool_command(const struct suite *, const struct tool *);

/* Inside the lab: the files of every tool, installed or not. */
MUST_USE bool world_tools_write(const struct suite *, struct err *);

#endif
