/* SPDX-License-Identifier: MIT */
/*
 * mail.h - one mail of one case, before it is sent.  Pure.
 *
 * The envelope sender carries the number of the mail ("alice+7@..."), so a
 * bounce names its mail whatever the client writes into it.
 */
#ifndef HARNESS_RUN_MAIL_H
#define HARNESS_RUN_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#define MAIL_SENDER_DOMAIN "sender.example"
#define MAIL_CLIENT_NAME   "mta.sender.example"

struct mail {
	int number; /* which case, and which slot of the clock page */
	char *from, *to;
	char *nexthop; /* NULL: the client looks up the MX itself */
	char *text;    /* RFC 5322, CRLF line ends */
};

/* All strings are copied.  t0: seconds, for the Date field. */
void mail_compose(
    struct mail *, int number, const char *case_id, const char *to, int64_t t0);
void mail_clear(struct mail *);

/* Which mail an envelope address of ours belongs to. */
bool mail_number_of(const char *address, int *number);

#endif
