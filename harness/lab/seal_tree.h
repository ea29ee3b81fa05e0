/* SPDX-License-Identifier: MIT */
/*
 * seal_tree.h - the file tree of a lab, put together from mounts.
 *
 * While it is being built, the machine's tree is at SEAL_TREE_MACHINE and the
 * lab's at SEAL_TREE_LAB; then the first is let go and the second becomes /.
 */
#ifndef HARNESS_LAB_SEAL_TREE_H
#define HARNESS_LAB_SEAL_TREE_H

#include <stdbool.h>

#include "sim/base/err.h"

#define SEAL_TREE_MACHINE "/machine"
#define SEAL_TREE_LAB	  "/lab"

struct seal_options;

/* In a fresh mount namespace; leaves the process in its working directory. */
MUST_USE bool seal_tree_enter(const struct seal_options *, struct err *);

/* Shows a place of the machine in the lab, with all that is mounted there. */
MUST_USE bool seal_tree_bind(
    const char *from, const char *to, bool read_only, struct err *);

/* A directory and all above it; one that is there already is fine. */
MUST_USE bool seal_tree_mkdirs(const char *path, struct err *);

#endif
