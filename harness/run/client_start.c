/* SPDX-License-Identifier: MIT */
#include "harness/run/client_start.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "harness/lab/seal_file.h"
#include "harness/lab/seal_user.h"
#include "harness/run/fill.h"
#include "harness/run/knock.h"
#include "harness/run/last_words.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define SETUP_MS     20000
#define READY_MS     20000
#define LOOK_MS	     5
#define STOP_SECONDS 10 /* from the asking to SIGKILL */
#define SAID_SIZE    600

struct client_start {
	struct client_start_options o;
	struct event *timer;
	size_t setup;	       /* the command that runs now */
	struct spawn *runs;    /* the set-up command; NULL: none */
	struct spawn *started; /* NULL: nothing was */
	int64_t began_us, deadline;
	bool again; /* its end is not a failure */
	struct err err;
};

static void step(struct client_start *);
static void start(struct client_start *);
static void start_when_gone(struct client_start *);

static void
after(struct client_start *s, int ms)
{
	event_add(s->timer, &(struct timeval){0, ms * 1000L});
}

/* Takes s->err. */
static void
fail(struct client_start *s)
{
	struct err err = s->err;

	event_del(s->timer);
	if (err.kind != ERR_PERMISSION && err.kind != ERR_SYSTEM)
		err.kind = ERR_CLIENT;
	s->o.on_failed(&err, s->o.arg);
}

static char *
last_said(const struct spawn *spawn, char *said)
{
	char *text = spawn_output(spawn, SPAWN_STDERR);

	last_words(text, said, SAID_SIZE);
	free(text);
	return said;
}

/* Who gives a mail only a second does not wait longer for the client. */
static int
ready_ms(const struct client_start *s)
{
	return s->o.timeout_ms > 0 && s->o.timeout_ms < READY_MS
		   ? s->o.timeout_ms
		   : READY_MS;
}

static void
set_deadline(struct client_start *s)
{
	s->began_us = clock_monotonic_us();
	s->deadline = s->began_us + ready_ms(s) * 1000LL;
}

static bool
write_files(struct client_start *s)
{
	const struct client_def *c = s->o.client;

	for (size_t i = 0; i < c->n_files; i++) {
		char *path = fill_in(c->files[i].path, s->o.values, &s->err);
		char *text = path == NULL ? NULL
					  : fill_in(c->files[i].text,
						s->o.values, &s->err);
		bool ok = text != NULL &&
			  seal_file_write(path, (mode_t)c->files[i].mode, text,
			      strlen(text), &s->err);

		free(path);
		free(text);
		if (!ok)
			return false;
	}
	return true;
}

static bool
make_accounts(struct client_start *s)
{
	char **users = s->o.client->users;

	for (size_t i = 0; s->o.sealed && users[i] != NULL; i++)
		if (!seal_user_add(users[i], &s->err))
			return false;
	return true;
}

/* With high ports the machine's own mail server may be there. */
static bool
address_is_free(struct client_start *s, const char *address)
{
	char *at = fill_in(address, s->o.values, &s->err);
	bool taken = at != NULL && knock_taken(at);

	if (taken)
		err_set(&s->err, ERR_SYSTEM,
		    "%s, where %s is to listen, is in use already: with high "
		    "ports a client file says ${submit}, which is free, or "
		    "one lab at a time has it (-j 1)",
		    at, s->o.client->name);
	free(at);
	return at != NULL && !taken;
}

static bool
addresses_are_free(struct client_start *s)
{
	const struct client_def *c = s->o.client;

	if (s->o.sealed)
		return true;
	return (c->ready != READY_TCP || address_is_free(s, c->ready_at)) &&
	       (c->send != CLIENT_SMTP || address_is_free(s, c->send_to));
}

static void
on_setup_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct client_start *s = arg;
	char said[SAID_SIZE];

	if (end->code == 0) {
		s->setup++;
		s->runs = NULL;
		spawn_free(spawn);
		step(s);
		return;
	}
	last_said(spawn, said);
	err_set(&s->err, ERR_CLIENT, "%s: setup %zu %s%s%s", s->o.client->name,
	    s->setup + 1, end->timed_out ? "took too long" : "failed",
	    said[0] == '\0' ? "" : ": ", said);
	fail(s);
}

static void
on_start_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct client_start *s = arg;
	char said[SAID_SIZE];

	if (s->again) {
		event_del(s->timer);
		s->started = NULL;
		spawn_free(spawn);
		set_deadline(s);
		start_when_gone(s);
		return;
	}
	last_said(spawn, said);
	err_set(&s->err, ERR_CLIENT, "%s ended %s %d%s%s", s->o.client->name,
	    end->signal != 0 ? "by signal" : "with exit status",
	    end->signal != 0 ? end->signal : end->code,
	    said[0] == '\0' ? "" : ": ", said);
	fail(s);
}

