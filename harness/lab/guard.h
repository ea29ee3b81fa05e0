/* SPDX-License-Identifier: MIT */
/*
 * guard.h - an end for everything that a lab without walls has started.
 *
 * A process namespace ends all that is in it.  With high ports there is none,
 * and a daemon of the client is nobody's child.  So there is a process more:
 *
 *	supervisor - guard - lab - client - ...
 *
 * and the first three of them are subreapers (prctl(2)): whoever loses his
 * parent comes to the next of them above that lives.
 *
 *	the lab ends		the guard kills all that comes to it, and
 *				ends in the same way
 *	the supervisor dies	the guard hears of it, and does likewise
 *	the guard dies		the lab dies with it, and what is left comes to
 *				the supervisor, for guard_sweep()
 *
 * What this cannot end: a daemon whose supervisor and guard are killed at the
 * same moment, a process that has become another user, and one that somebody
 * else has started for the client (at(1), systemd-run(1)).
 */
#ifndef HARNESS_LAB_GUARD_H
#define HARNESS_LAB_GUARD_H

#include <stddef.h>

#include <sys/types.h>

#include "sim/base/err.h"

/*
 * fork(2) with a guard in between: 0 in the child, the guard's process id in
 * the caller, which is a subreaper from now on; -1 with errno.
 */
MUST_USE pid_t guard_fork(void);

/* Asks a guard to end its lab, and itself when nothing is left of it. */
void guard_end(pid_t guard);

/*
 * Kills and buries every child of this process, and what these leave behind,
 * until there is none: but for those in keep, and those that it had before
 * its first guard (a shell may exec us with some).  Blocks, for milliseconds.
 */
void guard_sweep(const pid_t *keep, size_t n);

#endif
