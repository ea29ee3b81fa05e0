/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_service.h"

#include <signal.h>
#include <stdlib.h>

#include <event2/event.h>
#include <openssl/ssl.h>

#include "sim/base/mem.h"
#include "sim/smtp/smtp_greylist.h"
#include "sim/smtp/smtp_queue.h"
#include "sim/smtp/smtp_session.h"
#include "sim/tls/tls_identity.h"

#define GREYLIST_MAX 100000

TAILQ_HEAD(session_list, smtp_session_link);

struct smtp_service {
	struct smtp_shared shared;
	struct session_list live; /* the one heard last at the tail */
	struct session_list dead;
	size_t live_count;
	struct event *reaper;
	struct tls_keylog keylog;
	uint64_t last_number;
	bool telling; /* a callback runs */
	bool gone;    /* and it has freed us */
};

static void
on_heard(struct smtp_session *s, void *arg)
{
	struct smtp_service *srv = arg;
	struct smtp_session_link *link = smtp_session_link(s);

	TAILQ_REMOVE(&srv->live, link, next);
	TAILQ_INSERT_TAIL(&srv->live, link, next);
}

static void
on_over(struct smtp_session *s, void *arg)
{
	struct smtp_service *srv = arg;
	struct smtp_session_link *link = smtp_session_link(s);

	TAILQ_REMOVE(&srv->live, link, next);
	TAILQ_INSERT_TAIL(&srv->dead, link, next);
	srv->live_count--;
	event_active(srv->reaper, 0, 0);
}

static void
free_all(struct session_list *list)
{
	struct smtp_session_link *link;

	while ((link = TAILQ_FIRST(list)) != NULL) {
		TAILQ_REMOVE(list, link, next);
		smtp_session_free(link->session);
	}
}

static void
dispose(struct smtp_service *srv)
{
	smtp_queue_free(srv->shared.queue);
	free(srv);
}

static void
tell(struct smtp_service *srv)
{
	struct smtp_service_options *opt = &srv->shared.options;
	struct smtp_note *note;

	srv->telling = true;
	while (
	    !srv->gone && (note = smtp_queue_take(srv->shared.queue)) != NULL) {
		if (opt->on_event != NULL)
			opt->on_event(smtp_note_event(note), opt->arg);
		smtp_note_free(note);
	}
	srv->telling = false;
}

/*
 * Called last in every callback of the loop, so that what a client did is
 * told in the same turn of the loop in which it was seen.  A callback that
 * runs a loop of its own does not get here twice.
 */
static void
on_settle(void *arg)
{
	struct smtp_service *srv = arg;

	if (srv->telling)
		return;
	tell(srv);
	if (srv->gone)
		dispose(srv);
	else
		free_all(&srv->dead);
}

static void
reap(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	on_settle(arg);
}

static unsigned
or_else(unsigned value, unsigned usual)
{
	return value != 0 ? value : usual;
}

static void
set_limits(struct smtp_shared *shared)
{
	struct smtp_service_options *opt = &shared->options;

	if (opt->max_sessions == 0)
		opt->max_sessions = 4096;
	opt->command_ms = or_else(opt->command_ms, 300000);
	opt->body_ms = or_else(opt->body_ms, 600000);
	opt->linger_ms = or_else(opt->linger_ms, 3000);
	shared->limits = smtp_usual_limits;
	if (opt->message_keep != 0)
		shared->limits.message_keep = opt->message_keep;
}

static void
ignore_sigpipe(void)
{
	struct sigaction now;

	if (sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
		signal(SIGPIPE, SIG_IGN);
}

struct smtp_service *
smtp_service_new(struct event_base *base,
    const struct smtp_service_options *options, struct err *err)
{
	struct smtp_service *srv = xcalloc(1, sizeof(*srv));

	(void)err; /* nothing can fail yet, but lack of memory */
	ignore_sigpipe();
	TAILQ_INIT(&srv->live);
	TAILQ_INIT(&srv->dead);
	srv->shared.base = base;
	srv->shared.options = *options;
	set_limits(&srv->shared);
	srv->shared.tls = tls_identity_context();
	tls_watch_context(srv->shared.tls);
	srv->keylog = (struct tls_keylog){options->on_key, options->arg};
	if (options->on_key != NULL)
		tls_watch_keylog(srv->shared.tls, &srv->keylog);
	srv->shared.greylist = smtp_greylist_new(GREYLIST_MAX);
	srv->shared.queue = smtp_queue_new();
	srv->shared.on_heard = on_heard;
	srv->shared.on_over = on_over;
	srv->shared.on_settle = on_settle;
	srv->shared.arg = srv;
	srv->reaper = event_new(base, -1, 0, reap, srv);
	if (srv->reaper == NULL)
		out_of_memory();
	return srv;
}

/* Everything goes at once, but what a callback of ours still stands on. */
void
smtp_service_free(struct smtp_service *srv)
{
	if (srv == NULL)
		return;
	free_all(&srv->live);
	free_all(&srv->dead);
	event_free(srv->reaper);
	smtp_greylist_free(srv->shared.greylist);
	SSL_CTX_free(srv->shared.tls);
	if (srv->telling)
		srv->gone = true;
	else
		dispose(srv);
}

void
smtp_service_accept(
    struct smtp_service *srv, evutil_socket_t fd, const struct smtp_host *host)
{
	struct smtp_session *s;

	if (srv->live_count >= srv->shared.options.max_sessions)
		smtp_session_end(
		    TAILQ_FIRST(&srv->live)->session, SMTP_ENDED_CROWDED);
	s = smtp_session_new(&srv->shared, fd, host, ++srv->last_number);
	TAILQ_INSERT_TAIL(&srv->live, smtp_session_link(s), next);
	srv->live_count++;
	event_active(srv->reaper, 0, 0);
}

size_t
smtp_service_sessions(const struct smtp_service *srv)
{
	return srv->live_count;
}
