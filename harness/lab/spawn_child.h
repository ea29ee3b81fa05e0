/* SPDX-License-Identifier: MIT */
/*
 * spawn_child.h - the way from fork(2) to execve(2).
 */
#ifndef HARNESS_LAB_SPAWN_CHILD_H
#define HARNESS_LAB_SPAWN_CHILD_H

#include <sys/types.h>

#include "sim/base/err.h"

struct spawn_options;

/*
 * Starts the command.  pipes are our ends of its standard input, output and
 * error, non-blocking.  -1: nothing was started, see err.
 */
MUST_USE pid_t spawn_child(
    const struct spawn_options *, int pipes[3], struct err *);

/*
 * In a forked child: signals as in a fresh process, and no file inherited but
 * 0, 1, 2 and those in keep (ends with -1, may be NULL).
 */
void spawn_child_clean(const int *keep);

#endif
