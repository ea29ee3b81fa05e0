/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_reverse.h"

#include <arpa/inet.h>
#include <string.h>

static const uint8_t in_addr[] = "\7in-addr\4arpa"; /* the final 0 counts */
static const uint8_t ip6[] = "\3ip6\4arpa";

/* A decimal octet without leading zeros. */
static bool
read_octet(const uint8_t *label, uint8_t *out)
{
	unsigned value = 0;

	if (label[0] > 3 || (label[0] > 1 && label[1] == '0'))
		return false;
	for (unsigned i = 1; i <= label[0]; i++) {
		if (label[i] < '0' || label[i] > '9')
			return false;
		value = value * 10 + label[i] - '0';
	}
	*out = (uint8_t)value;
	return value < 256;
}

static bool
read_nibble(const uint8_t *label, uint8_t *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = label[1] == 0 ? NULL : strchr(digits, label[1]);

	if (label[0] != 1 || at == NULL)
		return false;
	*out = (uint8_t)(at - digits);
	return true;
}

/* The parts of the address, the most significant one first. */
static bool
read_parts(const struct dns_name *name, unsigned n,
    bool (*read)(const uint8_t *, uint8_t *), uint8_t *parts)
{
	for (unsigned i = 0; i < n; i++)
		if (!read(name->wire + name->at[n - 1 - i], &parts[i]))
			return false;
	return true;
}

enum dns_reverse
dns_reverse_read(const struct dns_name *name, char address[DNS_ADDRESS_TEXT])
{
	struct dns_octets four = {in_addr, sizeof(in_addr)};
	struct dns_octets six = {ip6, sizeof(ip6)};
	bool is_four = dns_name_within(name, four);
	unsigned n = name->labels - 2, all = is_four ? 4 : 32;
	uint8_t parts[32], octets[16];

	if ((!is_four && !dns_name_within(name, six)) || n > all)
		return DNS_REVERSE_NONE;
	if (!read_parts(name, n, is_four ? read_octet : read_nibble, parts))
		return DNS_REVERSE_NONE;
	if (n < all)
		return DNS_REVERSE_PART;
	for (size_t i = 0; i < 16 && !is_four; i++)
		octets[i] = (uint8_t)(parts[2 * i] << 4 | parts[2 * i + 1]);
	inet_ntop(is_four ? AF_INET : AF_INET6, is_four ? parts : octets,
	    address, DNS_ADDRESS_TEXT);
	return DNS_REVERSE_WHOLE;
}
