/* SPDX-License-Identifier: MIT */
/*
 * seal_net.h - the network of a lab: loopback, and a host name.
 *
 * All of 127.0.0.0/8 is local as soon as lo is up.  Other addresses are added
 * to lo one by one; no packet can leave, there is no other interface.
 */
#ifndef HARNESS_LAB_SEAL_NET_H
#define HARNESS_LAB_SEAL_NET_H

#include "sim/base/err.h"

/* Brings lo up and names the host SEAL_HOSTNAME. */
MUST_USE bool seal_net_up(struct err *);

/* "fd42:6d78::7" or "192.0.2.25"; those in 127.0.0.0/8 are there already. */
MUST_USE bool seal_net_address(const char *address, struct err *);
/* All of a list that ends with NULL; NULL is an empty list. */
MUST_USE bool seal_net_addresses(const char *const *, struct err *);

/* Does this kernel speak IPv6 at all? */
bool seal_net_has_ipv6(void);

#endif
