/* SPDX-License-Identifier: MIT */
/*
 * smtp_session_private.h - a session as its three files see it.
 *
 *	smtp_session.c       its life: socket, phases, time limits, its end
 *	smtp_session_talk.c  lines and messages, and what the dialogue asks for
 *	smtp_session_tls.c   STARTTLS, and what is heard when TLS is over
 */
#ifndef SIM_SMTP_SMTP_SESSION_PRIVATE_H
#define SIM_SMTP_SMTP_SESSION_PRIVATE_H

#include "sim/smtp/smtp_dialog.h"
#include "sim/smtp/smtp_session.h"

struct bufferevent;
struct evbuffer;
struct event;
struct ssl_st;
struct tls_channel;

#define SMTP_SHOWN_MAX 2048 /* of any line, in an event */

enum smtp_phase {
	SMTP_TALKING,
	SMTP_LEAVING,
	SMTP_LINGERING,
	SMTP_OVER,
};

struct smtp_session {
	struct smtp_session_link link;
	const struct smtp_shared *shared;
	const struct smtp_host *host;
	struct smtp_dialog *dialog;
	struct smtp_sighting seen;
	struct bufferevent *bev;
	struct event *deadline;
	struct evbuffer *said;	 /* by the client, inside TLS */
	struct evbuffer *reply;	 /* ours, not yet on its way */
	struct ssl_st *identity; /* made for a 220, not yet in a channel */
	struct tls_channel *tls; /* NULL before STARTTLS */
	enum smtp_phase phase;
	size_t swallowed; /* bytes of a line that is too long already */
	size_t lingered;  /* bytes heard since the end */
	bool tls_told;	  /* the end of TLS is in the queue */
	bool mute;	  /* nothing can be written any more */
	bool eof;	  /* nothing can be read any more */
};

/* Life. */
struct smtp_event smtp_session_event(
    const struct smtp_session *, enum smtp_event_kind);
void smtp_session_tell(struct smtp_session *, enum smtp_event_kind);
void smtp_session_tell_line(
    struct smtp_session *, enum smtp_event_kind, const char *line, size_t len);
/* The first cause of the end is the one that counts. */
void smtp_session_decide(struct smtp_session *, enum smtp_ending);
/* How long the client may now take. */
void smtp_session_allow(struct smtp_session *, unsigned ms);
/* Sends what was replied. */
void smtp_session_utter(struct smtp_session *);
/* The last words have been said; they still have to be sent. */
void smtp_session_leave(struct smtp_session *, enum smtp_ending);

/* Talk. */
void smtp_session_greet(struct smtp_session *);
/* Takes what is complete of what the client said. */
void smtp_session_converse(struct smtp_session *);
struct smtp_dialog_calls smtp_session_calls(struct smtp_session *);

/* TLS. */
bool smtp_session_make_identity(struct smtp_session *);
void smtp_session_start_tls(struct smtp_session *);
void smtp_session_hear_tls(struct smtp_session *);
/* Listens without answering. */
void smtp_session_overhear(struct smtp_session *);
/* The client has closed; TLS may not have come to its proper end. */
void smtp_session_tls_closed(struct smtp_session *);

#endif
