/* SPDX-License-Identifier: MIT */
/*
 * seal_client.h - Debian packages that are unpacked, not installed.
 *
 * A client root is a folder into which dpkg -x unpacked a package and all it
 * depends on.  Its programs and libraries are laid over the machine's, its
 * /etc and /var are copied into the lab's own.
 */
#ifndef HARNESS_LAB_SEAL_CLIENT_H
#define HARNESS_LAB_SEAL_CLIENT_H

#include "sim/base/err.h"

/* While the tree is being built.  root may be NULL. */
MUST_USE bool seal_client_lay(const char *root, struct err *);

/* In the finished tree, when /etc is there. */
MUST_USE bool seal_client_copy(struct err *);

#endif
