/* SPDX-License-Identifier: MIT */
/*
 * smtp_event.h - what happens on the mail servers of the world.
 *
 * Events come in the order in which things happened, from the top of the
 * event loop: whoever gets one may do anything, also free the service.
 *
 * Ownership.  All that an event points to is borrowed until the callback
 * returns, but for the host, which belongs to the world.
 */
#ifndef SIM_SMTP_SMTP_EVENT_H
#define SIM_SMTP_SMTP_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/smtp/smtp_message.h"
#include "sim/tls/tls_watch.h"

struct cert_chain;
struct smtp_persona;

/* One mail server.  Borrowed from smtp_service_accept() on, until the event
 * SMTP_EVENT_ENDED of its last session or the end of the service. */
struct smtp_host {
	const char *name; /* as in the greeting */
	const struct smtp_persona *persona;
	int case_no, host_no; /* for the caller; also: who may resume TLS */
	/* Asked at each STARTTLS; NULL with err is a fault of the lab. */
	const struct cert_chain *(*chain)(void *arg, struct err *);
	int64_t (*now)(void *arg); /* for greylisting; NULL: the real time */
	void *arg;
};

/* How a session came to its end; the first cause counts. */
enum smtp_ending {
	SMTP_NOT_ENDED,
	SMTP_ENDED_QUIT,
	SMTP_ENDED_EOF, /* the client closed, perhaps with close_notify */
	SMTP_ENDED_RESET,
	SMTP_ENDED_CLIENT_ALERT, /* a fatal one; see tls_seen */
	SMTP_ENDED_TLS,		 /* any other failure of TLS */
	SMTP_ENDED_TURNED_AWAY,	 /* by us: a 421 */
	SMTP_ENDED_TIMEOUT,	 /* by us */
	SMTP_ENDED_FLOOD,	 /* by us: too much, or it never reads */
	SMTP_ENDED_CROWDED,	 /* by us: too many connections */
	SMTP_ENDINGS
};

/* One session as our side saw it. */
struct smtp_sighting {
	uint64_t session;
	int64_t began_us, ended_us; /* of the monotonic clock */
	char hello[256];	    /* printable; the last EHLO or HELO */
	bool starttls;		    /* said, and answered with 220 */
	bool tls;		    /* the handshake was done on our side */
	bool hello_after_tls;
	struct tls_sighting tls_seen;

	unsigned commands;
	unsigned said_clear, said_tls;	       /* 1 << enum smtp_verb */
	unsigned accepted_clear, accepted_tls; /* messages */
	unsigned refused;		       /* recipients */
	char last_no[160];		       /* our last 4yz or 5yz reply */

	size_t pipelined; /* bytes behind STARTTLS, thrown away unread */
	size_t leaked;	  /* bytes in the clear after TLS had failed */
	enum smtp_ending ending;
};

enum smtp_event_kind {
	SMTP_EVENT_CONNECTED,
	SMTP_EVENT_CLIENT_SAID,	     /* line */
	SMTP_EVENT_SERVER_SAID,	     /* line */
	SMTP_EVENT_STARTTLS,	     /* line: what was pipelined behind it */
	SMTP_EVENT_HANDSHAKE_DONE,   /* sighting; proves nothing yet */
	SMTP_EVENT_HANDSHAKE_FAILED, /* sighting */
	SMTP_EVENT_TLS_ENDED, /* sighting: alert or close_notify later on */
	SMTP_EVENT_LEAK,      /* line: said in the clear after TLS failed */
	SMTP_EVENT_REFUSED,   /* recipient, reply */
	SMTP_EVENT_MESSAGE,   /* message, reply, accepted */
	SMTP_EVENT_LAB_FAULT, /* line: our own trouble */
	SMTP_EVENT_ENDED,     /* sighting; the last one of its session */
	SMTP_EVENT_KINDS
};

struct smtp_event {
	enum smtp_event_kind kind;
	const struct smtp_host *host;
	uint64_t session; /* counts from 1 */
	bool tls;	  /* it was said or done inside TLS */
	const char *line; /* any bytes, without line end; NULL if none */
	size_t len;
	const char *recipient, *reply;
	bool accepted;
	struct smtp_message *message;
	const struct smtp_sighting *sighting;
};

typedef void smtp_event_fn(const struct smtp_event *, void *arg);

/* "client-alert" */
const char *smtp_ending_name(enum smtp_ending);
/* "handshake-failed" */
const char *smtp_event_name(enum smtp_event_kind);

#endif
