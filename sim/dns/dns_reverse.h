/* SPDX-License-Identifier: MIT */
/*
 * dns_reverse.h - addresses written as names (RFC 1035 3.5, RFC 3596 2.5).
 * Pure; for use inside sim/dns.
 */
#ifndef SIM_DNS_DNS_REVERSE_H
#define SIM_DNS_DNS_REVERSE_H

#include "sim/dns/dns_name.h"

enum dns_reverse {
	DNS_REVERSE_NONE,  /* no address is written like this */
	DNS_REVERSE_PART,  /* the first octets or nibbles of one */
	DNS_REVERSE_WHOLE, /* *address is filled */
};

#define DNS_ADDRESS_TEXT 46

enum dns_reverse dns_reverse_read(
    const struct dns_name *, char address[DNS_ADDRESS_TEXT]);

#endif
