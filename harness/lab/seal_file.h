/* SPDX-License-Identifier: MIT */
/*
 * seal_file.h - private files in a sealed lab.
 *
 * Most of /etc are links to the machine's.  Whoever writes below such a link
 * gets it opened up first: the link becomes a directory of links, so that one
 * file can be replaced and its neighbours are still there.  Paths are
 * absolute.  What is the machine's is read-only: an attempt to write there is
 * an error, never a change.
 */
#ifndef HARNESS_LAB_SEAL_FILE_H
#define HARNESS_LAB_SEAL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/types.h>

#include "sim/base/err.h"

/* Replaces the file; directories above it are made. */
MUST_USE bool seal_file_write(
    const char *path, mode_t, const char *text, size_t len, struct err *);

/* A directory, and those above it.  The mode is of the last one. */
MUST_USE bool seal_file_mkdir(const char *path, mode_t, struct err *);

/* All of a file, allocated, with a NUL behind it; NULL if it is not there. */
char *seal_file_read(const char *path, size_t *len);

/* Copies a tree into another; from may be missing, then nothing happens. */
MUST_USE bool seal_file_copy(const char *from, const char *to, struct err *);

/*
 * Fills the directory to with links to what from has, but for the names in
 * skip (ends with NULL, may be NULL).  Links are copied, not linked to.
 */
MUST_USE bool seal_file_link_all(
    const char *from, const char *to, const char *const *skip, struct err *);

#endif
