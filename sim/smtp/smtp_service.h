/* SPDX-License-Identifier: MIT */
/*
 * smtp_service.h - every mail server of the world at once.
 *
 * The world owns the listening sockets and hands over what it accepts,
 * together with the host that was connected to: the certificate is chosen by
 * address, never by SNI.
 *
 * Nothing blocks and everything is bounded: bytes held for a session, time
 * to wait for it, garbage it may send, and sessions at a time; the one that
 * was silent longest makes room.
 *
 * Ownership.  The service owns its sessions and their sockets.  It borrows
 * the event_base, and each host as smtp_event.h says.  The callback may free
 * the service.  Writing to a closed socket must not kill the process: the
 * service sets SIGPIPE to ignored if nobody handles it; a process that is
 * started later wants the default back.
 */
#ifndef SIM_SMTP_SMTP_SERVICE_H
#define SIM_SMTP_SMTP_SERVICE_H

#include <event2/util.h>

#include "sim/base/err.h"
#include "sim/smtp/smtp_event.h"

struct event_base;
struct smtp_service;

/* Zero is a default in each field. */
struct smtp_service_options {
	smtp_event_fn *on_event; /* NULL: nobody listens */
	tls_keylog_fn *on_key;	 /* NULL: secrets stay secret */
	void *arg;		 /* for both */
	size_t max_sessions;	 /* 4096 */
	unsigned command_ms; /* to wait for a line; 300000 (5321, 4.5.3.2.7) */
	unsigned body_ms;    /* for all of a message; 600000 */
	unsigned linger_ms;  /* to listen after the end; 3000 */
	size_t message_keep; /* bytes of a message; 262144 */
};

MUST_USE struct smtp_service *smtp_service_new(
    struct event_base *, const struct smtp_service_options *, struct err *);
/* Open connections are closed without an event. */
void smtp_service_free(struct smtp_service *);

/* Takes the socket, whatever happens. */
void smtp_service_accept(
    struct smtp_service *, evutil_socket_t, const struct smtp_host *);

size_t smtp_service_sessions(const struct smtp_service *);

#endif
