/* SPDX-License-Identifier: MIT */
/*
 * address.h - which host of the world has which address.  Pure.
 *
 * The n-th host has the n-th address of 127.16.0.0 and up, leaving out those
 * that end in 0 or 255 because some software takes them for a network, and
 * the n-th of fd42:6d78::/64, a unique local prefix (RFC 4193).  Nothing is
 * stored: the plan is a formula and can be read backwards.
 */
#ifndef SIM_WORLD_ADDRESS_H
#define SIM_WORLD_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include <netinet/in.h>

/* Up to 127.52.255.254: the name servers live above that. */
#define ADDRESS_MAX_HOSTS ((53 - 16) * 256 * 254)

#define ADDRESS_DOOR	    "127.0.0.53" /* the resolver that clients ask */
#define ADDRESS_CLIENT	    "127.0.0.1"	 /* mta.sender.example */
#define ADDRESS_ROOT_SERVER "127.53.0.1"
#define ADDRESS_TLD_SERVER  "127.53.0.2"
#define ADDRESS_ZONE_SERVER "127.53.1.1"

struct in_addr address_v4(size_t host);
struct in6_addr address_v6(size_t host);

/* False: no host can have this address. */
bool address_host_of_v4(struct in_addr, size_t *host);
bool address_host_of_v6(const struct in6_addr *, size_t *host);

#endif
