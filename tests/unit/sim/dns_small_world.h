/* SPDX-License-Identifier: MIT */
/*
 * dns_small_world.h - the tree that the DNS tests ask, and a short way to
 * write and to read a DNS message.
 */
#ifndef TESTS_DNS_SMALL_WORLD_H
#define TESTS_DNS_SMALL_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/dns/dns_tree.h"

static const struct {
	const char *zone, *text;
} small_world[] = {
    {"plain.example", "@ MX 10 mx\n"
		      "@ MX 20 mx2\n"
		      "mx A 127.16.0.1\n"
		      "mx2 A 127.16.0.2\n"
		      "mx2 AAAA fd42:6d78::2\n"
		      "@ TXT \"v=spf1 -all\"\n"
		      "a.b.c A 127.16.0.3\n"
		      "_25._tcp.mx TLSA 3 1 1 00112233445566778899aabbccddeeff"
		      "00112233445566778899aabbccddeeff\n"
		      "_sip._tcp SRV 1 2 5060 mx2\n"},
    {"null.example", "@ MX 0 .\n"},
    {"alias.example", "www CNAME plain\n"
		      "plain CNAME mx.plain.example.\n"
		      "here CNAME there\n"
		      "there A 127.16.0.4\n"
		      "loop CNAME pool\n"
		      "pool CNAME loop\n"
		      "self CNAME self\n"
		      "gone CNAME nothing.plain.example.\n"
		      "nodata CNAME there\n"
		      "out CNAME x.nowhere.\n"
		      "broken CNAME mx.broken.example.\n"
		      "star CNAME deep.star.star.example.\n"},
    {"chain.example", "c00 CNAME c01\nc01 CNAME c02\nc02 CNAME c03\n"
		      "c03 CNAME c04\nc04 CNAME c05\nc05 CNAME c06\n"
		      "c06 CNAME c07\nc07 CNAME c08\nc08 CNAME c09\n"
		      "c09 CNAME c10\nc10 CNAME c11\nc11 CNAME c12\n"
		      "c12 CNAME c13\nc13 CNAME c14\nc14 CNAME c15\n"
		      "c15 CNAME c16\nc16 A 127.16.0.5\n"},
    {"star.example", "* MX 10 mx\n"
		     "mx A 127.16.0.6\n"
		     "*.sub TXT \"wild\"\n"
		     "*.alias CNAME mx\n"
		     "there.sub A 127.16.0.7\n"},
    {"sub.plain.example", "@ A 127.16.0.8\n"},
    {"deep.er.example", "@ A 127.16.0.9\n"},
    {"broken.example", "mx A 127.16.0.10\nmx A 300.1.1.1\n"},
    {"cut.example", "lost NS ns.lost\n"
		    "ns.lost A 127.16.0.11\n"
		    "away NS ns.plain.example.\n"
		    "@ A 127.16.0.12\n"},
    {"own.example", "@ SOA ns hostmaster 7 1 2 3 4000\n"
		    "@ NS ns\n"
		    "@ NS zone.dns-servers.\n"
		    "ns A 127.53.1.1\n"},
};

#define SMALL_WORLD (sizeof(small_world) / sizeof(small_world[0]))

static inline char *
small_world_text(const char *zone, void *arg)
{
	(void)arg;
	for (size_t i = 0; i < SMALL_WORLD; i++)
		if (strcmp(small_world[i].zone, zone) == 0)
			return xstrdup(small_world[i].text);
	abort();
}

/* A set of 40 TXT records of 50 octets does not fit into a datagram. */
static inline char *
big_zone_text(const char *zone, void *arg)
{
	char *text = xcalloc(1, 40 * 100), *to = text;

	(void)zone;
	(void)arg;
	for (int i = 0; i < 40; i++)
		to += sprintf(to, "@ TXT \"%048d\"\n", i);
	for (int i = 0; i < 16; i++)
		to += sprintf(
		    to, "@ MX %d mx%d\nmx%d A 127.17.0.%d\n", i, i, i, i + 1);
	return text;
}

static inline const char *
small_world_host(const char *address, void *arg)
{
	(void)arg;
	if (strcmp(address, "127.16.0.1") == 0)
		return "mx.plain.example";
	if (strcmp(address, "fd42:6d78::2") == 0)
		return "mx2.plain.example";
	return NULL;
}

static inline struct dns_tree *
small_world_new(void)
{
	struct dns_tree *tree = dns_tree_new();
	struct err err;

	for (size_t i = 0; i < SMALL_WORLD; i++)
		if (!dns_tree_zone(tree, small_world[i].zone, small_world_text,
			NULL, &err))
			abort();
	if (!dns_tree_zone(tree, "big.example", big_zone_text, NULL, &err))
		abort();
	dns_tree_reverse(tree, small_world_host, NULL);
	return tree;
}

#endif
