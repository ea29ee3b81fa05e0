/* SPDX-License-Identifier: MIT */
/*
 * world.h - the pretend Internet: names, hosts and certificates as one thing
 * that starts and stops.
 *
 * A host is a row: a name, an address, what it shows and how it behaves.
 * Everything else (its zone, its certificate, its listener) is made when
 * somebody first asks for it, so a world of a million hosts starts as fast as
 * a world of ten.
 *
 * Ownership.  The world runs on the caller's event_base, in the caller's
 * thread, and borrows the event_base, the journal, the clock page and every
 * json_t it is given until world_free().  Strings are copied.
 *
 * Nothing is bound outside 127.0.0.0/8 and fd42:6d78::/64 (address.h).
 */
#ifndef SIM_WORLD_WORLD_H
#define SIM_WORLD_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "sim/base/err.h"

struct cert_chain;
struct clock_page;
struct event_base;
struct journal;
struct smtp_event;
struct world;

/* Called for everything that happens on a mail server of the world. */
typedef void world_smtp_fn(const struct smtp_event *, void *arg);

/*
 * Something of the world is not as it should be: a zone is wrong, a listener
 * can not be opened.  case_no as in world_host.
 */
typedef void world_fault_fn(int case_no, const char *text, void *arg);

struct world_options {
	int64_t t0;    /* seconds; certificates are made relative to it */
	uint64_t seed; /* same seed, same keys */
	uint16_t smtp_port, dns_port, https_port; /* 0: 25, 53, 443 */
	size_t max_listeners;		 /* 0: as many as the system lets */
	const struct clock_page *clocks; /* NULL: servers see the real time */
	struct journal *journal;	 /* NULL: nobody reads along */
	world_smtp_fn *on_smtp;
	world_fault_fn *on_fault; /* NULL: world_start() fails instead */
	void *arg;
};

struct world_host {
	const char *name;
	const char *ptr;       /* what its address is called; NULL: name */
	const char *cert_name; /* in a certificate without names; NULL: name */
	int case_no;	       /* for events and the journal; < 0: none */
	int64_t day;	       /* the day of an incident; 0: none */
	bool v4, v6;	       /* which address records exist */
	bool closed;	       /* nothing listens: connections are refused */
	const json_t *certificate; /* a recipe; NULL: base-good */
	const json_t *server;	   /* a persona; NULL: polite */
	const json_t *web; /* HTTPS instead of SMTP; NULL: a mail host */
};

MUST_USE struct world *world_new(
    struct event_base *, const struct world_options *, struct err *);
void world_free(struct world *);

/* Hosts get consecutive numbers from 0; see address.h. */
MUST_USE bool world_add_host(
    struct world *, const struct world_host *, struct err *);
size_t world_hosts(const struct world *);
size_t world_domains(const struct world *);

/* One line of a zone file with absolute names. */
MUST_USE bool world_add_record(
    struct world *, int case_no, const char *line, struct err *);
MUST_USE bool world_add_recordf(struct world *, int case_no, struct err *,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

/*
 * DNS goes up, and the hosts added so far start to listen if they are not
 * more than `eager`; the others do when DNS first tells their address.  Once
 * more, it is about the hosts that were added since.  A host that can not
 * listen is a fault of its case; the rest of the world goes on.
 */
MUST_USE bool world_start(struct world *, size_t eager, struct err *);

/* Every trusted root in PEM, allocated. */
char *world_ca_bundle(struct world *, struct err *);

const char *world_host_name(const struct world *, size_t host);
/* What the host would present; owned by the world.  NULL with err. */
const struct cert_chain *world_chain(struct world *, size_t host, struct err *);
/* The records of a domain as zone-file text, allocated; NULL: not here. */
char *world_zone_text(const struct world *, const char *domain);
size_t world_listening(const struct world *);

#endif
