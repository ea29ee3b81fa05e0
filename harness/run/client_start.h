/* SPDX-License-Identifier: MIT */
/*
 * client_start.h - makes a client ready to be fed: its files, its accounts,
 * its set-up commands, its start, and the sign that it listens.
 *
 * Ownership.  Borrows everything in the options.  The command that was
 * started ends with the object.  No callback comes from inside
 * client_start_new(); any callback but on_line may free the object.
 */
#ifndef HARNESS_RUN_CLIENT_START_H
#define HARNESS_RUN_CLIENT_START_H

#include <stdbool.h>

#include <jansson.h>

#include "harness/lab/spawn.h"
#include "harness/plan/client.h"
#include "sim/base/err.h"

struct client_start;

struct client_start_options {
	struct event_base *base;
	struct spawner *spawner;
	const struct client_def *client;
	const json_t *values;	/* for ${...} */
	const char *const *env; /* of all its commands */
	const int *keep_fds;	/* see spawn.h */
	int timeout_ms;		/* to be ready; 0, or more than 20 s: 20 s */
	bool sealed;		/* in a namespace: accounts can be made */
	spawn_line_cb *on_line; /* output of the started command */
	void (*on_ready)(void *arg);
	void (*on_failed)(const struct err *, void *arg);
	void *arg;
};

struct client_start *client_start_new(const struct client_start_options *);
/* Stops what was started and starts it once more: on_ready comes again. */
void client_start_again(struct client_start *);
void client_start_free(struct client_start *);

#endif
