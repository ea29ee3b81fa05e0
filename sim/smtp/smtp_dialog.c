/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_dialog.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/base/mem.h"
#include "sim/smtp/smtp_message.h"
#include "sim/smtp/smtp_offer.h"
#include "sim/smtp/smtp_persona.h"
#include "sim/smtp/smtp_reply.h"

const struct smtp_limits smtp_usual_limits = {
    .recipients = 1000,
    .message_bytes = 10485760,
    .message_keep = 262144,
    .strikes = 20,
    .chatter = 3000,
};

struct smtp_dialog {
	const char *name;
	const struct smtp_persona *persona;
	const struct smtp_limits *limits;
	struct smtp_dialog_calls calls;
	struct smtp_message *message; /* NULL outside of a transaction */
	enum smtp_state state;
	enum smtp_turn turn;
	struct smtp_offer offer;
	unsigned strikes, chatter, accepted;
	char reply[4096]; /* the last polite one; EHLO has many lines */
};

static const char *const state_names[SMTP_STATES] = {
    [SMTP_SHUT] = "shut",
    [SMTP_NEW] = "new",
    [SMTP_READY] = "ready",
    [SMTP_SENDER] = "sender",
    [SMTP_RECIPIENTS] = "recipients",
    [SMTP_BODY] = "body",
};

const char *
smtp_state_name(enum smtp_state state)
{
	return state_names[state];
}

enum smtp_state
smtp_dialog_state(const struct smtp_dialog *d)
{
	return d->state;
}

struct smtp_dialog *
smtp_dialog_new(const char *name, const struct smtp_persona *persona,
    const struct smtp_limits *limits, const struct smtp_dialog_calls *calls)
{
	struct smtp_dialog *d = xcalloc(1, sizeof(*d));

	d->name = name;
	d->persona = d->offer.persona = persona;
	d->limits = limits;
	d->calls = *calls;
	return d;
}

static void
forget_transaction(struct smtp_dialog *d)
{
	smtp_message_free(d->message);
	d->message = NULL;
	if (d->state > SMTP_READY)
		d->state = SMTP_READY;
}

void
smtp_dialog_free(struct smtp_dialog *d)
{
	if (d == NULL)
		return;
	forget_transaction(d);
	free(d);
}

/* Says a reply of one or more lines, and does what its code means anyway. */
static int
say(struct smtp_dialog *d, const char *reply)
{
	const char *line = reply;

	for (;;) {
		size_t len = strcspn(line, "\n");

		d->calls.say(line, len, d->calls.arg);
		if (line[len] == '\0')
			break;
		line += len + 1;
	}
	if (smtp_reply_code(reply) == 421) /* RFC 5321 section 3.8 */
		d->turn = SMTP_GO_AWAY;
	return smtp_reply_code(reply);
}

