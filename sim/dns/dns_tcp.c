/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_tcp.h"

#include <stdlib.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <sys/queue.h>

#include "sim/base/mem.h"

#define MESSAGE_MAX 65535
#define FRAME_MAX   (2 + MESSAGE_MAX)
#define OUTPUT_MAX  262144 /* then we answer no more for now */
#define PENDING_MAX 64
#define BACKLOG	    512

struct entrance {
	struct dns_tcp *tcp;
	struct evconnlistener *listener;
	void *place;
	TAILQ_ENTRY(entrance) next;
};

struct dns_tcp_conn {
	struct dns_tcp *tcp;
	void *place;
	struct bufferevent *bev; /* NULL: closed */
	unsigned pending;	 /* answers that are due */
	bool eof;		 /* the client sends no more */
	bool serving;
	bool ready; /* is in that list */
	TAILQ_ENTRY(dns_tcp_conn) next;
	TAILQ_ENTRY(dns_tcp_conn) next_ready;
};

TAILQ_HEAD(conns, dns_tcp_conn);

struct dns_tcp {
	struct event_base *base;
	size_t max, n;
	struct timeval idle;
	dns_tcp_cb *on_message;
	TAILQ_HEAD(, entrance) entrances;
	struct conns live; /* the one that was silent for longest first */
	struct conns dead;
	struct conns ready; /* an answer made room for further queries */
	struct event *resume;
	struct event *reopen;
	unsigned depth; /* of our own functions that are on the stack */
	bool freed;
	uint8_t message[MESSAGE_MAX];
};

static void
end(struct dns_tcp_conn *conn)
{
	struct dns_tcp *tcp = conn->tcp;

	if (conn->bev == NULL)
		return;
	if (conn->ready)
		TAILQ_REMOVE(&tcp->ready, conn, next_ready);
	bufferevent_setcb(conn->bev, NULL, NULL, NULL, NULL);
	bufferevent_free(conn->bev);
	conn->bev = NULL;
	TAILQ_REMOVE(&tcp->live, conn, next);
	TAILQ_INSERT_TAIL(&tcp->dead, conn, next);
	tcp->n--;
}

static void
bury(struct dns_tcp *tcp, bool all)
{
	struct dns_tcp_conn *conn = TAILQ_FIRST(&tcp->dead), *next;

	for (; conn != NULL; conn = next) {
		next = TAILQ_NEXT(conn, next);
		if (conn->pending > 0 && !all)
			continue;
		TAILQ_REMOVE(&tcp->dead, conn, next);
		free(conn);
	}
}

static void
destroy(struct dns_tcp *tcp)
{
	bury(tcp, true);
	free(tcp);
}

/*
 * A callback may close any connection, or free everything, while we still
 * work on one.  So memory is given back only when none of us is on the stack.
 */
static void
enter(struct dns_tcp *tcp)
{
	tcp->depth++;
}

static void
leave(struct dns_tcp *tcp)
{
	if (--tcp->depth > 0)
		return;
	if (tcp->freed)
		destroy(tcp);
	else
		bury(tcp, false);
}

static size_t
unsent(const struct dns_tcp_conn *conn)
{
	return evbuffer_get_length(bufferevent_get_output(conn->bev));
}

/* Takes one whole message off the input; false: there is none yet. */
static bool
take_message(struct dns_tcp_conn *conn, size_t *len)
{
	struct evbuffer *in = bufferevent_get_input(conn->bev);
	uint8_t head[2];

	if (evbuffer_copyout(in, head, 2) != 2)
		return false;
	*len = (size_t)head[0] << 8 | head[1];
	if (evbuffer_get_length(in) < 2 + *len)
		return false;
	evbuffer_drain(in, 2);
	evbuffer_remove(in, conn->tcp->message, *len);
	return true;
}

static void
serve(struct dns_tcp_conn *conn)
{
	struct dns_tcp *tcp = conn->tcp;
	size_t len;

	conn->serving = true;
	while (conn->bev != NULL && conn->pending < PENDING_MAX &&
	       unsent(conn) < OUTPUT_MAX && take_message(conn, &len)) {
		TAILQ_REMOVE(&tcp->live, conn, next);
		TAILQ_INSERT_TAIL(&tcp->live, conn, next);
		conn->pending++;
		tcp->on_message(conn, tcp->message, len, conn->place);
	}
	conn->serving = false;
	if (conn->bev != NULL && conn->eof && conn->pending == 0 &&
	    unsent(conn) == 0)
		end(conn);
}

/* Some came in, or some went out: either way there may be work again. */
static void
on_progress(struct bufferevent *bev, void *arg)
{
	struct dns_tcp_conn *conn = arg;
	struct dns_tcp *tcp = conn->tcp;

	(void)bev;
	enter(tcp);
	serve(conn);
	leave(tcp);
}

static void
on_event(struct bufferevent *bev, short what, void *arg)
{
	struct dns_tcp_conn *conn = arg;
	struct dns_tcp *tcp = conn->tcp;

	enter(tcp);
	if (what & BEV_EVENT_EOF) {
		conn->eof = true;
		serve(conn);
	} else if (what == (BEV_EVENT_TIMEOUT | BEV_EVENT_READING) &&
		   (conn->pending > 0 || conn->eof)) {
		bufferevent_enable(bev, EV_READ); /* it waits for us */
	} else {
		end(conn);
	}
	leave(tcp);
}

/* Not at once: the answer may come from the middle of anything. */
static void
serve_soon(struct dns_tcp_conn *conn)
{
	if (conn->ready)
		return;
	conn->ready = true;
	TAILQ_INSERT_TAIL(&conn->tcp->ready, conn, next_ready);
	event_active(conn->tcp->resume, 0, 0);
}

