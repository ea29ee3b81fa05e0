/* SPDX-License-Identifier: MIT */
#include "sim/tls/tls_channel.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <event2/buffer.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "sim/base/mem.h"
#include "sim/tls/tls_watch.h"

#define HEADER_BYTES 5
#define RECORD_MAX   (16384 + 2048) /* TLSCiphertext (RFC 5246, 6.2.3) */

struct tls_channel {
	SSL *ssl;
	BIO *in, *out; /* owned by the SSL */
	struct tls_sighting *seen;
	enum tls_channel_state state;
	bool closed; /* our close_notify has gone */
};

struct tls_channel *
tls_channel_new(SSL *ssl, struct tls_sighting *seen)
{
	struct tls_channel *ch = xcalloc(1, sizeof(*ch));

	ch->ssl = ssl;
	ch->seen = seen;
	ch->in = BIO_new(BIO_s_mem());
	ch->out = BIO_new(BIO_s_mem());
	if (ch->in == NULL || ch->out == NULL)
		out_of_memory();
	SSL_set0_rbio(ssl, ch->in);
	SSL_set0_wbio(ssl, ch->out);
	SSL_set_accept_state(ssl);
	tls_watch_start(ssl, seen);
	return ch;
}

void
tls_channel_free(struct tls_channel *ch)
{
	if (ch == NULL)
		return;
	SSL_free(ch->ssl);
	free(ch);
}

enum tls_channel_state
tls_channel_state(const struct tls_channel *ch)
{
	return ch->state;
}

static void
flush(struct tls_channel *ch, struct evbuffer *out)
{
	char *bytes;
	long n = BIO_get_mem_data(ch->out, &bytes);

	if (n <= 0)
		return;
	if (evbuffer_add(out, bytes, (size_t)n) == -1)
		out_of_memory();
	(void)BIO_reset(ch->out);
}

static void
die(struct tls_channel *ch)
{
	const char *why = ERR_reason_error_string(ERR_peek_last_error());

	snprintf(ch->seen->trouble, sizeof(ch->seen->trouble), "%s",
	    why != NULL ? why : "no reason given");
	ERR_clear_error();
	ch->state = TLS_DEAD;
}

/* OpenSSL said no: is it only hungry, was that the end, or is it dead? */
static void
consider(struct tls_channel *ch, int result)
{
	switch (SSL_get_error(ch->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		break;
	case SSL_ERROR_ZERO_RETURN:
		ch->state = TLS_CLOSED;
		break;
	default: /* a library's list: what is not hunger is death */
		die(ch);
		break;
	}
}

static void
shake(struct tls_channel *ch)
{
	int n = SSL_do_handshake(ch->ssl);

	if (n == 1) {
		ch->state = TLS_OPEN;
		tls_watch_finish(ch->ssl);
	} else {
		consider(ch, n);
	}
}

static void
listen_in(struct tls_channel *ch, struct evbuffer *said)
{
	char buf[4096];
	int n;

	while ((n = SSL_read(ch->ssl, buf, sizeof(buf))) > 0)
		if (evbuffer_add(said, buf, (size_t)n) == -1)
			out_of_memory();
	consider(ch, n);
}

static bool
is_record(const uint8_t *header)
{
	return header[0] >= SSL3_RT_CHANGE_CIPHER_SPEC &&
	       header[0] <= SSL3_RT_APPLICATION_DATA && header[1] == 3;
}

/*
 * How many bytes the next record has, 0 if they are not all there yet.  What
 * does not look like a record is taken by its first bytes, enough for OpenSSL
 * to see that too.
 */
static size_t
next_record(struct evbuffer *in, bool *record)
{
	uint8_t header[HEADER_BYTES];
	size_t len;

	if (evbuffer_copyout(in, header, sizeof(header)) < HEADER_BYTES)
		return 0;
	*record = is_record(header);
	len = HEADER_BYTES + ((size_t)header[3] << 8 | header[4]);
	if (!*record || len > HEADER_BYTES + RECORD_MAX)
		return HEADER_BYTES;
	return evbuffer_get_length(in) < len ? 0 : len;
}

static void
take_record(struct tls_channel *ch, struct evbuffer *in, size_t len)
{
	const uint8_t *bytes = evbuffer_pullup(in, (ev_ssize_t)len);

	if (bytes == NULL || BIO_write(ch->in, bytes, (int)len) != (int)len)
		out_of_memory();
}

enum tls_channel_state
tls_channel_take(struct tls_channel *ch, struct evbuffer *in,
    struct evbuffer *out, struct evbuffer *said)
{
	bool record = true;
	size_t len;

	ERR_clear_error();
	while (
	    ch->state < TLS_CLOSED && (len = next_record(in, &record)) != 0) {
		take_record(ch, in, len);
		if (ch->state == TLS_SHAKING)
			shake(ch);
		if (ch->state == TLS_OPEN)
			listen_in(ch, said);
		if (record || ch->state != TLS_DEAD)
			evbuffer_drain(in, len);
		flush(ch, out);
	}
	return ch->state;
}

void
tls_channel_say(
    struct tls_channel *ch, const void *bytes, size_t len, struct evbuffer *out)
{
	int n;

	if (ch->state != TLS_OPEN || ch->closed || len == 0)
		return;
	ERR_clear_error();
	n = SSL_write(ch->ssl, bytes, (int)len);
	if (n != (int)len) /* the wire is a buffer: it never has to wait */
		die(ch);
	flush(ch, out);
}

void
tls_channel_close(struct tls_channel *ch, struct evbuffer *out)
{
	if (ch->closed || ch->state == TLS_SHAKING || ch->state == TLS_DEAD)
		return;
	ch->closed = true;
	ERR_clear_error();
	SSL_shutdown(ch->ssl);
	ERR_clear_error();
	flush(ch, out);
}
