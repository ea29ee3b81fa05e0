/* SPDX-License-Identifier: MIT */
/*
 * sender_dns.h - what the sender asks its resolver.  Blocking.
 *
 * One resolver, at an address and port; UDP with EDNS, TCP when an answer is
 * truncated, two tries.  Aliases are followed by whoever answers, and once
 * more here if the answer stops half way (RFC 1034 3.6.2).
 */
#ifndef HARNESS_SENDER_SENDER_DNS_H
#define HARNESS_SENDER_SENDER_DNS_H

#include <stddef.h>
#include <stdint.h>

#include "harness/sender/sender_route.h"
#include "sim/base/err.h"

#define DNS_ADDRESSES 16

enum dns_result {
	DNS_FOUND,
	DNS_NODATA,   /* the name is there, and has no such records */
	DNS_NXDOMAIN, /* the name is not there */
	DNS_FAILED,   /* SERVFAIL, REFUSED, no answer, nonsense */
};

struct mx_list {
	struct mx list[ROUTE_MX];
	size_t n;
};

struct address_list {
	char text[DNS_ADDRESSES][46];
	size_t n;
};

struct sender_dns;

MUST_USE struct sender_dns *sender_dns_new(
    const char *address, uint16_t port, unsigned timeout_s, struct err *);
void sender_dns_free(struct sender_dns *);

/* In the order of the answer, mx_order() not applied. */
enum dns_result sender_dns_mx(
    struct sender_dns *, const char *name, struct mx_list *);

/* IPv6 first (RFC 6724 2.1, 10.3), each family in the order of its answer. */
enum dns_result sender_dns_addresses(
    struct sender_dns *, const char *name, struct address_list *);

#endif
