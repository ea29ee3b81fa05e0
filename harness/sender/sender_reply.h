/* SPDX-License-Identifier: MIT */
/*
 * sender_reply.h - one SMTP reply out of the bytes of a server.
 * RFC 5321 4.2, enhanced status codes of RFC 2034 and 3463.
 *
 * The bytes are a stranger's.  A reply has at most 100 lines of at most 2048
 * bytes; what is beyond that, or is not a reply at all, is REPLY_BROKEN and
 * ends the session.  The codes of all lines must be the same (4.2.1).
 *
 * Pure.  The reply borrows nothing; its text is printable.
 */
#ifndef HARNESS_SENDER_SENDER_REPLY_H
#define HARNESS_SENDER_SENDER_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#define REPLY_LINE_MAX	2048
#define REPLY_LINES_MAX 100

enum reply_parse {
	REPLY_WHOLE,
	REPLY_PART, /* more bytes are needed */
	REPLY_BROKEN,
};

struct smtp_reply {
	int code;
	char status[16];    /* "4.7.1", or "" */
	char text[600];	    /* the lines, joined by a space, perhaps cut */
	char keywords[900]; /* first word of each line, upper case; for EHLO */
	bool has_size;	    /* SIZE in the EHLO answer */
	unsigned long long size;
	size_t lines;
};

/* Fills the reply and says how many bytes it took.  Call it again with more
 * bytes after REPLY_PART. */
enum reply_parse sender_reply_parse(
    const char *bytes, size_t n, struct smtp_reply *, size_t *used);

/* Was this extension offered?  keyword in upper case. */
bool sender_reply_offers(const struct smtp_reply *, const char *keyword);

#endif
