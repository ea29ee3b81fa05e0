/* SPDX-License-Identifier: MIT */
/*
 * dns_tcp.h - DNS messages over TCP (RFC 1035 4.2.2, RFC 7766).
 *
 * Cuts what clients send into messages, calls back for each, and takes an
 * answer for each, at once or later, in any order.  Clients may send many
 * queries without waiting.  A client that sends nothing for the idle time, or
 * takes nothing off us for it, is cut; above the limit the connection that
 * has been silent for longest gives way to the new one.
 *
 * Ownership.  Connections belong to the struct dns_tcp.  A connection that
 * owes answers stays valid, even when it is closed, until dns_tcp_answer()
 * has been called for each, or the whole is freed.  A callback may free the
 * whole.  For use inside sim/dns.
 */
#ifndef SIM_DNS_DNS_TCP_H
#define SIM_DNS_DNS_TCP_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

struct event_base;
struct sockaddr_in;
struct dns_tcp;
struct dns_tcp_conn;

/* The message is borrowed; one dns_tcp_answer() is due for it. */
typedef void dns_tcp_cb(
    struct dns_tcp_conn *, const uint8_t *message, size_t len, void *place);

struct dns_tcp *dns_tcp_new(struct event_base *, size_t max_connections,
    unsigned idle_seconds, dns_tcp_cb *);
void dns_tcp_free(struct dns_tcp *);

/* Place is handed to the callback for messages that came in here. */
MUST_USE bool dns_tcp_listen(
    struct dns_tcp *, const struct sockaddr_in *, void *place, struct err *);
/* Len 0: nothing is said. */
void dns_tcp_answer(struct dns_tcp_conn *, const uint8_t *answer, size_t len);
size_t dns_tcp_connections(const struct dns_tcp *);

#endif