static struct spawn *
run(struct client_start *s, const char *command, int timeout_ms,
    spawn_exit_cb *on_exit, spawn_line_cb *on_line)
{
	char *filled = fill_in(command, s->o.values, &s->err);
	struct spawn_options o = {
	    .command = filled,
	    .env = s->o.env,
	    .keep_fds = s->o.keep_fds,
	    .timeout_ms = timeout_ms,
	    .on_exit = on_exit,
	    .on_line = on_line,
	    .arg = s,
	};
	struct spawn *spawn = NULL;

	if (filled != NULL)
		spawn = spawn_start(s->o.spawner, &o, &s->err);
	free(filled);
	return spawn;
}

static void
on_start_line(struct spawn *spawn, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	struct client_start *s = arg;

	if (s->o.on_line != NULL)
		s->o.on_line(spawn, stream, line, len, s->o.arg);
}

static bool
is_ready(struct client_start *s)
{
	char *at = fill_in(s->o.client->ready_at, s->o.values, &s->err);
	int64_t wait = 0;
	bool yes = false;

	if (at == NULL)
		return false;
	switch (s->o.client->ready) {
	case READY_AT_ONCE:
		yes = true;
		break;
	case READY_TCP:
		yes = knock(at) == KNOCK_ANSWERED;
		break;
	case READY_FILE:
		yes = access(at, F_OK) == 0;
		break;
	case READY_DELAY:
		yes = text_span(at, &wait, &s->err) &&
		      clock_monotonic_us() - s->began_us >= wait * 1000000;
		break;
	}
	free(at);
	return yes;
}

static void
wait_until_ready(struct client_start *s)
{
	if (s->o.client->ready == READY_AT_ONCE || is_ready(s)) {
		event_del(s->timer);
		s->o.on_ready(s->o.arg);
		return;
	}
	if (clock_monotonic_us() < s->deadline) {
		after(s, LOOK_MS);
		return;
	}
	err_set(&s->err, ERR_CLIENT,
	    "%s was started but is not ready after %g s: %s", s->o.client->name,
	    ready_ms(s) / 1000.0, s->o.client->ready_at);
	fail(s);
}

static void
start(struct client_start *s)
{
	set_deadline(s);
	if (s->o.client->start != NULL) {
		s->started =
		    run(s, s->o.client->start, 0, on_start_end, on_start_line);
		if (s->started == NULL) {
			fail(s);
			return;
		}
	}
	wait_until_ready(s);
}

/* Its helpers may hold the port for a moment after the client has ended. */
static void
start_when_gone(struct client_start *s)
{
	char *at = s->o.client->ready != READY_TCP
		       ? NULL
		       : fill_in(s->o.client->ready_at, s->o.values, &s->err);
	bool held = at != NULL && knock(at) != KNOCK_REFUSED;

	free(at);
	if (held && clock_monotonic_us() < s->deadline) {
		after(s, LOOK_MS);
		return;
	}
	s->again = false;
	start(s);
}

/* The next thing to do; each ends in another step or in a callback. */
static void
step(struct client_start *s)
{
	const char *command = s->o.client->setup[s->setup];

	if (s->deadline != 0) {
		wait_until_ready(s);
	} else if (command == NULL) {
		start(s);
	} else {
		s->runs = run(s, command, SETUP_MS, on_setup_end, NULL);
		if (s->runs == NULL)
			fail(s);
	}
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct client_start *s = arg;

	(void)fd, (void)what;
	if (s->again && s->started != NULL)
		spawn_signal(s->started, SIGKILL); /* it was asked to stop */
	else if (s->again)
		start_when_gone(s);
	else if (s->deadline == 0 && s->setup == 0 &&
		 (!addresses_are_free(s) || !make_accounts(s) ||
		     !write_files(s)))
		fail(s);
	else
		step(s);
}

struct client_start *
client_start_new(const struct client_start_options *o)
{
	struct client_start *s = xcalloc(1, sizeof(*s));

	s->o = *o;
	s->timer = evtimer_new(o->base, on_timer, s);
	if (s->timer == NULL)
		out_of_memory();
	after(s, 0);
	return s;
}

void
client_start_again(struct client_start *s)
{
	if (s->started == NULL) {
		after(s, 0); /* nothing runs: ready again at once */
		return;
	}
	s->again = true;
	event_add(s->timer, &(struct timeval){STOP_SECONDS, 0});
	if (s->o.client->stop == NULL ||
	    run(s, s->o.client->stop, SETUP_MS, NULL, NULL) == NULL)
		spawn_signal(s->started, SIGTERM);
}

void
client_start_free(struct client_start *s)
{
	if (s == NULL)
		return;
	event_free(s->timer);
	spawn_free(s->runs);
	spawn_free(s->started);
	free(s);
}
