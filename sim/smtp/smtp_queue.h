/* SPDX-License-Identifier: MIT */
/*
 * smtp_queue.h - events that wait until nothing else is on the stack.
 *
 * Ownership.  The queue copies what an event points to, and takes its
 * message; the host stays borrowed.
 */
#ifndef SIM_SMTP_SMTP_QUEUE_H
#define SIM_SMTP_SMTP_QUEUE_H

#include "sim/smtp/smtp_event.h"

struct smtp_queue;
struct smtp_note;

struct smtp_queue *smtp_queue_new(void);
void smtp_queue_free(struct smtp_queue *);

void smtp_queue_add(struct smtp_queue *, const struct smtp_event *);

/* The oldest one, out of the queue; NULL if there is none. */
struct smtp_note *smtp_queue_take(struct smtp_queue *);
const struct smtp_event *smtp_note_event(const struct smtp_note *);
void smtp_note_free(struct smtp_note *);

#endif
