/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/sender/session_steps.h"
#include "sim/base/mem.h"

#include <stdlib.h>

void
session_note(
    const struct session *s, const struct note *note, const char *fmt, ...)
{
	struct note here = *note;
	char text[NOTE_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	here.host = s->call->host;
	note_decision(s->call->book, &here, "%s", text);
}

bool
session_fail(
    struct session *s, const struct host_fault *like, const char *fmt, ...)
{
	struct host_fault *fault = s->fault;
	va_list ap;

	*fault = *like;
	snprintf(fault->host, sizeof(fault->host), "%s", s->call->host);
	snprintf(
	    fault->address, sizeof(fault->address), "%s", s->call->address);
	va_start(ap, fmt);
	vsnprintf(fault->text, sizeof(fault->text), fmt, ap);
	va_end(ap);
	session_note(s,
	    &(struct note){.about = fault->about,
		.result = "refused",
		.reason = fault->reason,
		.clause = fault->clause},
	    "%s", fault->text);
	return false;
}

static const char *
reason_of(enum wire_end end)
{
	if (end == WIRE_REFUSED)
		return "connection-refused";
	return end == WIRE_TIMEOUT ? "connection-timeout" : "connection-lost";
}

bool
session_lost(struct session *s, const char *about, enum wire_end end)
{
	struct host_fault like = {
	    .weight = {FAULT_REACH, false},
	    .about = about,
	    .reason = reason_of(end),
	    .clause = end == WIRE_TIMEOUT ? "RFC 5321 4.5.3.2" : "RFC 5321 3.8",
	    .status = "4.4.2",
	};

	return session_fail(s, &like, "%s", wire_end_text(end));
}

bool
session_ask(struct session *s, const char *about, struct smtp_reply *reply,
    const char *command)
{
	enum wire_end end = WIRE_OK;
	char *line;

	if (command[0] != '\0') {
		line = xasprintf("%s\r\n", command);
		end = wire_send(s->wire, line, strlen(line));
		free(line);
	}
	if (end == WIRE_OK)
		end = wire_reply(s->wire, reply);
	return end == WIRE_OK ? true : session_lost(s, about, end);
}

/* The status of the reply if it has a fitting one, or the bare class. */
static void
take_status(struct host_fault *like, const struct smtp_reply *reply)
{
	bool fits = reply->status[0] == (like->weight.permanent ? '5' : '4');

	snprintf(like->status, sizeof(like->status), "%s",
	    fits			       ? reply->status
	    : like->weight.permanent	       ? "5.0.0"
	    : like->weight.rank == FAULT_REPLY ? "4.0.0"
					       : "4.4.2");
}

/*
 * The host says no.  To the mail itself (reason for a 5yz given), or only to
 * having anything to do with us (reason NULL).
 */
static bool
refused(struct session *s, const char *about, const struct smtp_reply *reply,
    const char *reason)
{
	enum reply_class class = decide_reply(reply->code, false);
	struct host_fault like = {
	    .weight = {reason != NULL ? FAULT_REPLY : FAULT_REACH,
		class == REPLY_PERMANENT},
	    .about = about,
	    .reason = "greylisted",
	    .clause = "RFC 5321 4.2.1",
	    .said_by_host = true,
	};

	if (class == REPLY_PERMANENT) {
		like.reason = reason != NULL ? reason : "server-refused";
		like.ends_mail = reason != NULL;
	} else if (class != REPLY_TRANSIENT) {
		like.weight.rank = FAULT_REACH;
		like.reason = "connection-lost";
		like.clause =
		    class == REPLY_LEAVING ? "RFC 5321 3.8" : "RFC 5321 4.2";
	}
	take_status(&like, reply);
	return session_fail(s, &like, "%d %s", reply->code, reply->text);
}

static bool
greeting(struct session *s)
{
	struct smtp_reply reply = {0};

	if (!session_ask(s, "greeting", &reply, ""))
		return false;
	if (decide_reply(reply.code, false) != REPLY_GOOD)
		return refused(s, "greeting", &reply, NULL);
	return true;
}

bool
session_hello(struct session *s)
{
	const char *helo = s->call->sender->helo;
	char command[300];

	snprintf(command, sizeof(command), "EHLO %s", helo);
	if (!session_ask(s, "ehlo", &s->hello, command))
		return false;
	if (decide_reply(s->hello.code, false) == REPLY_GOOD)
		return true;
	if (decide_reply(s->hello.code, false) != REPLY_PERMANENT)
		return refused(s, "ehlo", &s->hello, NULL);
	session_note(s,
	    &(struct note){
		.about = "ehlo", .result = "helo", .clause = "RFC 5321 3.2"},
	    "EHLO is not understood, so HELO it is, without extensions");
	snprintf(command, sizeof(command), "HELO %s", helo);
	if (!session_ask(s, "ehlo", &s->hello, command))
		return false;
	if (decide_reply(s->hello.code, false) != REPLY_GOOD)
		return refused(s, "ehlo", &s->hello, NULL);
	s->hello.keywords[0] = '\0';
	s->hello.has_size = false;
	return true;
}

/* What the mail needs and the host cannot do (RFC 1870, 6152, 6531). */
static bool
check_extensions(struct session *s)
{
	const struct letter *letter = s->call->letter;
	struct host_fault like = {
	    .weight = {FAULT_REPLY, true},
	    .about = "extensions",
	    .reason = "message-refused",
	};

	if (s->hello.has_size && s->hello.size > 0 &&
	    letter->size > s->hello.size) {
		like.clause = "RFC 1870 4";
		memcpy(like.status, "5.3.4", 6);
		return session_fail(s, &like,
		    "%zu octets are more than the %llu that the host takes",
		    letter->size, s->hello.size);
	}
	if ((letter->to.needs_smtputf8 || letter->from.needs_smtputf8) &&
	    !sender_reply_offers(&s->hello, "SMTPUTF8")) {
		like.clause = "RFC 6531 3.2";
		memcpy(like.status, "5.6.7", 6);
		return session_fail(s, &like,
		    "the address needs SMTPUTF8, and it is not offered");
	}
	if (letter->eight_bit && !sender_reply_offers(&s->hello, "8BITMIME")) {
		like.clause = "RFC 6152 3";
		memcpy(like.status, "5.6.3", 6);
		return session_fail(
		    s, &like, "the text needs 8BITMIME, and it is not offered");
	}
	return true;
}

static bool
mail(struct session *s)
{
	const struct letter *letter = s->call->letter;
	bool utf8 = letter->to.needs_smtputf8 || letter->from.needs_smtputf8;
	char command[ROUTE_NAME * 2 + 100], size[40] = "";
	struct smtp_reply reply = {0};

	if (s->hello.has_size)
		snprintf(size, sizeof(size), " SIZE=%zu", letter->size);
	snprintf(command, sizeof(command), "MAIL FROM:<%s>%s%s%s",
	    letter->from.wire, size, letter->eight_bit ? " BODY=8BITMIME" : "",
	    utf8 ? " SMTPUTF8" : "");
	if (!session_ask(s, "mail", &reply, command))
		return false;
	if (decide_reply(reply.code, false) != REPLY_GOOD)
		return refused(s, "mail", &reply, "sender-refused");
	return true;
}

static bool
recipient(struct session *s)
{
	char command[ROUTE_NAME * 2 + 20];
	struct smtp_reply reply = {0};

	snprintf(
	    command, sizeof(command), "RCPT TO:<%s>", s->call->letter->to.wire);
	if (!session_ask(s, "recipient", &reply, command))
		return false;
	if (decide_reply(reply.code, false) != REPLY_GOOD)
		return refused(s, "recipient", &reply, "recipient-refused");
	return true;
}

static bool
data(struct session *s)
{
	const struct letter *letter = s->call->letter;
	struct smtp_reply reply = {0};
	enum wire_end end;

	if (!session_ask(s, "data", &reply, "DATA"))
		return false;
	if (decide_reply(reply.code, true) != REPLY_GOOD)
		return refused(s, "data", &reply, "message-refused");
	end = wire_send(s->wire, letter->data, letter->data_len);
	if (end != WIRE_OK)
		return session_lost(s, "data", end);
	if (!session_ask(s, "data", &reply, ""))
		return false;
	if (decide_reply(reply.code, false) != REPLY_GOOD)
		return refused(s, "data", &reply, "message-refused");
	session_note(s,
	    &(struct note){.about = "data",
		.result = "accepted",
		.clause = "RFC 5321 4.2.5"},
	    "%d %s", reply.code, reply.text);
	return true;
}

/* The mail's fate is known, so nobody waits long for the last word. */
static void
quit(struct session *s)
{
	static const char command[] = "QUIT\r\n";
	struct smtp_reply reply = {0};

	wire_hurry(s->wire);
	if (wire_send(s->wire, command, sizeof(command) - 1) == WIRE_OK)
		(void)wire_reply(s->wire, &reply);
}

static bool
connect_to_host(struct session *s)
{
	const struct sender *sender = s->call->sender;
	enum wire_end end;
	struct host_fault like = {
	    .weight = {FAULT_REACH, false},
	    .about = "connect",
	    .clause = "RFC 5321 4.5.4.1",
	    .status = "4.4.1",
	};

	s->wire = wire_open(
	    s->call->address, sender->smtp_port, sender->timeout_s, &end);
	if (s->wire == NULL) {
		like.reason = reason_of(end);
		return session_fail(
		    s, &like, "%s: %s", s->call->address, wire_end_text(end));
	}
	session_note(s,
	    &(struct note){.about = "connect",
		.result = "connected",
		.clause = "RFC 5321 3.1"},
	    "%s port %u", s->call->address, (unsigned)sender->smtp_port);
	return true;
}

static bool
run(struct session *s)
{
	return connect_to_host(s) && greeting(s) && session_hello(s) &&
	       session_secure(s) && check_extensions(s) && mail(s) &&
	       recipient(s) && data(s);
}

/* A connection that failed in itself is not worth a QUIT. */
static bool
is_worth_a_quit(const struct session *s, bool delivered)
{
	if (delivered)
		return true;
	return s->wire != NULL && strcmp(s->fault->about, "handshake") != 0 &&
	       strncmp(s->fault->reason, "connection-", 11) != 0;
}

bool
session_deliver(
    const struct call *call, enum fate *fate, struct host_fault *fault)
{
	struct session s = {.call = call, .fault = fault};
	bool delivered = run(&s);

	if (delivered)
		*fate = s.verified		   ? FATE_VERIFIED
			: wire_tls(s.wire) != NULL ? FATE_UNVERIFIED
						   : FATE_CLEARTEXT;
	if (is_worth_a_quit(&s, delivered))
		quit(&s);
	wire_close(s.wire);
	return delivered;
}
