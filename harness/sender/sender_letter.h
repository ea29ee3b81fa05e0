/* SPDX-License-Identifier: MIT */
/*
 * sender_letter.h - one mail as it goes over the wire: envelope, route, text.
 *
 * The text gets CRLF line ends (RFC 5321 2.3.8) and is dot-stuffed, with the
 * final dot behind it (4.5.2), once and not at each attempt.
 *
 * Pure.
 */
#ifndef HARNESS_SENDER_SENDER_LETTER_H
#define HARNESS_SENDER_SENDER_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/sender/sender_route.h"
#include "sim/base/err.h"

struct letter {
	long id;
	size_t slot; /* of the clock page */
	struct mailbox from, to;
	struct next_hop hop;
	char *data; /* for DATA, owned */
	size_t data_len;
	size_t size;   /* RFC 1870 5: with CRLF, without the stuffing */
	char *headers; /* of the text, for a report about it; owned */
	bool eight_bit;
};

struct letter_form {
	const char *from, *to;
	const char *next_hop; /* or NULL */
	const char *text;
	size_t len;
};

MUST_USE bool letter_write(
    struct letter *, const struct letter_form *, struct err *);
void letter_clear(struct letter *);

#endif
