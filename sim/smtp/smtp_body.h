/* SPDX-License-Identifier: MIT */
/*
 * smtp_body.h - what stands between DATA and the final dot.
 *
 * Pure.  Takes the bytes as they come, takes away the stuffed dots, finds the
 * end (RFC 5321 section 4.5.2).  Only CRLF ends a line: a dot between bare
 * LFs is text, or a mail could be smuggled in another's body (4.1.1.4).
 *
 * Bounded: only the first bytes of the text are kept, all are counted.
 */
#ifndef SIM_SMTP_SMTP_BODY_H
#define SIM_SMTP_SMTP_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SMTP_TEXT_LINE_MAX 1000 /* with CRLF (RFC 5321, 4.5.3.1.6) */

struct smtp_body {
	char *text;	/* what was kept; ends with a NUL that is not counted */
	size_t len;	/* bytes kept */
	uint64_t total; /* bytes of the message */
	bool long_line;
	bool bare; /* had a CR or LF of its own */

	/* Private. */
	size_t keep, cap, column;
	int state;
};

/* Keeps at most `keep` bytes. */
void smtp_body_start(struct smtp_body *, size_t keep);
void smtp_body_clear(struct smtp_body *);

/* Returns how many bytes it took; fewer than len only when it is complete. */
size_t smtp_body_take(
    struct smtp_body *, const char *bytes, size_t len, bool *complete);

#endif
