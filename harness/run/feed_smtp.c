/* SPDX-License-Identifier: MIT */
#include "harness/run/feed_smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "sim/base/mem.h"

#define REPLY_SECONDS  30
#define MAX_REPLY_LINE 2000
/* A server that has just been started may hang up for a moment. */
#define MAX_LOST_IN_ROW 5 /* connections, without a mail taken between */
#define REDIAL_MS	300

enum state {
	CONNECTING,
	GREETED,
	FROM_SAID,
	TO_SAID,
	DATA_SAID,
	TEXT_SAID,
	RESET_SAID,
	IDLE
};

struct feed_smtp {
	struct event_base *base; /* borrowed */
	struct sockaddr_in to;
	struct feed_smtp_calls calls;
	struct bufferevent *bev; /* NULL: not connected */
	struct event *over, *redial;
	char *failure;
	enum state state;
	const struct mail **mails;
	size_t n, next;
	unsigned lost;
};

static void dial(struct feed_smtp *);

/* From the top of the loop, so that the callback may free us. */
static void
on_over(evutil_socket_t fd, short what, void *arg)
{
	struct feed_smtp *f = arg;

	(void)fd, (void)what;
	f->calls.over(f->failure, f->calls.arg);
}

static void
end(struct feed_smtp *f, const char *failure)
{
	free(f->failure);
	f->failure = failure == NULL ? NULL : xstrdup(failure);
	event_active(f->over, 0, 0);
}

static void
say_next(struct feed_smtp *f)
{
	struct evbuffer *out = bufferevent_get_output(f->bev);
	const struct mail *mail;
	const char *ascii;

	if (f->next == f->n) {
		f->state = IDLE;
		evbuffer_add_printf(out, "QUIT\r\n");
		end(f, NULL);
		return;
	}
	mail = f->mails[f->next];
	for (ascii = mail->to; *ascii != '\0' && !(*ascii & 0x80);)
		ascii++;
	evbuffer_add_printf(out, "MAIL FROM:<%s>%s\r\n", mail->from,
	    *ascii == '\0' ? "" : " BODY=8BITMIME SMTPUTF8");
	f->state = FROM_SAID;
}

static void
taken(struct feed_smtp *f, bool yes, const char *reply)
{
	const struct mail *mail = f->mails[f->next++];

	f->lost = 0;
	f->calls.taken(mail, yes, reply, f->calls.arg);
}

static void
say_text(struct feed_smtp *f)
{
	struct evbuffer *out = bufferevent_get_output(f->bev);
	const char *at = f->mails[f->next]->text, *line_end;

	for (; *at != '\0'; at = line_end) {
		line_end = strchr(at, '\n');
		line_end = line_end == NULL ? at + strlen(at) : line_end + 1;
		if (*at == '.')
			evbuffer_add(out, ".", 1); /* RFC 5321 4.5.2 */
		evbuffer_add(out, at, (size_t)(line_end - at));
	}
	evbuffer_add_printf(out, ".\r\n");
	f->state = TEXT_SAID;
}

static void
refused(struct feed_smtp *f, const char *reply)
{
	taken(f, false, reply);
	evbuffer_add_printf(bufferevent_get_output(f->bev), "RSET\r\n");
	f->state = RESET_SAID;
}

static void
on_reply(struct feed_smtp *f, const char *reply)
{
	struct evbuffer *out = bufferevent_get_output(f->bev);
	char kind = reply[0];

	switch (f->state) {
	case CONNECTING:
		evbuffer_add_printf(out, "EHLO client.sender.example\r\n");
		f->state = GREETED;
		return;
	case GREETED:
	case RESET_SAID:
		say_next(f);
		return;
	case FROM_SAID:
		if (kind != '2') {
			refused(f, reply);
			return;
		}
		evbuffer_add_printf(
		    out, "RCPT TO:<%s>\r\n", f->mails[f->next]->to);
		f->state = TO_SAID;
		return;
	case TO_SAID:
		if (kind != '2') {
			refused(f, reply);
			return;
		}
		evbuffer_add_printf(out, "DATA\r\n");
		f->state = DATA_SAID;
		return;
	case DATA_SAID:
		if (kind != '3') {
			refused(f, reply);
			return;
		}
		say_text(f);
		return;
	case TEXT_SAID:
		taken(f, kind == '2', reply);
		say_next(f);
		return;
	case IDLE:
		return;
	}
}

static void
on_read(struct bufferevent *bev, void *arg)
{
	struct feed_smtp *f = arg;
	struct evbuffer *in = bufferevent_get_input(bev);
	size_t len;
	char *line;

	while (f->bev == bev &&
	       (line = evbuffer_readln(in, &len, EVBUFFER_EOL_CRLF)) != NULL) {
		if (len >= 3 && line[3] != '-')
			on_reply(f, line);
		free(line);
	}
	if (evbuffer_get_length(in) > MAX_REPLY_LINE)
		evbuffer_drain(in, evbuffer_get_length(in));
}

static void
hang_up(struct feed_smtp *f)
{
	if (f->bev != NULL)
		bufferevent_free(f->bev);
	f->bev = NULL;
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
	struct feed_smtp *f = arg;
	bool idle = f->state == IDLE;

	(void)bev;
	if (what & BEV_EVENT_CONNECTED)
		return;
	hang_up(f);
	if (idle)
		return;
	if (++f->lost > MAX_LOST_IN_ROW)
		end(f, what & BEV_EVENT_TIMEOUT
			   ? "the client does not answer on its SMTP port"
			   : "the client closes its SMTP port");
	else
		event_add(f->redial, &(struct timeval){0, REDIAL_MS * 1000});
}

static void
on_redial(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	dial(arg);
}

static void
dial(struct feed_smtp *f)
{
	struct timeval limit = {REPLY_SECONDS, 0};

	f->state = CONNECTING;
	f->bev = bufferevent_socket_new(f->base, -1, BEV_OPT_CLOSE_ON_FREE);
	if (f->bev == NULL)
		out_of_memory();
	bufferevent_setcb(f->bev, on_read, NULL, on_event, f);
	bufferevent_set_timeouts(f->bev, &limit, NULL);
	bufferevent_enable(f->bev, EV_READ | EV_WRITE);
	if (bufferevent_socket_connect(
		f->bev, (struct sockaddr *)&f->to, sizeof(f->to)) == -1) {
		hang_up(f);
		end(f, "no connection to the client's SMTP port");
	}
}

struct feed_smtp *
feed_smtp_new(struct event_base *base, const struct sockaddr_in *to,
    const struct feed_smtp_calls *calls)
{
	struct feed_smtp *f = xcalloc(1, sizeof(*f));

	f->base = base;
	f->to = *to;
	f->calls = *calls;
	f->state = IDLE;
	f->over = event_new(base, -1, 0, on_over, f);
	f->redial = evtimer_new(base, on_redial, f);
	if (f->over == NULL || f->redial == NULL)
		out_of_memory();
	return f;
}

void
feed_smtp_free(struct feed_smtp *f)
{
	if (f == NULL)
		return;
	hang_up(f);
	event_free(f->over);
	event_free(f->redial);
	free(f->failure);
	free(f->mails);
	free(f);
}

void
feed_smtp_send(struct feed_smtp *f, const struct mail *const *mails, size_t n)
{
	free(f->mails);
	f->mails = xmemdup(mails, n * sizeof(struct mail *));
	f->n = n;
	f->next = 0;
	f->lost = 0;
	event_del(f->redial);
	hang_up(f); /* what is left of the last session has said QUIT */
	dial(f);
}
