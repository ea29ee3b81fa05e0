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

#endif
