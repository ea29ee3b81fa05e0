/* SPDX-License-Identifier: MIT */
/*
 * listeners.h - the sockets of the world's hosts, opened when needed.
 *
 * Above a cap the listener that was visited least recently is closed; it
 * comes back when DNS next tells its address.
 */
#ifndef SIM_WORLD_LISTENERS_H
#define SIM_WORLD_LISTENERS_H

#include <stddef.h>

#include <event2/util.h>
#include <netinet/in.h>

#include "sim/base/err.h"

struct event_base;
struct listeners;

/* A connection to the host; the callback owns the socket. */
typedef void listener_accept_fn(
    size_t host, evutil_socket_t fd, const struct sockaddr *from, void *arg);

struct listeners *listeners_new(
    struct event_base *, size_t max, listener_accept_fn *, void *arg);
void listeners_free(struct listeners *);

/* Opens the address of that host, or marks it as visited if it is open. */
MUST_USE bool listeners_open(
    struct listeners *, size_t host, const struct sockaddr *, struct err *);
size_t listeners_count(const struct listeners *);

/* A listening socket with the options that all of ours have; -1 with err. */
evutil_socket_t listener_socket(const struct sockaddr *, struct err *);

#endif
