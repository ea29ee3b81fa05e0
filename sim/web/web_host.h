/* SPDX-License-Identifier: MIT */
/*
 * web_host.h - one HTTPS host of the world (RFC 9110 over TLS).
 *
 * Ownership.  The host takes its listening sockets and runs on the caller's
 * event_base.  It borrows the chain's owner; the chain is asked for at each
 * connection.
 */
#ifndef SIM_WEB_WEB_HOST_H
#define SIM_WEB_WEB_HOST_H

#include <event2/util.h>

#include "sim/base/err.h"

struct cert_chain;
struct event_base;
struct web_host;

typedef const struct cert_chain *web_chain_fn(void *arg, struct err *);
typedef void web_request_fn(const char *method, const char *uri, void *arg);

/* Says what it is on every path; on_request may be NULL. */
MUST_USE struct web_host *web_host_new(
    struct event_base *, web_chain_fn *, web_request_fn *, void *arg);
/* One socket for each of its addresses. */
void web_host_listen(struct web_host *, evutil_socket_t listening);
void web_host_free(struct web_host *);

#endif
