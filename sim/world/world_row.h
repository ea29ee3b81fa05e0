/* SPDX-License-Identifier: MIT */
/*
 * world_row.h - one host of the world: what it shows and how it behaves.
 *
 * For world.c only.  A row is cheap; its recipe, its chain and its web site
 * are made when somebody first asks for them.
 *
 * Ownership.  A row borrows what all rows share, and the JSON of its
 * certificate and web site; strings and the persona are its own.
 */
#ifndef SIM_WORLD_WORLD_ROW_H
#define SIM_WORLD_WORLD_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>
#include <sys/socket.h>

#include "sim/base/err.h"
#include "sim/smtp/smtp_event.h"

struct cert_recipe;
struct cert_shelf;
struct clock_page;
struct event_base;
struct journal;
struct smtp_persona;
struct web_host;
struct world_host;

/* What all rows borrow from their world. */
struct world_shared {
	struct cert_shelf *shelf;
	const struct clock_page *clocks; /* NULL: the real time */
	struct journal *journal;	 /* NULL: none */
	int64_t t0;
};

struct world_row {
	const struct world_shared *shared;
	char *name; /* without the final dot */
	char *ptr;  /* NULL: its name */
	char *cert_name;
	const json_t *certificate;    /* borrowed; NULL: base-good */
	bool web;		      /* HTTPS instead of SMTP */
	struct smtp_persona *persona; /* NULL: polite */
	struct cert_recipe *recipe;   /* NULL: not yet */
	struct web_host *site;	      /* NULL: not yet */
	struct smtp_host mail;
	int64_t day;
	bool v4, v6, closed;
	bool site_v4, site_v6; /* the site listens there */
};

/* number: of the host, see address.h. */
MUST_USE struct world_row *world_row_new(const struct world_host *,
    const struct world_shared *, size_t number, struct err *);
void world_row_free(struct world_row *);

/* Made at first use; NULL with err. */
const struct cert_chain *world_row_chain(struct world_row *, struct err *);
/* Its trusted authorities join the CA bundle. */
MUST_USE bool world_row_trust(struct world_row *, struct err *);

/* Listens there for HTTPS, if it does not yet. */
MUST_USE bool world_row_open_site(struct world_row *, struct event_base *,
    const struct sockaddr *, struct err *);

#endif
