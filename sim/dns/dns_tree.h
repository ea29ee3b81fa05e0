/* SPDX-License-Identifier: MIT */
/*
 * dns_tree.h - the whole name space of a world, as data.  Pure.
 *
 * A zone is a name and a callback until somebody asks for something in it;
 * then its text is made and parsed.  So a tree of a million zones is a table
 * of names.  The root and the top-level zones above a registered zone are
 * there without being registered, and a delegation is made from the child
 * when it is asked for (RFC 1034 4.2.1), so a parent costs nothing however
 * many children it has.
 *
 * Zones live at three name servers:
 *
 *	root.dns-servers	127.53.0.1	the root
 *	tld.dns-servers		127.53.0.2	zones with one label
 *	zone.dns-servers	127.53.1.1	all others
 *
 * A text is a zone file (RFC 1035 5.1), names relative to the zone; SOA and
 * NS are supplied where it has none.  A zone with a wrong text answers
 * SERVFAIL, and the error, with the line, goes to the error callback.
 *
 * Callbacks are called in the middle of a look-up: they must not call back
 * into the tree.
 */
#ifndef SIM_DNS_DNS_TREE_H
#define SIM_DNS_DNS_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"

#define DNS_DOOR_ADDRESS "127.0.0.53"
#define DNS_ROOT_ADDRESS "127.53.0.1"
#define DNS_TLD_ADDRESS	 "127.53.0.2"
#define DNS_ZONE_ADDRESS "127.53.1.1"

struct dns_tree;

/*
 * The text of a zone, allocated with malloc; NULL: a zone without records.
 * Zone is its name in lower case without the final dot; the root is ".".
 */
typedef char *dns_zone_text_fn(const char *zone, void *arg);
/* The name of the host with this address, borrowed; NULL: there is none. */
typedef const char *dns_reverse_fn(const char *address, void *arg);
typedef void dns_error_fn(const char *zone, const struct err *, void *arg);

struct dns_tree *dns_tree_new(void);
void dns_tree_free(struct dns_tree *);

/* To register a zone twice is an error.  Arg must outlive the tree. */
MUST_USE bool dns_tree_zone(struct dns_tree *, const char *zone,
    dns_zone_text_fn *, void *arg, struct err *);
/* Is it registered? */
bool dns_tree_has(const struct dns_tree *, const char *zone);
/* Parses the zone now, if it is not; false: its text is wrong. */
MUST_USE bool dns_tree_touch(struct dns_tree *, const char *zone, struct err *);
/* Its text is made anew when the zone is next asked. */
void dns_tree_forget(struct dns_tree *, const char *zone);

/* Makes in-addr.arpa and ip6.arpa answer PTR for every host. */
void dns_tree_reverse(struct dns_tree *, dns_reverse_fn *, void *arg);
void dns_tree_on_error(struct dns_tree *, dns_error_fn *, void *arg);

/*
 * How many zones stay parsed; the least recently used one is dropped, and
 * parsed anew when it is needed.  At least 64; 10000 unless told.
 */
void dns_tree_keep(struct dns_tree *, size_t zones);

/* What the names cost, without the zones that are parsed. */
size_t dns_tree_bytes(const struct dns_tree *);

#endif
