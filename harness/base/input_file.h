/* SPDX-License-Identifier: MIT */
/*
 * input_file.h - a file that a person named, as text.
 *
 * Nothing is waited for: a pipe, a device or a folder is refused before it
 * is read, and so is a file that cannot be what was meant for its size.
 */
#ifndef HARNESS_BASE_INPUT_FILE_H
#define HARNESS_BASE_INPUT_FILE_H

#include <stddef.h>

#include "sim/base/err.h"

#define INPUT_FILE_MEGABYTES 4

/*
 * Allocated, with a NUL behind its len bytes; len may be NULL.  NULL:
 * ERR_MISSING if there is nothing to be read, ERR_INPUT if it is too large.
 */
MUST_USE char *input_file_read(const char *path, size_t *len, struct err *);

#endif
