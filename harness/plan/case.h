/* SPDX-License-Identifier: MIT */
/*
 * case.h - what is crafted for one recipient domain, and why.  Pure.
 *
 * A case as it comes from a file still holds {id}, {domain} and {address};
 * case_expand() puts the values in, when the addresses are known.
 *
 * Ownership: a case owns everything in it; lists end with NULL.  Recipes and
 * personas stay JSON for the parsers of certs and sim; they may hold NUL.
 */
#ifndef HARNESS_PLAN_CASE_H
#define HARNESS_PLAN_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "sim/base/err.h"

enum host_family { HOST_IPV4, HOST_IPV6, HOST_BOTH };

#define HOST_NO_MX (-1) /* no MX record points here */

struct host_def {
	char *name;
	int preference; /* of its MX record, or HOST_NO_MX */
	char *cname;	/* its name is an alias of this one; NULL: it is not */
	char *ptr;	/* what its address is called; NULL: its name */
	enum host_family family;
	json_t *certificate; /* an empty object: base-good */
	json_t *server;	     /* an empty object: polite */
	json_t *web;	     /* NULL: a mail host */
};

/* Where a file of the suite comes from; the user's come last. */
enum origin { ORIGIN_SHIPPED, ORIGIN_FOLDER, ORIGIN_GIVEN };

struct case_def {
	char *id, *shows, *clause;
	char **reasons; /* each is right for a mail that is kept */
	char *status;	/* NULL: none */
	char **tags;
	char *domain, *to;
	char *nexthop;	    /* relay to this host; NULL: by MX */
	bool virtual_clock; /* only for clients whose clock can be set */
	unsigned messages;
	bool restart; /* of the client, between two messages */
	int64_t day;  /* of an incident, seconds; 0: none */
	struct host_def *hosts;
	size_t n_hosts;
	char **records; /* zone-file lines with absolute names */
	char *file;
	int line;
	enum origin origin;
	json_t *json; /* what it was made from */
};

MUST_USE struct case_def *case_parse(const json_t *, struct err *);
void case_free(struct case_def *);

bool case_has_tag(const struct case_def *, const char *tag);

struct host_address {
	const char *v4, *v6;
};

/*
 * The case with its final texts.  addresses: one a host; {address} is the
 * host's own, IPv6 only if it has no other, and that of the first host
 * outside of hosts.
 */
MUST_USE struct case_def *case_expand(
    const struct case_def *, const struct host_address *, struct err *);

#endif
