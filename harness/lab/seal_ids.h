/* SPDX-License-Identifier: MIT */
/*
 * seal_ids.h - which user ids exist in a user namespace.
 *
 * One id needs nobody's help: the user is root inside.  A range of them must
 * be allotted to the user in /etc/subuid and /etc/subgid, and is put in place
 * by the set-user-id programs newuidmap and newgidmap.
 */
#ifndef HARNESS_LAB_SEAL_IDS_H
#define HARNESS_LAB_SEAL_IDS_H

#include <stdbool.h>

#include <sys/types.h>

#include "sim/base/err.h"

/* For the child pid of this process, which waits in its new namespace. */
MUST_USE bool seal_ids_map(pid_t pid, bool many, struct err *);

/*
 * Can many ids be had?  ERR_PERMISSION names the package and the line that
 * are missing.
 */
MUST_USE bool seal_ids_ready(struct err *);

/* How many ids, from 0 without a gap, exist in this process's namespace. */
unsigned long seal_ids_here(void);

/* What /etc/passwd calls this process's user; his number if it does not. */
const char *seal_ids_user_name(void);

/* The same of any user and file of that form.  Returns name. */
#define SEAL_IDS_NAME_SIZE 80
const char *seal_ids_name_in(
    const char *file, uid_t, char name[SEAL_IDS_NAME_SIZE]);

/* Pure: finds "name:start:count" or "uid:start:count" in one line. */
bool seal_ids_line(
    const char *line, const char *name, uid_t uid, unsigned long range[2]);

#endif
