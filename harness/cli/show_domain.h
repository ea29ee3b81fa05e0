/* SPDX-License-Identifier: MIT */
/*
 * show_domain.h - one domain of the world, explained: where its mail goes,
 * what the servers there show and how they behave, and what must become of a
 * mail to it.
 */
#ifndef HARNESS_CLI_SHOW_DOMAIN_H
#define HARNESS_CLI_SHOW_DOMAIN_H

#include <stdio.h>

#include "harness/plan/suite.h"
#include "harness/run/whole_world.h"
#include "sim/base/err.h"

struct world;

/*
 * Index of the case that is called so, has that domain, a host of that name
 * or at that address; whole->n: there is none.
 */
size_t show_find(const struct whole_world *, const char *name);
/* The name that may have been meant, or NULL; borrowed from the world. */
const char *show_suggest(const struct whole_world *, const char *name);

struct show {
	const struct suite *suite;
	const struct whole_world *whole;
	struct world *world; /* made of it, not necessarily started */
	int64_t now;
};

MUST_USE bool show_domain(
    FILE *, const struct show *, size_t index, struct err *);

/* Parts of it: a line, and a host with its behaviour and certificates. */
void show_pair(FILE *, const char *label, const char *text);
MUST_USE bool show_host(FILE *, const struct show *, const struct host_def *,
    size_t host, struct err *);

#endif
