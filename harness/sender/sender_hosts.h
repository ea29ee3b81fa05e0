/* SPDX-License-Identifier: MIT */
/*
 * sender_hosts.h - the hosts that take mail for a next hop, by DNS.
 * RFC 5321 5.1, RFC 7505 (null MX).  Blocking.
 */
#ifndef HARNESS_SENDER_SENDER_HOSTS_H
#define HARNESS_SENDER_SENDER_HOSTS_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/sender/sender_dns.h"
#include "harness/sender/sender_note.h"
#include "harness/sender/sender_route.h"
#include "harness/sender/sender_session.h"

struct hosts_question {
	struct sender_dns *dns;
	const struct next_hop *hop;
	const struct notebook *book;
	uint64_t seed; /* for hosts of equal preference */
};

/*
 * In the order in which they are to be tried.  False: there is none, and the
 * fault says what that means for the mail.  Either way it is noted.
 */
MUST_USE bool hosts_find(
    const struct hosts_question *, struct mx_list *, struct host_fault *);

/* The same for the addresses of one host. */
MUST_USE bool hosts_addresses(struct sender_dns *, const char *host,
    const struct notebook *, struct address_list *, struct host_fault *);

#endif
