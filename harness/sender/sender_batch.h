/* SPDX-License-Identifier: MIT */
/*
 * sender_batch.h - many mails: JSON lines in, JSON lines out.
 *
 *	{"mail":7,"slot":7,"from":"a@sender.example","to":"u@x.example",
 *	 "nexthop":null,"message":"..."}
 *
 * A mail that cannot be read, and one whose process ends badly, is an event
 * "fault": it says nothing about any host.
 */
#ifndef HARNESS_SENDER_SENDER_BATCH_H
#define HARNESS_SENDER_SENDER_BATCH_H

#include <jansson.h>

#include "harness/sender/sender.h"
#include "harness/sender/sender_letter.h"

/* Standard input to standard output, until all is settled. */
int sender_batch(const struct sender *);

/* One mail; letter_clear() it. */
MUST_USE bool sender_batch_read(
    struct letter *, const json_t *mail, struct err *);

#endif
