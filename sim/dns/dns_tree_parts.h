/* SPDX-License-Identifier: MIT */
/*
 * dns_tree_parts.h - what the look-up needs to see of a tree.  For use inside
 * sim/dns.
 */
#ifndef SIM_DNS_DNS_TREE_PARTS_H
#define SIM_DNS_DNS_TREE_PARTS_H

#include <stdint.h>

#include "sim/dns/dns_name.h"
#include "sim/dns/dns_table.h"
#include "sim/dns/dns_tree.h"
#include "sim/dns/dns_zone.h"

/* Host byte order; as in the addresses of dns_tree.h. */
#define DNS_ROOT_SERVER 0x7f350001u
#define DNS_TLD_SERVER	0x7f350002u
#define DNS_ZONE_SERVER 0x7f350101u

struct dns_entry *dns_tree_entry(const struct dns_tree *, struct dns_octets);
bool dns_entry_is_zone(const struct dns_entry *); /* NULL: no */

/*
 * The deepest zone that holds one of the last so many labels of a name, of
 * those that live at a server (0: at any).  NULL: none.
 */
struct dns_entry *dns_tree_deepest(const struct dns_tree *,
    const struct dns_name *, unsigned labels, uint32_t server);

/*
 * Never NULL.  Good until 64 other zones have been opened, or one has been
 * forgotten.
 */
struct dns_zone *dns_tree_open(struct dns_tree *, struct dns_entry *);

/* Borrowed until the next call; NULL: nobody has this address. */
const char *dns_tree_host(const struct dns_tree *, const char *address);

#endif
