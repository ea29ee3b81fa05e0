/* SPDX-License-Identifier: MIT */
/*
 * dsn.h - what a delivery status notification says (RFC 3464).
 *
 * Pure.  Takes any message with a message/delivery-status part in it: in a
 * multipart/report as it should be, in any other multipart (OpenSMTPD), or in
 * a message that was forwarded whole.
 *
 * It reports what is written, without judging: Exim writes Status 5.0.0
 * whatever happened, OpenSMTPD "Action: delayed" although it has given up.
 *
 * Ownership.  The caller owns struct dsn and clears it.
 */
#ifndef SIM_SMTP_DSN_H
#define SIM_SMTP_DSN_H

#include <stdbool.h>
#include <stddef.h>

#define DSN_RECIPIENTS_MAX 1000 /* further ones are counted, not kept */

/* Fields that are not there are "". */
struct dsn_recipient {
	char *address;	/* Final-Recipient, without its type */
	char *type;	/* its type: "rfc822", "utf-8" ... */
	char *original; /* Original-Recipient, without its type */
	char *action;
	char *status;
	char *diagnostic; /* with its type: "smtp; 550 5.1.1 ..." */
	char *remote_mta; /* without its type */
};

struct dsn {
	bool report;	     /* it came as multipart/report */
	char *reporting_mta; /* without its type */
	char *envelope_id;
	struct dsn_recipient *recipients;
	size_t recipient_count;
	size_t left_out;

	/* Of the returned message. */
	char *from, *message_id, *subject;
};

/* False if there is no delivery-status part; there is nothing to clear then.
 */
bool dsn_parse(const char *text, size_t len, struct dsn *);
void dsn_clear(struct dsn *);

#endif
