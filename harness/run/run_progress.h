/* SPDX-License-Identifier: MIT */
/*
 * run_progress.h - how far the labs are while none of them has a result yet:
 * a mail server that keeps its own queue is judged at the end of its lab.
 * Pure.
 */
#ifndef HARNESS_RUN_RUN_PROGRESS_H
#define HARNESS_RUN_RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/* Mails of the cases; how many the client has, and how many are settled. */
struct run_progress {
	size_t mails, given, settled;
};

/* What "alive" of lab_wire.h says. */
void run_progress_take(struct run_progress *, const json_t *message);
void run_progress_add(struct run_progress *sum, const struct run_progress *);

/* "60 of 95 mails given, 40 settled"; "": nothing to tell. */
void run_progress_text(const struct run_progress *, char *buf, size_t size);

#endif
