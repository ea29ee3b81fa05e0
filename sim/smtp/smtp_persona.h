/* SPDX-License-Identifier: MIT */
/*
 * smtp_persona.h - how a mail server behaves.
 *
 * All zero is a polite server that offers STARTTLS.  Whatever else it does is
 * one act per moment of the dialogue, so a new way to misbehave is a new
 * field of struct smtp_act, and a new place for it a new moment; neither
 * touches the other.
 *
 * Scripted replies are said only where the polite answer would be yes: a
 * client that talks out of turn hears 503 from every persona.  What follows
 * from a reply follows from its code, whoever wrote it.
 *
 * Pure.  A persona owns its strings.
 */
#ifndef SIM_SMTP_SMTP_PERSONA_H
#define SIM_SMTP_SMTP_PERSONA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "sim/base/err.h"

enum smtp_moment {
	SMTP_AT_GREETING,
	SMTP_AT_EHLO,
	SMTP_AT_HELO,
	SMTP_AT_STARTTLS,
	SMTP_AT_MAIL,
	SMTP_AT_RCPT,
	SMTP_AT_DATA,
	SMTP_AT_DOT, /* the message is complete */
	SMTP_AT_RSET,
	SMTP_AT_NOOP,
	SMTP_AT_VRFY,
	SMTP_AT_QUIT,
	SMTP_MOMENTS
};

struct smtp_act {
	char *reply; /* see smtp_reply.h; NULL: the polite one */
};

struct smtp_persona {
	struct smtp_act acts[SMTP_MOMENTS];
	bool hides_starttls; /* not in the EHLO reply; 502 if tried */
	char **capabilities; /* instead of the usual ones; ends with NULL */
	int64_t greylist;    /* seconds; 0: none */
};

/*
 * Reads the "server" table of a host; NULL is the polite one.
 *	starttls      true, false (not offered) or the reply to it
 *	greeting ehlo helo mail rcpt data dot rset noop vrfy quit   replies
 *	greylist      "15 minutes": 451 until that long after the first try
 *	capabilities  {"SIZE 1000", "8BITMIME"}, without STARTTLS
 */
MUST_USE bool smtp_persona_parse(
    const json_t *, struct smtp_persona *, struct err *);
/* Frees what it owns and makes it polite again. */
void smtp_persona_clear(struct smtp_persona *);

/* The word that scenarios use for it: "rcpt". */
const char *smtp_moment_name(enum smtp_moment);

#endif
