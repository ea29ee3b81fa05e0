/* SPDX-License-Identifier: MIT */
/*
 * log_tail.h - the lines of a log file while it grows.
 *
 * The file need not be there yet, and may be replaced or cut short.  Runs on
 * the caller's event_base; the callback must not free the tail.
 */
#ifndef HARNESS_RUN_LOG_TAIL_H
#define HARNESS_RUN_LOG_TAIL_H

struct event_base;
struct log_tail;

typedef void log_line_fn(const char *line, void *arg);

struct log_tail *log_tail_new(
    struct event_base *, const char *path, log_line_fn *, void *arg);
void log_tail_free(struct log_tail *);

/* Reads what there is now, without waiting for the next look. */
void log_tail_look(struct log_tail *);

#endif
