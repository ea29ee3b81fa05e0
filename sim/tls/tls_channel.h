/* SPDX-License-Identifier: MIT */
/*
 * tls_channel.h - TLS as a step between two buffers.
 *
 * The owner of a connection moves bytes between the socket and the wire
 * buffers; a channel turns the bytes of the wire into what was said, and
 * back.  It has no socket and no loop, so every byte that arrives is in the
 * owner's hands first: what a client says in the clear on a dead TLS
 * connection can be read, and faults can be put between.
 *
 * A channel takes whole TLS records.  Bytes that are no record are shown to
 * OpenSSL, which refuses them, but they stay in the wire buffer.
 *
 * Ownership.  The channel owns its SSL and borrows the sighting.
 */
#ifndef SIM_TLS_TLS_CHANNEL_H
#define SIM_TLS_TLS_CHANNEL_H

#include <stddef.h>

struct evbuffer;
struct ssl_st;
struct tls_channel;
struct tls_sighting;

enum tls_channel_state {
	TLS_SHAKING,
	TLS_OPEN,
	TLS_CLOSED, /* the client said close_notify */
	TLS_DEAD,   /* a fatal alert went one way or the other */
};

/* A server's channel on an SSL that has its identity; the SSL is taken. */
struct tls_channel *tls_channel_new(struct ssl_st *, struct tls_sighting *);
void tls_channel_free(struct tls_channel *);

enum tls_channel_state tls_channel_state(const struct tls_channel *);

/* Takes what the client sent; answers of TLS itself go to `out`. */
enum tls_channel_state tls_channel_take(struct tls_channel *,
    struct evbuffer *in, struct evbuffer *out, struct evbuffer *said);

/* Nothing happens unless the channel is open. */
void tls_channel_say(
    struct tls_channel *, const void *, size_t, struct evbuffer *out);

/* Sends close_notify, once; nothing can be said after it. */
void tls_channel_close(struct tls_channel *, struct evbuffer *out);

#endif
