/* SPDX-License-Identifier: MIT */
/*
 * smtp_session.h - one connection of a client to a mail server.
 *
 * Private to sim/smtp.  Moves bytes between the socket, TLS and the dialogue,
 * keeps the time limits, and notes what it sees in the queue of events.
 *
 *	talking   lines and messages, in the clear or inside TLS
 *	leaving   our last words are on their way out
 *	lingering we are silent and closed our side, and listen a while: what
 *	          the client still says in the clear after TLS failed is a leak
 *	over      only the reaper may touch it
 *
 * Ownership.  The service owns the session; ending a session only tells it
 * so, as functions that work on it may be on the stack.
 */
#ifndef SIM_SMTP_SMTP_SESSION_H
#define SIM_SMTP_SMTP_SESSION_H

#include <stdint.h>
#include <sys/queue.h>

#include <event2/util.h>

#include "sim/smtp/smtp_dialog.h"
#include "sim/smtp/smtp_event.h"
#include "sim/smtp/smtp_service.h"

struct event_base;
struct smtp_greylist;
struct smtp_queue;
struct smtp_session;
struct ssl_ctx_st;

/* What the sessions of a service share; all of it belongs to the service. */
struct smtp_shared {
	struct event_base *base;
	struct smtp_service_options options;
	struct smtp_limits limits;
	struct ssl_ctx_st *tls;
	struct smtp_greylist *greylist;
	struct smtp_queue *queue;
	/* The session was heard just now. */
	void (*on_heard)(struct smtp_session *, void *arg);
	/* It is over; the callee frees it, later. */
	void (*on_over)(struct smtp_session *, void *arg);
	/* The stack is about to be empty; the session may be gone after it. */
	void (*on_settle)(void *arg);
	void *arg;
};

/* Links for the service's lists, so that it needs no memory of its own. */
struct smtp_session_link {
	TAILQ_ENTRY(smtp_session_link) next;
	struct smtp_session *session;
};

/* Takes the socket and greets. */
struct smtp_session *smtp_session_new(const struct smtp_shared *,
    evutil_socket_t, const struct smtp_host *, uint64_t number);
void smtp_session_free(struct smtp_session *);

void smtp_session_end(struct smtp_session *, enum smtp_ending);
struct smtp_session_link *smtp_session_link(struct smtp_session *);

#endif
