/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_session_private.h"

#include <stdio.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <openssl/ssl.h>

#include "sim/base/mem.h"
#include "sim/tls/tls_channel.h"
#include "sim/tls/tls_identity.h"

#define LINGER_MAX 65536 /* bytes heard after the end */

static bool
is_broken(const struct smtp_session *s)
{
	return s->tls != NULL && tls_channel_state(s->tls) >= TLS_CLOSED;
}

static bool
try_identity(struct smtp_session *s, struct err *err)
{
	const struct smtp_host *h = s->host;
	const struct cert_chain *chain;

	if (h->chain == NULL)
		return err_set(
		    err, ERR_INPUT, "%s has no certificate", h->name);
	chain = h->chain(h->arg, err);
	if (chain == NULL)
		return err_within(err, "%s", h->name);
	SSL_free(s->identity);
	s->identity = SSL_new(s->shared->tls);
	if (s->identity == NULL)
		out_of_memory();
	return tls_identity_use(s->identity, chain, err) ||
	       err_within(err, "%s", h->name);
}

bool
smtp_session_make_identity(struct smtp_session *s)
{
	struct err err = {.kind = ERR_NONE};
	char who[32];

	if (!try_identity(s, &err)) {
		smtp_session_tell_line(
		    s, SMTP_EVENT_LAB_FAULT, err.text, strlen(err.text));
		return false;
	}
	/* A session of one host is worth nothing at another. */
	snprintf(who, sizeof(who), "%d:%d", s->host->case_no, s->host->host_no);
	SSL_set_session_id_context(
	    s->identity, (const unsigned char *)who, (unsigned)strlen(who));
	return true;
}

/*
 * What a client sent behind STARTTLS without waiting for our 220 must never
 * be taken for a command inside TLS (CVE-2011-0411).
 */
void
smtp_session_start_tls(struct smtp_session *s)
{
	struct evbuffer *in = bufferevent_get_input(s->bev);
	size_t stray = evbuffer_get_length(in);
	char shown[SMTP_SHOWN_MAX];
	ev_ssize_t n = evbuffer_copyout(in, shown, sizeof(shown));

	s->seen.starttls = true;
	s->seen.pipelined += stray;
	smtp_session_tell_line(
	    s, SMTP_EVENT_STARTTLS, shown, n > 0 ? (size_t)n : 0);
	evbuffer_drain(in, stray);
	smtp_session_utter(s);
	s->tls = tls_channel_new(s->identity, &s->seen.tls_seen);
	s->identity = NULL;
	smtp_session_allow(s, s->shared->options.command_ms);
}

/* What stands in the clear where only TLS should be. */
static void
take_leak(struct smtp_session *s, struct evbuffer *in)
{
	size_t len = evbuffer_get_length(in);
	char shown[SMTP_SHOWN_MAX];
	ev_ssize_t n = evbuffer_copyout(in, shown, sizeof(shown));

	if (n <= 0)
		return;
	s->seen.leaked += len;
	smtp_session_tell_line(s, SMTP_EVENT_LEAK, shown, (size_t)n);
	evbuffer_drain(in, len);
}

/* Drops whole records of a TLS that is over.  False: one is incomplete. */
static bool
skip_records(struct evbuffer *in)
{
	unsigned char header[5];

	while (evbuffer_copyout(in, header, sizeof(header)) > 0) {
		size_t len =
		    sizeof(header) + ((size_t)header[3] << 8 | header[4]);

		if (header[0] < SSL3_RT_CHANGE_CIPHER_SPEC ||
		    header[0] > SSL3_RT_APPLICATION_DATA)
			return true;
		if (evbuffer_get_length(in) < sizeof(header) ||
		    evbuffer_get_length(in) < len)
			return false;
		evbuffer_drain(in, len);
	}
	return true;
}

/* Alerts are still noted, and words in the clear; the rest is forgotten. */
void
smtp_session_overhear(struct smtp_session *s)
{
	struct evbuffer *in = bufferevent_get_input(s->bev);
	struct evbuffer *out = bufferevent_get_output(s->bev);
	size_t len = evbuffer_get_length(in);

	if (s->tls == NULL) {
		evbuffer_drain(in, len);
	} else if (!is_broken(s)) {
		tls_channel_take(s->tls, in, s->mute ? s->reply : out, s->said);
		evbuffer_drain(s->said, evbuffer_get_length(s->said));
		if (s->mute)
			evbuffer_drain(s->reply, evbuffer_get_length(s->reply));
	}
	if (is_broken(s) && skip_records(in))
		take_leak(s, in);
	s->lingered += len;
	if (s->lingered > LINGER_MAX)
		smtp_session_end(s, SMTP_ENDED_FLOOD);
}

static enum smtp_ending
tls_ending(const struct smtp_session *s)
{
	if (tls_channel_state(s->tls) == TLS_CLOSED)
		return SMTP_ENDED_EOF;
	return s->seen.tls_seen.client_alert.seen ? SMTP_ENDED_CLIENT_ALERT
						  : SMTP_ENDED_TLS;
}

static void
tell_end(struct smtp_session *s)
{
	if (s->tls_told)
		return;
	s->tls_told = true;
	smtp_session_tell(s,
	    s->seen.tls ? SMTP_EVENT_TLS_ENDED : SMTP_EVENT_HANDSHAKE_FAILED);
}

void
smtp_session_tls_closed(struct smtp_session *s)
{
	if (s->tls == NULL)
		return;
	if (is_broken(s))
		smtp_session_decide(s, tls_ending(s));
	if (is_broken(s) || !s->seen.tls)
		tell_end(s);
}

/*
 * Our alert goes out and then the end of the stream, at once: sendmail would
 * wait for it.  But we go on listening, as some clients talk on in the clear.
 */
static void
on_broken(struct smtp_session *s)
{
	tell_end(s);
	smtp_session_leave(s, tls_ending(s));
	smtp_session_overhear(s);
}

static void
on_secured(struct smtp_session *s)
{
	s->seen.tls = true;
	smtp_dialog_secured(s->dialog);
	smtp_session_tell(s, SMTP_EVENT_HANDSHAKE_DONE);
	smtp_session_allow(s, s->shared->options.command_ms);
}

/* The client's words come before the alert that may follow them. */
void
smtp_session_hear_tls(struct smtp_session *s)
{
	enum tls_channel_state state =
	    tls_channel_take(s->tls, bufferevent_get_input(s->bev),
		bufferevent_get_output(s->bev), s->said);

	if (s->seen.tls_seen.finished && !s->seen.tls)
		on_secured(s);
	smtp_session_converse(s);
	if (s->phase == SMTP_TALKING && state >= TLS_CLOSED)
		on_broken(s);
}
