/* SPDX-License-Identifier: MIT */
/*
 * dns_sight.h - what an answer that is about to leave says.  Pure; for use
 * inside sim/dns.
 */
#ifndef SIM_DNS_DNS_SIGHT_H
#define SIM_DNS_DNS_SIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/dns/dns_name.h"

struct dns_sight;

#define DNS_SIGHT_TEXT 600

struct dns_sight_words {
	char name[DNS_NAME_TEXT];
	char type[16];
	char rcode[16];
	char answer[DNS_SIGHT_TEXT];
};

/* NULL: this is not a DNS message. */
struct dns_sight *dns_sight_new(const uint8_t *answer, size_t len);
void dns_sight_free(struct dns_sight *);

/* The addresses that it tells, one a call; false: there are no more. */
bool dns_sight_address(struct dns_sight *, char address[46]);
void dns_sight_describe(const struct dns_sight *, struct dns_sight_words *);

#endif
