/* SPDX-License-Identifier: MIT */
/*
 * smtp_fixture.h - a mail service, and clients that talk to it through socket
 * pairs, all on one loop in one thread.
 */
#ifndef TESTS_UNIT_SIM_SMTP_FIXTURE_H
#define TESTS_UNIT_SIM_SMTP_FIXTURE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/socket.h>

#include <event2/event.h>

#include "sim/smtp/smtp_persona.h"
#include "sim/smtp/smtp_service.h"
#include "tls_fixture.h"

/* What the events told. */
struct smtp_story {
	char kinds[20000];  /* of all events, with blanks between */
	char server[20000]; /* what the server said, with "|" behind it */
	char client[20000];
	char text[2000]; /* of the last message */
	char line[3000]; /* of the last event that is no talk */
	char recipient[300], reply[300];
	unsigned count[SMTP_EVENT_KINDS];
	bool message_tls;
	struct smtp_sighting last, handshake; /* as of these events */
};

static struct event_base *base;
static struct smtp_service *service;
static struct smtp_service_options options;
static struct smtp_persona persona;
static struct smtp_host host;
static struct cert_chain *chain;
static struct smtp_story story;
static int64_t fake_now;
static bool no_chain;

static inline void
append_text(char *to, size_t size, const char *text, size_t len)
{
	size_t used = strlen(to);

	snprintf(to + used, size - used, "%.*s", (int)len, text);
}

static inline void
note_talk(char *to, size_t size, const struct smtp_event *e)
{
	append_text(to, size, e->line, e->len);
	append_text(to, size, "|", 1);
}

static inline void
note_message(const struct smtp_event *e)
{
	ck_assert_ptr_nonnull(e->message);
	story.message_tls = e->tls;
	append_text(story.text, sizeof(story.text), e->message->body.text,
	    e->message->body.len);
	snprintf(story.reply, sizeof(story.reply), "%s", e->reply);
}

static inline void
note_event(const struct smtp_event *e, void *arg)
{
	const char *name = smtp_event_name(e->kind);

	(void)arg;
	ck_assert_ptr_eq(e->host, &host);
	story.count[e->kind]++;
	if (e->kind == SMTP_EVENT_CLIENT_SAID)
		note_talk(story.client, sizeof(story.client), e);
	else if (e->kind == SMTP_EVENT_SERVER_SAID)
		note_talk(story.server, sizeof(story.server), e);
	else if (e->line != NULL)
		snprintf(story.line, sizeof(story.line), "%.*s", (int)e->len,
		    e->line);
	if (e->kind == SMTP_EVENT_MESSAGE)
		note_message(e);
	if (e->kind == SMTP_EVENT_REFUSED) {
		snprintf(story.recipient, sizeof(story.recipient), "%s",
		    e->recipient);
		snprintf(story.reply, sizeof(story.reply), "%s", e->reply);
	}
	if (e->kind == SMTP_EVENT_ENDED)
		story.last = *e->sighting;
	else if (e->sighting != NULL)
		story.handshake = *e->sighting;
	if (e->kind != SMTP_EVENT_CLIENT_SAID &&
	    e->kind != SMTP_EVENT_SERVER_SAID) {
		append_text(
		    story.kinds, sizeof(story.kinds), name, strlen(name));
		append_text(story.kinds, sizeof(story.kinds), " ", 1);
	}
}

static inline const struct cert_chain *
give_chain(void *arg, struct err *err)
{
	ck_assert_ptr_eq(arg, &host);
	if (!no_chain)
		return chain;
	err_input(err, "the recipe is nonsense");
	return NULL;
}

static inline int64_t
tell_time(void *arg)
{
	ck_assert_ptr_eq(arg, &host);
	return fake_now;
}

static inline void
start_service(void)
{
	struct err err;

	smtp_service_free(service);
	if (options.on_event == NULL)
		options.on_event = note_event;
	service = smtp_service_new(base, &options, &err);
	ck_assert_ptr_nonnull(service);
}