static const char *polite(struct smtp_dialog *, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static const char *
polite(struct smtp_dialog *d, const char *fmt, va_list ap)
{
	vsnprintf(d->reply, sizeof(d->reply), fmt, ap);
	return d->reply;
}

/*
 * The one place where a persona speaks: its own reply at this moment, or the
 * polite one.  Returns the code.
 */
static int answer(struct smtp_dialog *, enum smtp_moment, const char **said,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

static int
answer(struct smtp_dialog *d, enum smtp_moment moment, const char **said,
    const char *fmt, ...)
{
	const char *reply = d->persona->acts[moment].reply;
	va_list ap;

	if (reply == NULL) {
		va_start(ap, fmt);
		reply = polite(d, fmt, ap);
		va_end(ap);
	}
	if (said != NULL)
		*said = reply;
	return say(d, reply);
}

static bool
is_yes(int code)
{
	return code / 100 == 2;
}

/* The client made a mistake. */
static void
complain(struct smtp_dialog *d, const char *reply)
{
	say(d, reply);
	if (++d->strikes >= d->limits->strikes)
		say(d, "421 4.7.0 Too many errors, goodbye");
}

enum smtp_turn
smtp_dialog_greet(struct smtp_dialog *d)
{
	int code = answer(d, SMTP_AT_GREETING, NULL, "220 %s ESMTP", d->name);

	d->state = is_yes(code) ? SMTP_NEW : SMTP_SHUT;
	return d->turn;
}

static void
on_ehlo(struct smtp_dialog *d)
{
	char *polite_one = smtp_offer_reply(&d->offer, d->name);
	bool yes = is_yes(answer(d, SMTP_AT_EHLO, NULL, "%s", polite_one));

	free(polite_one);
	if (!yes)
		return;
	forget_transaction(d);
	d->state = SMTP_READY;
	d->offer.extended = true;
}

static void
on_helo(struct smtp_dialog *d)
{
	if (!is_yes(answer(d, SMTP_AT_HELO, NULL, "250 %s", d->name)))
		return;
	forget_transaction(d);
	d->state = SMTP_READY;
	d->offer.extended = false;
}

static void
on_starttls(struct smtp_dialog *d)
{
	const char *scripted = d->persona->acts[SMTP_AT_STARTTLS].reply;

	if (d->offer.tls)
		complain(d, "503 5.5.1 TLS is already on");
	else if (d->persona->hides_starttls)
		complain(d, "502 5.5.1 STARTTLS is not offered");
	else if (d->state != SMTP_READY)
		complain(d, "503 5.5.1 STARTTLS comes after EHLO, before MAIL");
	else if (scripted != NULL && smtp_reply_code(scripted) != 220)
		say(d, scripted);
	else if (!d->calls.can_tls(d->calls.arg))
		say(d, "454 4.7.0 TLS not available, no certificate");
	else {
		answer(d, SMTP_AT_STARTTLS, NULL, "220 2.0.0 Go ahead");
		d->turn = SMTP_GO_TLS;
	}
}

void
smtp_dialog_secured(struct smtp_dialog *d)
{
	forget_transaction(d);
	d->state = SMTP_NEW;
	d->turn = SMTP_GO_ON;
	d->offer.tls = true;
	d->offer.extended = false;
}

/* RFC 6531 section 3.4: an address in UTF-8 needs the parameter. */
#define UTF8_REFUSAL " 5.6.7 SMTPUTF8 was not asked for"

static void
on_mail(struct smtp_dialog *d, const struct smtp_command *cmd)
{
	const char *missing = smtp_offer_missing(&d->offer, cmd->params.given);

	if (d->state < SMTP_READY)
		complain(d, "503 5.5.1 Say EHLO first");
	else if (d->state > SMTP_READY)
		complain(d, "503 5.5.1 There is a sender already");
	else if (missing != NULL)
		complain(d, "555 5.5.4 That parameter was not offered");
	else if (cmd->path.utf8 &&
		 (cmd->params.given & SMTP_PARAM_SMTPUTF8) == 0)
		complain(d, "550" UTF8_REFUSAL); /* these codes: section 3.5 */
	else if (cmd->params.size > d->limits->message_bytes)
		say(d, "552 5.3.4 Message too big");
	else if (is_yes(answer(d, SMTP_AT_MAIL, NULL, "250 2.1.0 Sender ok"))) {
		d->message = smtp_message_new(cmd);
		d->state = SMTP_SENDER;
	}
}

static void
refuse(struct smtp_dialog *d, const struct smtp_command *cmd, const char *reply)
{
	say(d, reply);
	d->calls.refused(cmd->path.address, reply, d->calls.arg);
}

/* Why the RCPT may not come now, or NULL. */
static const char *
rcpt_mistake(const struct smtp_dialog *d, const struct smtp_command *cmd)
{
	if (d->state != SMTP_SENDER && d->state != SMTP_RECIPIENTS)
		return "503 5.5.1 Say MAIL first";
	if (smtp_offer_missing(&d->offer, cmd->params.given) != NULL)
		return "555 5.5.4 That parameter was not offered";
	if (cmd->path.utf8 &&
	    (d->message->params.given & SMTP_PARAM_SMTPUTF8) == 0)
		return "553" UTF8_REFUSAL;
	return NULL;
}

static void
on_rcpt(struct smtp_dialog *d, const struct smtp_command *cmd)
{
	const char *mistake = rcpt_mistake(d, cmd), *said;
	int64_t seconds = d->persona->greylist;

	if (mistake != NULL) {
		complain(d, mistake);
		if (smtp_reply_code(mistake) != 503) /* not only too early */
			d->calls.refused(
			    cmd->path.address, mistake, d->calls.arg);
	} else if (d->message->recipient_count >= d->limits->recipients) {
		refuse(d, cmd, "452 4.5.3 Too many recipients");
	} else if (seconds > 0 &&
		   d->calls.waits(cmd->path.address, seconds, d->calls.arg)) {
		refuse(d, cmd, "451 4.7.1 Greylisted, try again later");
	} else if (is_yes(answer(
		       d, SMTP_AT_RCPT, &said, "250 2.1.5 Recipient ok"))) {
		smtp_message_add(d->message, cmd);
		d->state = SMTP_RECIPIENTS;
	} else {
		d->calls.refused(cmd->path.address, said, d->calls.arg);
	}
}

static void
on_data(struct smtp_dialog *d)
{
	if (d->state == SMTP_SENDER) {
		complain(d, "554 5.5.1 No valid recipients");
	} else if (d->state != SMTP_RECIPIENTS) {
		complain(d, "503 5.5.1 Say MAIL and RCPT first");
	} else if (answer(d, SMTP_AT_DATA, NULL, "354 End it with a dot") ==
		   354) {
		smtp_body_start(&d->message->body, d->limits->message_keep);
		d->state = SMTP_BODY;
	}
}

static void
on_rset(struct smtp_dialog *d)
{
	if (is_yes(answer(d, SMTP_AT_RSET, NULL, "250 2.0.0 Forgotten")))
		forget_transaction(d);
}

static void
on_quit(struct smtp_dialog *d)
{
	answer(d, SMTP_AT_QUIT, NULL, "221 2.0.0 %s says goodbye", d->name);
	d->turn = SMTP_GO_AWAY;
}

static void
obey(struct smtp_dialog *d, const struct smtp_command *cmd)
{
	switch (cmd->verb) {
	case SMTP_EHLO:
		on_ehlo(d);
		break;
	case SMTP_HELO:
		on_helo(d);
		break;
	case SMTP_STARTTLS:
		on_starttls(d);
		break;
	case SMTP_MAIL:
		on_mail(d, cmd);
		break;
	case SMTP_RCPT:
		on_rcpt(d, cmd);
		break;
	case SMTP_DATA:
		on_data(d);
		break;
	case SMTP_RSET:
		on_rset(d);
		break;
	case SMTP_NOOP:
		answer(d, SMTP_AT_NOOP, NULL, "250 2.0.0 Nothing done");
		break;
	case SMTP_VRFY:
		answer(d, SMTP_AT_VRFY, NULL, "252 2.1.5 Send it and see");
		break;
	case SMTP_EXPN:
		complain(d, "502 5.5.1 No lists here");
		break;
	case SMTP_HELP:
		say(d, "214 2.0.0 RFC 5321 helps");
		break;
	case SMTP_QUIT:
		on_quit(d);
		break;
	case SMTP_UNKNOWN:
	case SMTP_VERBS:
		abort(); /* these come with a fault */
	}
}

enum smtp_turn
smtp_dialog_line(struct smtp_dialog *d, const struct smtp_command *cmd)
{
	if (cmd->fault != SMTP_FINE) {
		complain(d, smtp_fault_reply(cmd->fault));
	} else if (d->state == SMTP_SHUT && cmd->verb != SMTP_QUIT) {
		complain(d, "503 5.5.1 No service here"); /* 5321, 3.1 */
	} else if (++d->chatter > d->limits->chatter) {
		say(d, "421 4.7.0 Too many commands and no mail, goodbye");
	} else {
		obey(d, cmd);
	}
	return d->turn;
}

static const char *
verdict_on(const struct smtp_dialog *d)
{
	const struct smtp_body *body = &d->message->body;

	if (body->total > d->limits->message_bytes)
		return "552 5.3.4 Message too big";
	if (body->long_line)
		return "500 5.6.0 A line is longer than 1000 bytes";
	return NULL;
}

static void
on_dot(struct smtp_dialog *d)
{
	const char *reply = verdict_on(d);
	struct smtp_message *message = d->message;

	if (reply != NULL)
		say(d, reply);
	else if (is_yes(answer(d, SMTP_AT_DOT, &reply,
		     "250 2.0.0 Taken, number %u", d->accepted + 1))) {
		d->accepted++;
		d->strikes = d->chatter = 0;
	}
	d->message = NULL;
	d->state = SMTP_READY;
	d->calls.message(message, reply, d->calls.arg);
}

enum smtp_turn
smtp_dialog_body(
    struct smtp_dialog *d, const char *bytes, size_t len, size_t *taken)
{
	bool complete;

	*taken = smtp_body_take(&d->message->body, bytes, len, &complete);
	if (complete)
		on_dot(d);
	else if (d->message->body.total / 4 > d->limits->message_bytes)
		say(d, "421 4.3.4 This message does not end");
	return d->turn;
}

void
smtp_dialog_hang_up(struct smtp_dialog *d, const char *reply)
{
	say(d, reply);
	d->turn = SMTP_GO_AWAY;
}
