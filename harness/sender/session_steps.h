/* SPDX-License-Identifier: MIT */
/*
 * session_steps.h - what the two halves of a session share; for
 * sender_session.c (SMTP) and session_tls.c (STARTTLS, the certificate) only.
 */
#ifndef HARNESS_SENDER_SESSION_STEPS_H
#define HARNESS_SENDER_SESSION_STEPS_H

#include "harness/sender/sender_reply.h"
#include "harness/sender/sender_session.h"
#include "harness/sender/sender_wire.h"

struct session {
	const struct call *call;
	struct wire *wire;
	struct smtp_reply hello; /* the latest answer to EHLO */
	bool verified;		 /* the host is authenticated */
	struct host_fault *fault;
};

/* These two note a fault and return false. */
bool session_fail(struct session *, const struct host_fault *like,
    const char *fmt, ...) PRINTF_LIKE(3, 4);
bool session_lost(struct session *, const char *about, enum wire_end);

/* Notes a decision about this host. */
void session_note(const struct session *, const struct note *, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/* One command, one reply.  False: the connection is lost. */
bool session_ask(struct session *, const char *about, struct smtp_reply *,
    const char *command);

/* EHLO, or HELO for those who know nothing else. */
bool session_hello(struct session *);

/*
 * Decides about TLS and starts it.  True: go on, in whichever way wire_tls()
 * then says; false: this host is out, and the fault says why.
 */
bool session_secure(struct session *);

#endif
