/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_session_private.h"

#include <stdlib.h>
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <openssl/ssl.h>

#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/smtp/smtp_queue.h"
#include "sim/tls/tls_channel.h"

#define INPUT_MAX 65536 /* bytes held unread; three TLS records fit */

struct smtp_session_link *
smtp_session_link(struct smtp_session *s)
{
	return &s->link;
}

struct smtp_event
smtp_session_event(const struct smtp_session *s, enum smtp_event_kind kind)
{
	return (struct smtp_event){
	    .kind = kind,
	    .host = s->host,
	    .session = s->seen.session,
	    .tls = s->seen.tls && kind != SMTP_EVENT_LEAK,
	};
}

void
smtp_session_tell(struct smtp_session *s, enum smtp_event_kind kind)
{
	struct smtp_event e = smtp_session_event(s, kind);

	e.sighting = &s->seen;
	smtp_queue_add(s->shared->queue, &e);
}

void
smtp_session_tell_line(struct smtp_session *s, enum smtp_event_kind kind,
    const char *line, size_t len)
{
	struct smtp_event e = smtp_session_event(s, kind);

	e.line = line;
	e.len = len < SMTP_SHOWN_MAX ? len : SMTP_SHOWN_MAX;
	smtp_queue_add(s->shared->queue, &e);
}

void
smtp_session_decide(struct smtp_session *s, enum smtp_ending ending)
{
	if (s->seen.ending == SMTP_NOT_ENDED)
		s->seen.ending = ending;
}

void
smtp_session_allow(struct smtp_session *s, unsigned ms)
{
	struct timeval tv = {
	    .tv_sec = ms / 1000,
	    .tv_usec = (suseconds_t)(ms % 1000) * 1000,
	};

	event_add(s->deadline, &tv);
}

/*
 * Only marks the session and takes it out of the loop; the functions that
 * called this look at the phase.
 */
void
smtp_session_end(struct smtp_session *s, enum smtp_ending ending)
{
	if (s->phase == SMTP_OVER)
		return;
	smtp_session_decide(s, ending);
	s->phase = SMTP_OVER;
	s->seen.ended_us = clock_monotonic_us();
	event_del(s->deadline);
	bufferevent_disable(s->bev, EV_READ | EV_WRITE);
	bufferevent_setcb(s->bev, NULL, NULL, NULL, NULL);
	smtp_session_tell(s, SMTP_EVENT_ENDED);
	s->shared->on_over(s, s->shared->arg);
}

/* Our side says no more, and the client sees that at once. */
static void
linger(struct smtp_session *s)
{
	s->phase = SMTP_LINGERING;
	s->mute = true;
	shutdown(bufferevent_getfd(s->bev), SHUT_WR);
	if (s->eof)
		smtp_session_end(s, SMTP_ENDED_EOF);
	else
		smtp_session_allow(s, s->shared->options.linger_ms);
}

/* A group of replies is one TLS record, as it is one segment (RFC 2920). */
void
smtp_session_utter(struct smtp_session *s)
{
	struct evbuffer *out = bufferevent_get_output(s->bev);
	size_t len = evbuffer_get_length(s->reply);

	if (len == 0)
		return;
	if (!s->mute && s->tls == NULL)
		evbuffer_add_buffer(out, s->reply);
	else if (!s->mute)
		tls_channel_say(s->tls,
		    evbuffer_pullup(s->reply, (ev_ssize_t)len), len, out);
	evbuffer_drain(s->reply, evbuffer_get_length(s->reply));
}

void
smtp_session_leave(struct smtp_session *s, enum smtp_ending ending)
{
	struct evbuffer *out = bufferevent_get_output(s->bev);

	smtp_session_decide(s, ending);
	smtp_session_utter(s);
	if (s->tls != NULL && !s->mute)
		tls_channel_close(s->tls, out);
	s->phase = SMTP_LEAVING;
	smtp_session_allow(s, s->shared->options.linger_ms);
	if (!s->eof)
		bufferevent_enable(s->bev, EV_READ);
	if (s->mute || evbuffer_get_length(out) == 0)
		linger(s);
}

static void
hear(struct smtp_session *s)
{
	if (s->phase != SMTP_TALKING || s->mute)
		smtp_session_overhear(s);
	else if (s->tls != NULL)
		smtp_session_hear_tls(s);
	else
		smtp_session_converse(s);
}

