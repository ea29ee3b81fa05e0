/* SPDX-License-Identifier: MIT */
/*
 * smtp_dialog.h - the server's side of the conversation, and nothing else.
 *
 * Lines go in, replies come out through a callback; there is no socket, no
 * loop and no TLS here, only the order of things (RFC 5321 section 4.1.4)
 * and the persona.  The owner does what the dialogue says is next.
 *
 * Ownership.  The dialogue owns its transaction and borrows the rest.  The
 * callbacks are called with the dialogue on the stack: they must not free it.
 */
#ifndef SIM_SMTP_SMTP_DIALOG_H
#define SIM_SMTP_SMTP_DIALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/smtp/smtp_command.h"

struct smtp_dialog;
struct smtp_message;
struct smtp_persona;

struct smtp_limits {
	size_t recipients;    /* RFC 5321, 4.5.3.1.8: at least 100 */
	size_t message_bytes; /* what SIZE says */
	size_t message_keep;  /* how much of a message is remembered */
	unsigned strikes;     /* bad commands until we hang up */
	unsigned chatter;     /* commands without a message likewise */
};

extern const struct smtp_limits smtp_usual_limits;

struct smtp_dialog_calls {
	/* One line of a reply, without its end. */
	void (*say)(const char *line, size_t len, void *arg);
	/* An RCPT was answered with no. */
	void (*refused)(const char *recipient, const char *reply, void *arg);
	/* The final dot was answered; the message now belongs to the callee. */
	void (*message)(struct smtp_message *, const char *reply, void *arg);
	/* Is it too early for that recipient? */
	bool (*waits)(const char *recipient, int64_t seconds, void *arg);
	/* Is a certificate at hand? */
	bool (*can_tls)(void *arg);
	void *arg;
};

enum smtp_state {
	SMTP_SHUT, /* the greeting was a no: only QUIT is left */
	SMTP_NEW,  /* has not said EHLO, or not again after STARTTLS */
	SMTP_READY,
	SMTP_SENDER,	 /* MAIL was taken */
	SMTP_RECIPIENTS, /* RCPT was taken at least once */
	SMTP_BODY,
	SMTP_STATES
};

/* What the owner has to do next. */
enum smtp_turn {
	SMTP_GO_ON, /* the next line, or bytes of the body in SMTP_BODY */
	SMTP_GO_TLS,
	SMTP_GO_AWAY, /* the last reply was the last */
};

struct smtp_dialog *smtp_dialog_new(const char *name,
    const struct smtp_persona *, const struct smtp_limits *,
    const struct smtp_dialog_calls *);
void smtp_dialog_free(struct smtp_dialog *);

enum smtp_turn smtp_dialog_greet(struct smtp_dialog *);
enum smtp_turn smtp_dialog_line(
    struct smtp_dialog *, const struct smtp_command *);
/* Takes bytes of the body; *taken is how many. */
enum smtp_turn smtp_dialog_body(
    struct smtp_dialog *, const char *bytes, size_t len, size_t *taken);

/* The handshake is done: what was said before is forgotten (RFC 3207, 4.2) */
void smtp_dialog_secured(struct smtp_dialog *);

/* Something is wrong and the connection will be closed: says why. */
void smtp_dialog_hang_up(struct smtp_dialog *, const char *reply);

enum smtp_state smtp_dialog_state(const struct smtp_dialog *);
const char *smtp_state_name(enum smtp_state);

#endif