static inline void
set_up(void)
{
	base = event_base_new();
	chain = fixture_chain("EC", "mx.example", 10);
	host = (struct smtp_host){
	    .name = "mx.example",
	    .persona = &persona,
	    .case_no = 7,
	    .chain = give_chain,
	    .now = tell_time,
	    .arg = &host,
	};
	start_service();
}

static inline void
tear_down(void)
{
	smtp_service_free(service);
	event_base_free(base);
	fixture_chain_free(chain);
	smtp_persona_clear(&persona);
}

/* Lets the service do all it can do now. */
static inline void
settle_down(void)
{
	for (int i = 0; i < 12; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
}

/* Lets the loop run for a while. */
static inline void
wait_ms(unsigned ms)
{
	struct timeval tv = {
	    .tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};

	event_base_loopexit(base, &tv);
	event_base_dispatch(base);
}

/* The client's end of a new session; not blocking. */
static inline int
dial(void)
{
	int fds[2];

	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	smtp_service_accept(service, fds[1], &host);
	return fds[0];
}

static inline void
say_bytes(int fd, const void *bytes, size_t len)
{
	ck_assert_int_eq(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
	settle_down();
}

static inline void
say_text(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

/* What has come since; *closed tells of the end. */
static inline const char *
hear_text(int fd, bool *closed)
{
	static char got[200000];
	size_t len = 0;
	ssize_t n;

	settle_down();
	while ((n = read(fd, got + len, sizeof(got) - 1 - len)) > 0) {
		len += (size_t)n;
		settle_down();
	}
	got[len] = '\0';
	if (closed != NULL)
		*closed = n == 0;
	return got;
}

/* Says a line and wants a reply that starts so. */
static inline void
expect_reply(int fd, const char *line, const char *start)
{
	const char *got;

	say_text(fd, line);
	got = hear_text(fd, NULL);
	ck_assert_msg(strncmp(got, start, strlen(start)) == 0,
	    "%s: got %s, want %s", line, got, start);
}

/* A client inside TLS. */
struct tls_client {
	int fd;
	SSL_CTX *ctx;
	SSL *ssl;
};

static inline void
move_bytes(struct tls_client *c)
{
	char buf[20000], *bytes;
	long n = BIO_get_mem_data(SSL_get_wbio(c->ssl), &bytes);
	ssize_t got;

	if (n > 0)
		(void)send(c->fd, bytes, (size_t)n, MSG_NOSIGNAL);
	(void)BIO_reset(SSL_get_wbio(c->ssl));
	settle_down();
	while ((got = read(c->fd, buf, sizeof(buf))) > 0)
		BIO_write(SSL_get_rbio(c->ssl), buf, (int)got);
}

/* EHLO, STARTTLS and the handshake; trusted NULL: do not verify. */
static inline struct tls_client
dial_tls(const struct cert_chain *trusted, const char *name)
{
	struct tls_client c = {.fd = dial(), .ctx = fixture_client(trusted)};

	expect_reply(c.fd, "EHLO c.example\r\n", "220 mx.example");
	expect_reply(c.fd, "STARTTLS\r\n", "220 ");
	c.ssl = fixture_dial(c.ctx);
	if (name != NULL) {
		SSL_set1_host(c.ssl, name);
		SSL_set_verify(c.ssl, SSL_VERIFY_PEER, NULL);
	}
	for (int i = 0; i < 4; i++) {
		SSL_do_handshake(c.ssl);
		move_bytes(&c);
	}
	ERR_clear_error();
	return c;
}

static inline const char *
ask_tls(struct tls_client *c, const char *line)
{
	static char got[20000];
	int n;

	SSL_write(c->ssl, line, (int)strlen(line));
	move_bytes(c);
	n = SSL_read(c->ssl, got, sizeof(got) - 1);
	got[n > 0 ? n : 0] = '\0';
	ERR_clear_error();
	return got;
}

static inline void
expect_tls(struct tls_client *c, const char *line, const char *start)
{
	const char *got = ask_tls(c, line);

	ck_assert_msg(strncmp(got, start, strlen(start)) == 0,
	    "%s: got %s, want %s", line, got, start);
}

static inline void
hang_up_tls(struct tls_client *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->ctx);
	close(c->fd);
	settle_down();
}

#endif
