/* SPDX-License-Identifier: MIT */
/*
 * client_find.h - are the programs of a client here?  Asked before anything
 * is planned, and once more inside of the lab.
 */
#ifndef HARNESS_RUN_CLIENT_FIND_H
#define HARNESS_RUN_CLIENT_FIND_H

#include <stdbool.h>

#include "harness/plan/client.h"
#include "sim/base/err.h"

/*
 * Where a program is: below root (unpacked packages; NULL: none), else on
 * this machine.  Allocated; NULL: nowhere.
 */
char *client_find_program(const char *program, const char *root);

/* The first program of the client that is nowhere, borrowed; or NULL. */
const char *client_find_missing(const struct client_def *, const char *root);

/* ERR_CLIENT: one sentence with the package that has what is missing. */
MUST_USE bool client_find_all(
    const struct client_def *, const char *root, struct err *);

/*
 * The program with which a command for the shell begins, allocated, if it is
 * neither in the PATH of env (ends with NULL) nor in that of the lab.  NULL:
 * it is there, or the command begins with something else.
 */
char *client_find_lost(const char *command, const char *const *env);

#endif
