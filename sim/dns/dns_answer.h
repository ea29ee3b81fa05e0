/* SPDX-License-Identifier: MIT */
/*
 * dns_answer.h - from a query's octets to an answer's octets.  Pure.
 *
 * Two sides answer from the same tree.  An authority knows the zones that
 * live at its address, refers to those below, and says AA (RFC 1034 4.3.2).
 * The door is what clients ask: it follows aliases through all zones, says
 * RA and never AA or AD, and adds nothing that was not asked for.
 *
 * Queries may be any octets.  What cannot be read is answered FORMERR, what
 * is not a query NOTIMP, what is none of our business REFUSED (another class,
 * zone transfers, a name outside our zones, a question to the door without
 * RD); what is not even a header, or is an answer itself, is not answered at
 * all.  EDNS is RFC 6891: version 0, our size 1232, DO is copied.
 */
#ifndef SIM_DNS_DNS_ANSWER_H
#define SIM_DNS_DNS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_tree;

#define DNS_MESSAGE_MAX 65535
#define DNS_UDP_PLAIN	512  /* RFC 1035 4.2.1 */
#define DNS_UDP_MAX	1232 /* fits every path without fragments */

enum dns_side { DNS_AUTHORITY, DNS_DOOR };

/* One query and how it came; borrowed during the call. */
struct dns_asked {
	enum dns_side side;
	bool tcp;
	uint32_t server; /* authority: whose zones, as IPv4 address in host
			  * byte order; 0: all zones */
	const uint8_t *query;
	size_t len;
};

/*
 * Returns the length of the answer, 0: none is due.  Cap is at least 512;
 * what does not fit there or into the asker's datagram is cut, with TC.
 */
size_t dns_answer(
    struct dns_tree *, const struct dns_asked *, uint8_t *out, size_t cap);

#endif
