/* SPDX-License-Identifier: MIT */
/*
 * client_version.h - what an installed client says its version is.
 *
 * Its command comes from a file that anybody may have written, so it runs in
 * a sealed lab, as in a run, and for some seconds at most.
 */
#ifndef HARNESS_RUN_CLIENT_VERSION_H
#define HARNESS_RUN_CLIENT_VERSION_H

#include "harness/plan/client.h"

/*
 * One short line of ASCII, allocated.  NULL: it has no such command or says
 * nothing, the command needs a ${name} that only a run has, or there can be
 * no lab of its own here.
 */
char *client_version(const struct client_def *);

#endif
