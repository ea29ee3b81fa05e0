/* SPDX-License-Identifier: MIT */
/*
 * sender_wire.h - one connection to one host: bytes out, replies in, in the
 * clear and, after wire_start_tls(), inside TLS.  Blocking, with an end to
 * every wait: each call has the timeout given to wire_open(), and the whole
 * connection WIRE_TOTAL times that, against hosts that drip.
 *
 * Only addresses of this machine are ever connected to: 127.0.0.0/8, ::1 and
 * the unique local network of the world.
 */
#ifndef HARNESS_SENDER_SENDER_WIRE_H
#define HARNESS_SENDER_SENDER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/sender/sender_reply.h"

#define WIRE_TOTAL 10

struct ssl_st;

enum wire_end {
	WIRE_OK,
	WIRE_REFUSED, /* a RST instead of a connection */
	WIRE_UNREACHABLE,
	WIRE_FORBIDDEN, /* not an address of this machine */
	WIRE_TIMEOUT,
	WIRE_CLOSED, /* by the host */
	WIRE_BROKEN, /* what came was no SMTP reply */
	WIRE_TLS,    /* the handshake or the record layer failed */
};

struct wire;

/* NULL: *end says why. */
struct wire *wire_open(
    const char *address, uint16_t port, unsigned timeout_s, enum wire_end *end);
/* From now on every wait is short. */
void wire_hurry(struct wire *);
/* Inside TLS it says close_notify first. */
void wire_close(struct wire *);

enum wire_end wire_send(struct wire *, const char *bytes, size_t n);
enum wire_end wire_reply(struct wire *, struct smtp_reply *);

/*
 * Forgets what the host sent without being asked, and says how much that was.
 * Before a handshake this is what an attacker on the path may have put there
 * (RFC 3207 4.2; CVE-2011-0411 and its client side).
 */
size_t wire_discard(struct wire *);

/* Takes over the session, whatever comes of it. */
enum wire_end wire_start_tls(struct wire *, struct ssl_st *);
struct ssl_st *wire_tls(const struct wire *); /* NULL: in the clear */

/* What OpenSSL said about the last WIRE_TLS. */
const char *wire_tls_trouble(const struct wire *);

const char *wire_end_text(enum wire_end);

#endif
