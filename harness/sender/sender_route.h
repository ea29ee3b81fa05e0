/* SPDX-License-Identifier: MIT */
/*
 * sender_route.h - from a recipient to the hosts to be asked, without DNS.
 *
 * Mailboxes (RFC 5321 4.1.2; RFC 6531 for the ones beyond ASCII), next hops
 * and the order of mail exchangers (RFC 5321 5.1).
 *
 * Pure.  Everything lies in fixed arrays; nothing is allocated.
 */
#ifndef HARNESS_SENDER_SENDER_ROUTE_H
#define HARNESS_SENDER_SENDER_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

#define ROUTE_NAME 256
#define ROUTE_MX   32

struct mailbox {
	char wire[ROUTE_NAME * 2]; /* as said in MAIL and RCPT; "" is <> */
	char domain[ROUTE_NAME];   /* A-labels; or an address as text */
	bool is_literal;	   /* the domain was [127.0.0.9] */
	bool needs_smtputf8;	   /* the local part is beyond ASCII */
};

/*
 * "" is the null reverse-path.  The domain's U-labels become A-labels by
 * IDNA2008, non-transitional (RFC 6531 3.2, 3.7.1: what DNS and EHLO need).
 */
MUST_USE bool mailbox_parse(
    const char *address, struct mailbox *, struct err *);

struct next_hop {
	char name[ROUTE_NAME]; /* no final dot */
	bool is_address;       /* no DNS at all */
	bool no_mx;	       /* "[name]": its addresses, not its MX */
};

/* given: what the mail's route says, or NULL for the recipient's domain. */
MUST_USE bool next_hop_parse(const char *given, const struct mailbox *to,
    struct next_hop *, struct err *);

struct mx {
	char name[ROUTE_NAME]; /* no final dot; "" is the root: null MX */
	uint16_t preference;
};

/*
 * By preference; hosts of equal preference in an order that the seed alone
 * decides (RFC 5321 5.1: they must be randomised, to spread the load).
 */
void mx_order(struct mx *, size_t n, uint64_t seed);

/* Exactly one record, preference whatever, the root: RFC 7505 3. */
bool mx_is_null(const struct mx *, size_t n);

#endif
