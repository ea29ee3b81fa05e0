/* SPDX-License-Identifier: MIT */
/* feed_parts.h - what the three ways of feeding share; for feed*.c only. */
#ifndef HARNESS_RUN_FEED_PARTS_H
#define HARNESS_RUN_FEED_PARTS_H

#include <sys/queue.h>

#include "harness/run/feed.h"

struct errand;
struct feed_smtp;

struct feed {
	struct feed_options o;

	struct feed_smtp *smtp;
	bool smtp_busy;

	struct spawn *batch;
	bool batch_ends; /* its input is closed */

	LIST_HEAD(, errand) errands; /* commands that run */
	unsigned running;

	const struct mail **waiting; /* [next, n) are not given away yet */
	size_t next, n;
};

bool feed_by_smtp(struct feed *, struct err *);
void feed_smtp_end(struct feed *);
bool feed_by_batch(struct feed *, struct err *);
void feed_batch_end(struct feed *);
void feed_batch_stop(struct feed *);
bool feed_by_command(struct feed *, struct err *);
void feed_command_stop(struct feed *);

#endif
