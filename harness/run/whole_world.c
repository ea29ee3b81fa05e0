/* SPDX-License-Identifier: MIT */
#include "harness/run/whole_world.h"

#include <stdlib.h>

#include <arpa/inet.h>

#include "harness/run/roll.h"
#include "harness/run/world_case.h"
#include "sim/base/mem.h"
#include "sim/world/address.h"

struct whole_world *
whole_world_new(const struct suite *suite, struct err *err)
{
	struct whole_world *w = xcalloc(1, sizeof(*w));

	w->cases = xcalloc(suite->n_cases, sizeof(w->cases[0]));
	w->first_host = xcalloc(suite->n_cases, sizeof(w->first_host[0]));
	w->n_hosts = ROLL_SENDER_HOST + 1;
	for (; w->n < suite->n_cases; w->n++) {
		struct case_def *def =
		    world_case_expand(suite->cases[w->n], w->n_hosts, err);

		if (def == NULL) {
			whole_world_free(w);
			return NULL;
		}
		w->cases[w->n] = def;
		w->first_host[w->n] = w->n_hosts;
		w->n_hosts += def->n_hosts;
	}
	return w;
}

void
whole_world_free(struct whole_world *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->n; i++)
		case_free(w->cases[i]);
	free(w->cases);
	free(w->first_host);
	free(w);
}

bool
whole_world_build(
    const struct whole_world *w, struct world *world, struct err *err)
{
	if (!world_case_add_sender(world, err))
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (!world_case_add(world, w->cases[i], (int)i, err))
			return false;
	return true;
}

char **
whole_world_addresses(const struct whole_world *w)
{
	char **list = xcalloc(w->n_hosts + 1, sizeof(list[0]));
	char text[INET6_ADDRSTRLEN];
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		for (size_t k = 0; k < w->cases[i]->n_hosts; k++) {
			struct in6_addr v6 = address_v6(w->first_host[i] + k);

			if (w->cases[i]->hosts[k].family != HOST_IPV4)
				list[n++] = xstrdup(inet_ntop(
				    AF_INET6, &v6, text, sizeof(text)));
		}
	return list;
}
