/* SPDX-License-Identifier: MIT */
/*
 * sender_session.h - one attempt to hand one mail to one address of one host:
 * connect, EHLO, STARTTLS, judge the certificate, EHLO, MAIL, RCPT, DATA.
 * RFC 5321 3.1 to 3.3, RFC 3207 4.  Blocking.
 */
#ifndef HARNESS_SENDER_SENDER_SESSION_H
#define HARNESS_SENDER_SENDER_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/sender/sender.h"
#include "harness/sender/sender_decide.h"
#include "harness/sender/sender_letter.h"
#include "harness/sender/sender_note.h"

/* Why a host did not take the mail. */
struct host_fault {
	struct fault_weight weight;
	bool ends_mail;	     /* the message is refused, not only here */
	bool clear_at_retry; /* see sender_decide.h */
	bool said_by_host;   /* the text is its reply */
	const char *about;   /* which step; static */
	const char *reason;  /* static */
	const char *clause;  /* static */
	char status[16];
	char host[ROUTE_NAME];
	char address[46];
	char text[640];
};

struct call {
	const struct sender *sender;
	const struct letter *letter;
	const struct notebook *book;
	const char *host; /* the reference identifier: MX name or address */
	const char *address;
	bool clear_now; /* TLS failed here before, and may be left out */
};

/* True: delivered, and how.  False: the fault, which is also noted. */
bool session_deliver(const struct call *, enum fate *, struct host_fault *);

#endif
