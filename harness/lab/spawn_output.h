/* SPDX-License-Identifier: MIT */
/*
 * spawn_output.h - what a command wrote: cut into lines, and kept in part.
 *
 * Pure.  Of a command that says too much the head and the tail are kept, and
 * the cut is said.
 */
#ifndef HARNESS_LAB_SPAWN_OUTPUT_H
#define HARNESS_LAB_SPAWN_OUTPUT_H

#include <stddef.h>

struct spawn_output;

/* Returns 0 to be called again, anything else to stop at once. */
typedef int spawn_output_fn(const char *line, size_t len, void *arg);

/* kept: bytes, half of them for the head.  Lines longer than most are cut. */
struct spawn_output *spawn_output_new(size_t kept, size_t most);
void spawn_output_free(struct spawn_output *);

/*
 * Adds bytes and calls fn for each line that is complete.  If fn stops, the
 * output may be gone already: the function touches nothing more.
 */
void spawn_output_add(struct spawn_output *, const char *bytes, size_t n,
    spawn_output_fn *fn, void *arg);
/* The last line, if it has no line end. */
void spawn_output_end(struct spawn_output *, spawn_output_fn *fn, void *arg);

/* Allocated. */
char *spawn_output_text(const struct spawn_output *);

#endif