static void
on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct dns_tcp *tcp = arg;
	struct dns_tcp_conn *conn;

	(void)fd;
	(void)what;
	enter(tcp);
	while ((conn = TAILQ_FIRST(&tcp->ready)) != NULL) {
		TAILQ_REMOVE(&tcp->ready, conn, next_ready);
		conn->ready = false;
		serve(conn);
	}
	leave(tcp);
}

void
dns_tcp_answer(struct dns_tcp_conn *conn, const uint8_t *answer, size_t len)
{
	uint8_t head[2] = {(uint8_t)(len >> 8), (uint8_t)len};

	enter(conn->tcp);
	conn->pending--;
	if (conn->bev != NULL && len > 0 && len <= MESSAGE_MAX) {
		bufferevent_write(conn->bev, head, sizeof(head));
		bufferevent_write(conn->bev, answer, len);
	}
	if (conn->bev != NULL && !conn->serving)
		serve_soon(conn);
	leave(conn->tcp);
}

static void
on_accept(struct evconnlistener *listener, evutil_socket_t fd,
    struct sockaddr *peer, int peer_len, void *arg)
{
	struct entrance *entrance = arg;
	struct dns_tcp *tcp = entrance->tcp;
	struct dns_tcp_conn *conn = xcalloc(1, sizeof(*conn));

	(void)listener;
	(void)peer;
	(void)peer_len;
	enter(tcp);
	if (tcp->n >= tcp->max)
		end(TAILQ_FIRST(&tcp->live));
	conn->tcp = tcp;
	conn->place = entrance->place;
	conn->bev =
	    bufferevent_socket_new(tcp->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (conn->bev == NULL)
		out_of_memory();
	bufferevent_setcb(conn->bev, on_progress, on_progress, on_event, conn);
	bufferevent_setwatermark(conn->bev, EV_READ, 0, FRAME_MAX);
	bufferevent_set_timeouts(conn->bev, &tcp->idle, &tcp->idle);
	TAILQ_INSERT_TAIL(&tcp->live, conn, next);
	tcp->n++;
	bufferevent_enable(conn->bev, EV_READ | EV_WRITE);
	leave(tcp);
}

static void
set_open(struct dns_tcp *tcp, bool open)
{
	struct entrance *entrance;

	TAILQ_FOREACH (entrance, &tcp->entrances, next) {
		if (open)
			evconnlistener_enable(entrance->listener);
		else
			evconnlistener_disable(entrance->listener);
	}
}

static void
on_reopen(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	set_open(arg, true);
}

/* Out of descriptors, most likely; trying again at once would only spin. */
static void
on_accept_error(struct evconnlistener *listener, void *arg)
{
	struct entrance *entrance = arg;
	struct dns_tcp *tcp = entrance->tcp;
	struct timeval soon = {.tv_usec = 100000};

	(void)listener;
	enter(tcp);
	if (!TAILQ_EMPTY(&tcp->live))
		end(TAILQ_FIRST(&tcp->live));
	set_open(tcp, false);
	event_add(tcp->reopen, &soon);
	leave(tcp);
}

struct dns_tcp *
dns_tcp_new(struct event_base *base, size_t max_connections,
    unsigned idle_seconds, dns_tcp_cb *on_message)
{
	struct dns_tcp *tcp = xcalloc(1, sizeof(*tcp));

	tcp->base = base;
	tcp->max = max_connections;
	tcp->idle.tv_sec = idle_seconds;
	tcp->on_message = on_message;
	TAILQ_INIT(&tcp->entrances);
	TAILQ_INIT(&tcp->live);
	TAILQ_INIT(&tcp->dead);
	TAILQ_INIT(&tcp->ready);
	tcp->resume = event_new(base, -1, 0, on_resume, tcp);
	tcp->reopen = event_new(base, -1, 0, on_reopen, tcp);
	if (tcp->reopen == NULL || tcp->resume == NULL)
		out_of_memory();
	return tcp;
}

void
dns_tcp_free(struct dns_tcp *tcp)
{
	struct entrance *entrance;

	if (tcp == NULL)
		return;
	while ((entrance = TAILQ_FIRST(&tcp->entrances)) != NULL) {
		TAILQ_REMOVE(&tcp->entrances, entrance, next);
		evconnlistener_free(entrance->listener);
		free(entrance);
	}
	while (!TAILQ_EMPTY(&tcp->live))
		end(TAILQ_FIRST(&tcp->live));
	event_free(tcp->resume);
	event_free(tcp->reopen);
	tcp->freed = true;
	if (tcp->depth == 0)
		destroy(tcp);
}

bool
dns_tcp_listen(struct dns_tcp *tcp, const struct sockaddr_in *address,
    void *place, struct err *err)
{
	struct entrance *entrance = xcalloc(1, sizeof(*entrance));

	entrance->tcp = tcp;
	entrance->place = place;
	entrance->listener = evconnlistener_new_bind(tcp->base, on_accept,
	    entrance,
	    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE,
	    BACKLOG, (const struct sockaddr *)address, sizeof(*address));
	if (entrance->listener == NULL) {
		free(entrance);
		return err_system(err, "listen");
	}
	evconnlistener_set_error_cb(entrance->listener, on_accept_error);
	TAILQ_INSERT_TAIL(&tcp->entrances, entrance, next);
	return true;
}

size_t
dns_tcp_connections(const struct dns_tcp *tcp)
{
	return tcp->n;
}
