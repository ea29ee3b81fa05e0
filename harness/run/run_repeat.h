/* SPDX-License-Identifier: MIT */
/*
 * run_repeat.h - the command that runs one cell once more, exactly.  Pure.
 */
#ifndef HARNESS_RUN_RUN_REPEAT_H
#define HARNESS_RUN_RUN_REPEAT_H

struct run_options;

/*
 * With every option that the outcome of the cell depends on, for the shell
 * and the folder that the run was started from.  Allocated.
 */
char *run_repeat(const struct run_options *, const char *client,
    const char *case_id, const char *policy);

#endif
