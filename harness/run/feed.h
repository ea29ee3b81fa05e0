/* SPDX-License-Identifier: MIT */
/*
 * feed.h - hands mails to the client under test, in the way its file says:
 *
 *   smtp     to its port, as a user's mail program would
 *   command  one command a mail, the mail on its standard input and in
 *            BADMX_FROM, BADMX_TO, BADMX_NEXTHOP; what it prints may be one
 *            line "deliver", "defer REASON" or "bounce REASON"; with a queue
 *            of its own it may end before that is known
 *   batch    one command for all: mails as JSON on its standard input, one a
 *            line, and what becomes of them likewise on its standard output
 *
 * Ownership.  Runs on the caller's event_base; borrows everything in the
 * options, and the mails, until feed_free().  No callback may free the feed.
 */
#ifndef HARNESS_RUN_FEED_H
#define HARNESS_RUN_FEED_H

#include <stddef.h>

#include <jansson.h>

#include "harness/lab/spawn.h"
#include "harness/plan/client.h"
#include "harness/run/mail.h"
#include "harness/run/observation.h"
#include "sim/base/err.h"

struct feed;

/* What a command says of one mail. */
struct feed_word {
	int mail;
	enum client_word word;
	const char *reason, *status; /* NULL: not said */
	const char *text;	     /* for people; NULL: nothing to add */
	bool final;
};

struct feed_calls {
	/* By command only: the command for that mail runs now. */
	void (*given)(int mail, void *arg);
	/* By smtp only: taken, or refused with that reply. */
	void (*taken)(int mail, bool taken, const char *reply, void *arg);
	void (*word)(const struct feed_word *, void *arg);
	/* Trouble of the driver with one mail, or with all (mail < 0). */
	void (*fault)(int mail, const char *why, void *arg);
	void *arg;
};

struct feed_options {
	struct event_base *base;
	struct spawner *spawner;
	const struct client_def *client;
	const json_t *values; /* for ${...} */
	const char *const *env;
	const int *keep_fds;
	unsigned jobs;	/* commands at a time */
	int timeout_ms; /* of one command */
	struct feed_calls calls;
};

struct feed *feed_new(const struct feed_options *);
/* Ends the commands that still run. */
void feed_free(struct feed *);

/* May be called again for more. */
MUST_USE bool feed_send(
    struct feed *, const struct mail *const *mails, size_t n, struct err *);
/* There will be no more mails. */
void feed_end(struct feed *);

#endif
