/* SPDX-License-Identifier: MIT */
#include "sim/world/address.h"

#include <string.h>

#include <arpa/inet.h>

#define FIRST	      (127U << 24 | 16U << 16)
#define PER_LAST_BYTE 254 /* 1 to 254 */

static const unsigned char prefix[8] = {0xfd, 0x42, 0x6d, 0x78};

struct in_addr
address_v4(size_t host)
{
	uint32_t high = (uint32_t)(host / PER_LAST_BYTE);
	uint32_t low = (uint32_t)(host % PER_LAST_BYTE) + 1;

	return (struct in_addr){htonl(FIRST + (high << 8) + low)};
}

bool
address_host_of_v4(struct in_addr in, size_t *host)
{
	uint32_t a = ntohl(in.s_addr), low = a & 255;

	if (a < FIRST || a >> 24 != 127 || low == 0 || low == 255)
		return false;
	*host = (size_t)((a - FIRST) >> 8) * PER_LAST_BYTE + low - 1;
	return *host < ADDRESS_MAX_HOSTS;
}

struct in6_addr
address_v6(size_t host)
{
	uint32_t number = htonl((uint32_t)host + 1);
	struct in6_addr in = {0};

	memcpy(&in.s6_addr[0], prefix, sizeof(prefix));
	memcpy(&in.s6_addr[12], &number, sizeof(number));
	return in;
}

bool
address_host_of_v6(const struct in6_addr *in, size_t *host)
{
	uint32_t number;
	struct in6_addr back;

	memcpy(&number, &in->s6_addr[12], sizeof(number));
	number = ntohl(number);
	if (number == 0 || number > ADDRESS_MAX_HOSTS)
		return false;
	back = address_v6(number - 1);
	*host = number - 1;
	return memcmp(&back, in, sizeof(back)) == 0;
}
