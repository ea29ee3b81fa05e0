/* SPDX-License-Identifier: MIT */
/* Any octets as a query, to each side of a small world. */
#include <assert.h>
#include <stdbool.h>

#include <ldns/ldns.h>

#include "sim/dns/dns_answer.h"
#include "tests/unit/sim/dns_small_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct dns_asked ways[] = {
    {.side = DNS_DOOR},
    {.side = DNS_DOOR, .tcp = true},
    {.side = DNS_AUTHORITY},
    {.side = DNS_AUTHORITY, .server = 0x7f350001},
    {.side = DNS_AUTHORITY, .server = 0x7f350002},
    {.side = DNS_AUTHORITY, .server = 0x7f350101, .tcp = true},
};

/* Whatever we say must be a DNS message that answers just this query. */
static void
check_answer(const struct dns_asked *asked, const uint8_t *answer, size_t n)
{
	ldns_pkt *pkt = NULL;

	assert(n >= 12 && (asked->tcp || n <= DNS_UDP_MAX));
	assert(memcmp(answer, asked->query, 2) == 0);
	assert((answer[2] & 0x80) != 0 && (answer[3] & 0x20) == 0);
	if (ldns_wire2pkt(&pkt, answer, n) != LDNS_STATUS_OK)
		abort();
	assert(ldns_pkt_aa(pkt) == false || asked->side == DNS_AUTHORITY);
	ldns_pkt_free(pkt);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dns_tree *tree;
	static uint8_t answer[DNS_MESSAGE_MAX];

	if (tree == NULL)
		tree = small_world_new();
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct dns_asked asked = ways[i];
		size_t n;

		asked.query = data;
		asked.len = size;
		n = dns_answer(tree, &asked, answer, sizeof(answer));
		if (n > 0)
			check_answer(&asked, answer, n);
	}
	return 0;
}