/* Acknowledged at once, or Nagle's algorithm makes the client wait. */
static void
be_quick(evutil_socket_t fd)
{
	int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

/* The last act of every callback; the session may be gone after it. */
static void
settle(const struct smtp_shared *shared)
{
	shared->on_settle(shared->arg);
}

static void
on_read(struct bufferevent *bev, void *arg)
{
	struct smtp_session *s = arg;

	be_quick(bufferevent_getfd(bev));
	s->shared->on_heard(s, s->shared->arg);
	hear(s);
	settle(s->shared);
}

/* The output buffer is empty: whatever waited for that may go on. */
static void
on_written(struct bufferevent *bev, void *arg)
{
	struct smtp_session *s = arg;

	if (s->phase == SMTP_LEAVING) {
		linger(s);
	} else if (s->phase == SMTP_TALKING &&
		   (bufferevent_get_enabled(bev) & EV_READ) == 0) {
		bufferevent_enable(bev, EV_READ);
		hear(s);
	}
	settle(s->shared);
}

static void
on_closed(struct smtp_session *s, enum smtp_ending ending)
{
	smtp_session_tls_closed(s);
	smtp_session_end(s, ending);
}

static void
on_eof(struct smtp_session *s)
{
	bool unsent =
	    !s->mute && evbuffer_get_length(bufferevent_get_output(s->bev)) > 0;

	s->eof = true;
	if (unsent) /* it may have closed one half only */
		smtp_session_leave(s, SMTP_ENDED_EOF);
	else
		on_closed(s, SMTP_ENDED_EOF);
}

/* Writing fails first when a client is gone, but its last words, perhaps an
 * alert, may still be there to be read. */
static void
on_write_error(struct smtp_session *s)
{
	struct evbuffer *out = bufferevent_get_output(s->bev);

	s->mute = true;
	bufferevent_disable(s->bev, EV_WRITE);
	evbuffer_drain(out, evbuffer_get_length(out));
	bufferevent_enable(s->bev, EV_READ);
	smtp_session_allow(s, s->shared->options.linger_ms);
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
	struct smtp_session *s = arg;

	(void)bev;
	if (what & BEV_EVENT_EOF)
		on_eof(s);
	else if ((what & BEV_EVENT_ERROR) && (what & BEV_EVENT_WRITING))
		on_write_error(s);
	else if (what & BEV_EVENT_ERROR)
		on_closed(s, SMTP_ENDED_RESET);
	settle(s->shared);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct smtp_session *s = arg;
	bool shaking = s->tls != NULL && !s->seen.tls;

	(void)fd;
	(void)what;
	if (s->phase == SMTP_TALKING && !s->mute && !shaking) {
		smtp_dialog_hang_up(s->dialog, "421 4.4.2 Timeout, goodbye");
		smtp_session_leave(s, SMTP_ENDED_TIMEOUT);
	} else {
		on_closed(s, SMTP_ENDED_TIMEOUT);
	}
	settle(s->shared);
}

static void
prepare_socket(evutil_socket_t fd)
{
	int on = 1;

	evutil_make_socket_nonblocking(fd);
	evutil_make_socket_closeonexec(fd);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	be_quick(fd);
}

static void
make_parts(struct smtp_session *s, evutil_socket_t fd)
{
	const struct smtp_dialog_calls calls = smtp_session_calls(s);

	s->dialog = smtp_dialog_new(
	    s->host->name, s->host->persona, &s->shared->limits, &calls);
	s->said = evbuffer_new();
	s->reply = evbuffer_new();
	s->deadline = evtimer_new(s->shared->base, on_deadline, s);
	s->bev =
	    bufferevent_socket_new(s->shared->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (s->said == NULL || s->reply == NULL || s->deadline == NULL ||
	    s->bev == NULL)
		out_of_memory();
	bufferevent_setcb(s->bev, on_read, on_written, on_event, s);
	bufferevent_setwatermark(s->bev, EV_READ, 0, INPUT_MAX);
	bufferevent_enable(s->bev, EV_READ | EV_WRITE);
}

struct smtp_session *
smtp_session_new(const struct smtp_shared *shared, evutil_socket_t fd,
    const struct smtp_host *host, uint64_t number)
{
	struct smtp_session *s = xcalloc(1, sizeof(*s));

	s->link.session = s;
	s->shared = shared;
	s->host = host;
	s->seen.session = number;
	s->seen.began_us = clock_monotonic_us();
	prepare_socket(fd);
	make_parts(s, fd);
	smtp_session_allow(s, shared->options.command_ms);
	smtp_session_tell_line(s, SMTP_EVENT_CONNECTED, NULL, 0);
	smtp_session_greet(s);
	return s;
}

void
smtp_session_free(struct smtp_session *s)
{
	tls_channel_free(s->tls);
	SSL_free(s->identity);
	smtp_dialog_free(s->dialog);
	evbuffer_free(s->said);
	evbuffer_free(s->reply);
	event_free(s->deadline);
	bufferevent_free(s->bev);
	free(s);
}
