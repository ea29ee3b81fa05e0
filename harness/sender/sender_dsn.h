/* SPDX-License-Identifier: MIT */
/*
 * sender_dsn.h - the report that a mail was not delivered.
 * RFC 3462 (multipart/report), 3464 (message/delivery-status), 6533 (a
 * recipient beyond ASCII).
 *
 * Says who refused, why and by which rule: a bounce that only gives a number
 * makes people call their provider.
 *
 * Pure.
 */
#ifndef HARNESS_SENDER_SENDER_DSN_H
#define HARNESS_SENDER_SENDER_DSN_H

#include <stdbool.h>
#include <stdint.h>

struct dsn_facts {
	const char *reporter;  /* our own host name */
	const char *to;	       /* the sender of the mail */
	const char *recipient; /* as in RCPT */
	const char *status;    /* "5.7.5" */
	const char *remote;    /* host that was asked, or NULL */
	const char *reason;
	const char *diagnostic; /* one sentence */
	bool said_by_remote;	/* the diagnostic is an SMTP reply */
	int64_t arrived, now;
	const char *headers; /* of the mail */
};

/* Allocated; line ends are LF. */
char *dsn_compose(const struct dsn_facts *);

#endif
