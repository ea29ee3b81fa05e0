/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_session_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/smtp/smtp_greylist.h"
#include "sim/smtp/smtp_queue.h"

#define OUTPUT_MAX  65536 /* unread by the client: then we do not listen */
#define SWALLOW_MAX 65536 /* bytes of a line without end */

static void
say(const char *line, size_t len, void *arg)
{
	struct smtp_session *s = arg;

	evbuffer_add(s->reply, line, len);
	evbuffer_add(s->reply, "\r\n", 2);
	if (line[0] == '4' || line[0] == '5')
		snprintf(s->seen.last_no, sizeof(s->seen.last_no), "%.*s",
		    (int)len, line);
	smtp_session_tell_line(s, SMTP_EVENT_SERVER_SAID, line, len);
}

static void
on_refused(const char *recipient, const char *reply, void *arg)
{
	struct smtp_session *s = arg;
	struct smtp_event e = smtp_session_event(s, SMTP_EVENT_REFUSED);

	s->seen.refused++;
	e.recipient = recipient;
	e.reply = reply;
	smtp_queue_add(s->shared->queue, &e);
}

static void
on_message(struct smtp_message *message, const char *reply, void *arg)
{
	struct smtp_session *s = arg;
	struct smtp_event e = smtp_session_event(s, SMTP_EVENT_MESSAGE);

	e.accepted = reply[0] == '2';
	e.reply = reply;
	e.message = message;
	if (e.accepted && e.tls)
		s->seen.accepted_tls++;
	else if (e.accepted)
		s->seen.accepted_clear++;
	smtp_queue_add(s->shared->queue, &e);
}

static bool
must_wait(const char *recipient, int64_t seconds, void *arg)
{
	struct smtp_session *s = arg;
	const struct smtp_host *h = s->host;
	int64_t now = h->now != NULL ? h->now(h->arg) : clock_wall();

	return smtp_greylist_waits(
	    s->shared->greylist, h->name, recipient, now, seconds);
}

static bool
can_tls(void *arg)
{
	return smtp_session_make_identity(arg);
}

struct smtp_dialog_calls
smtp_session_calls(struct smtp_session *s)
{
	return (struct smtp_dialog_calls){
	    .say = say,
	    .refused = on_refused,
	    .message = on_message,
	    .waits = must_wait,
	    .can_tls = can_tls,
	    .arg = s,
	};
}

static void
take_turn(struct smtp_session *s, enum smtp_turn turn)
{
	switch (turn) {
	case SMTP_GO_ON:
		break;
	case SMTP_GO_TLS:
		smtp_session_start_tls(s);
		break;
	case SMTP_GO_AWAY:
		smtp_session_leave(s, SMTP_ENDED_TURNED_AWAY);
		break;
	}
}

void
smtp_session_greet(struct smtp_session *s)
{
	take_turn(s, smtp_dialog_greet(s->dialog));
	smtp_session_utter(s);
}

static void
note_hello(struct smtp_session *s, const struct smtp_command *cmd)
{
	size_t n = cmd->arg_len;

	if (n >= sizeof(s->seen.hello))
		n = sizeof(s->seen.hello) - 1;
	for (size_t i = 0; i < n; i++) {
		char c = cmd->arg[i];

		s->seen.hello[i] = (char)(c > 0x20 && c < 0x7f ? c : '?');
	}
	s->seen.hello[n] = '\0';
	if (s->seen.tls)
		s->seen.hello_after_tls = true;
}

static void
note_command(struct smtp_session *s, const struct smtp_command *cmd)
{
	unsigned *said = s->seen.tls ? &s->seen.said_tls : &s->seen.said_clear;

	s->seen.commands++;
	*said |= 1U << cmd->verb;
	if (cmd->verb == SMTP_EHLO || cmd->verb == SMTP_HELO)
		note_hello(s, cmd);
	if (cmd->verb == SMTP_QUIT && cmd->fault == SMTP_FINE)
		smtp_session_decide(s, SMTP_ENDED_QUIT);
}

/* Each line has its time, and so has each message as a whole. */
static void
allow_next(struct smtp_session *s)
{
	bool body = smtp_dialog_state(s->dialog) == SMTP_BODY;

	if (s->phase == SMTP_TALKING)
		smtp_session_allow(s, body ? s->shared->options.body_ms
					   : s->shared->options.command_ms);
}

static void
on_line(struct smtp_session *s, const char *line, size_t len)
{
	struct smtp_command cmd = smtp_command_parse(line, len);

	smtp_session_tell_line(s, SMTP_EVENT_CLIENT_SAID, line, len);
	note_command(s, &cmd);
	take_turn(s, smtp_dialog_line(s->dialog, &cmd));
	allow_next(s);
}

/* The end of a line whose start is forgotten: one complaint is due. */
static void
on_swallowed(struct smtp_session *s)
{
	char *line = xcalloc(SMTP_EXTENDED_LINE_MAX, 1);

	memset(line, '?', SMTP_EXTENDED_LINE_MAX);
	s->swallowed = 0;
	on_line(s, line, SMTP_EXTENDED_LINE_MAX);
	free(line);
}

static void
swallow(struct smtp_session *s, struct evbuffer *in)
{
	size_t len = evbuffer_get_length(in);

	if (s->swallowed == 0 && len <= SMTP_EXTENDED_LINE_MAX)
		return;
	s->swallowed += len;
	evbuffer_drain(in, len);
	if (s->swallowed <= SWALLOW_MAX)
		return;
	smtp_dialog_hang_up(s->dialog, "421 4.7.0 This line does not end");
	smtp_session_leave(s, SMTP_ENDED_FLOOD);
}

/* False: more bytes are needed. */
static bool
take_line(struct smtp_session *s, struct evbuffer *in)
{
	size_t len;
	char *line = evbuffer_readln(in, &len, EVBUFFER_EOL_CRLF);

	if (line == NULL)
		swallow(s, in);
	else if (s->swallowed > 0)
		on_swallowed(s);
	else
		on_line(s, line, len);
	free(line);
	return line != NULL;
}

/* False: more bytes are needed. */
static bool
take_body(struct smtp_session *s, struct evbuffer *in)
{
	size_t len = evbuffer_get_contiguous_space(in), taken;
	const char *bytes = (const char *)evbuffer_pullup(in, (ev_ssize_t)len);

	if (len == 0)
		return false;
	take_turn(s, smtp_dialog_body(s->dialog, bytes, len, &taken));
	evbuffer_drain(in, taken);
	if (smtp_dialog_state(s->dialog) != SMTP_BODY)
		allow_next(s);
	return true;
}

static bool
is_full(const struct smtp_session *s)
{
	return evbuffer_get_length(bufferevent_get_output(s->bev)) +
		   evbuffer_get_length(s->reply) >
	       OUTPUT_MAX;
}

/* STARTTLS changes where the words come from, and ends the loop. */
void
smtp_session_converse(struct smtp_session *s)
{
	struct tls_channel *tls = s->tls;
	struct evbuffer *in =
	    tls != NULL ? s->said : bufferevent_get_input(s->bev);
	bool more = true;

	while (more && s->phase == SMTP_TALKING && s->tls == tls && !is_full(s))
		more = smtp_dialog_state(s->dialog) == SMTP_BODY
			   ? take_body(s, in)
			   : take_line(s, in);
	smtp_session_utter(s);
	if (s->phase == SMTP_TALKING && is_full(s))
		bufferevent_disable(s->bev, EV_READ);
}
