/* SPDX-License-Identifier: MIT */
/*
 * dns_server.h - the name servers of a world, on real sockets.
 *
 * Listens on UDP and TCP, at the door that clients ask and at each authority,
 * every one on its own address of 127.0.0.0/8, never on all addresses; an
 * answer comes from the address that was asked.  Runs on the caller's
 * event_base.
 *
 * The door may be anything that turns a question into an answer, at once or
 * later: see dns_door_fn.  Without one the door answers from the tree.
 *
 * Ownership.  The base, the tree and the strings of the options are borrowed
 * and must outlive the server (the strings only dns_server_new()).  A
 * callback may free the server.
 */
#ifndef SIM_DNS_DNS_SERVER_H
#define SIM_DNS_DNS_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/dns/dns_answer.h"
#include "sim/dns/dns_tree.h"

struct event_base;
struct dns_server;

/* One question that waits for its answer. */
struct dns_ticket;

/*
 * Answers a question put to the door: calls dns_ticket_answer() exactly once,
 * now or later.  What was asked is borrowed during the call.
 */
typedef void dns_door_fn(
    struct dns_ticket *, const struct dns_asked *, void *arg);
/*
 * The answer is a whole message that fits the way it was asked (dns_answer()
 * makes such); len 0: nothing is said.  The ticket is gone after the call.
 * Answering when the server has been freed is allowed and does nothing.
 */
void dns_ticket_answer(struct dns_ticket *, const uint8_t *answer, size_t len);

/* One question that has been answered; valid during the callback. */
struct dns_query_seen {
	const char *name;   /* as it was asked, without the final dot */
	const char *type;   /* "MX" */
	const char *rcode;  /* "NOERROR" */
	const char *answer; /* for people: "10 mx.x.example", "NXDOMAIN" */
	const char *server; /* the address that was asked */
	enum dns_side side;
	bool tcp;
};

typedef void dns_query_cb(const struct dns_query_seen *, void *arg);
/* An address that somebody is about to be told: the answer leaves after it. */
typedef void dns_told_cb(const char *address, void *arg);

/* All zero is the address plan of dns_tree.h, on a port the system picks. */
struct dns_server_options {
	const char *door;		/* NULL: DNS_DOOR_ADDRESS */
	const char *const *authorities; /* up to a NULL; NULL: root, TLD and
					 * zone address; any other address
					 * answers for all zones */
	uint16_t port;			/* 0: any free one */
	uint16_t authority_port;	/* 0: the same as the door's */
	size_t max_connections;		/* 0: 500 */
	unsigned idle_seconds;		/* 0: 10 */
	dns_door_fn *ask;		/* NULL: from the tree */
	void *ask_arg;
	dns_query_cb *on_query; /* NULL: none; so with the next */
	dns_told_cb *on_told;
	void *arg;
};

MUST_USE struct dns_server *dns_server_new(struct event_base *,
    struct dns_tree *, const struct dns_server_options *, struct err *);
void dns_server_free(struct dns_server *);

uint16_t dns_server_port(const struct dns_server *); /* the door's */
size_t dns_server_connections(const struct dns_server *);

#endif
