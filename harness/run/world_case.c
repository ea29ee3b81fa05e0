/* SPDX-License-Identifier: MIT */
#include "harness/run/world_case.h"

#include <stdlib.h>

#include <arpa/inet.h>

#include "harness/run/mail.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/world/address.h"
#include "sim/world/world.h"

#define TTL "300 IN"

struct case_def *
world_case_expand(
    const struct case_def *def, size_t first_host, struct err *err)
{
	struct host_address *at = xcalloc(def->n_hosts, sizeof(at[0]));
	char(*text)[2][INET6_ADDRSTRLEN] =
	    xcalloc(def->n_hosts, sizeof(text[0]));
	struct case_def *expanded;

	for (size_t i = 0; i < def->n_hosts; i++) {
		struct in_addr v4 = address_v4(first_host + i);
		struct in6_addr v6 = address_v6(first_host + i);

		at[i].v4 =
		    inet_ntop(AF_INET, &v4, text[i][0], sizeof(text[i][0]));
		at[i].v6 =
		    inet_ntop(AF_INET6, &v6, text[i][1], sizeof(text[i][1]));
	}
	expanded = case_expand(def, at, err);
	free(at);
	free(text);
	return expanded;
}

/* The MX name may be an alias of the name that has the address. */
static bool
add_host(struct world *world, const struct case_def *def,
    const struct host_def *h, int case_no, struct err *err)
{
	struct world_host host = {
	    .name = h->cname != NULL ? h->cname : h->name,
	    .ptr = h->ptr,
	    .cert_name = h->name,
	    .case_no = case_no,
	    .day = def->day,
	    .v4 = h->family != HOST_IPV6,
	    .v6 = h->family != HOST_IPV4,
	    .certificate = h->certificate,
	    .server = h->server,
	    .web = h->web,
	};
	if (!world_add_host(world, &host, err))
		return false;
	if (h->cname != NULL && !world_add_recordf(world, case_no, err,
				    "%s. " TTL " CNAME %s.", h->name, h->cname))
		return false;
	return h->preference == HOST_NO_MX ||
	       world_add_recordf(world, case_no, err, "%s. " TTL " MX %d %s.",
		   def->domain, h->preference, h->name);
}

bool
world_case_add(struct world *world, const struct case_def *def, int case_no,
    struct err *err)
{
	for (size_t i = 0; i < def->n_hosts; i++)
		if (!add_host(world, def, &def->hosts[i], case_no, err))
			return err_within(err, "case %s", def->id);
	for (char **record = def->records; *record != NULL; record++)
		if (!world_add_record(world, case_no, *record, err))
			return err_within(err, "case %s", def->id);
	return true;
}

bool
world_case_add_sender(struct world *world, struct err *err)
{
	static const char name[] = "mx." MAIL_SENDER_DOMAIN;
	struct world_host host = {.name = name, .case_no = -1, .v4 = true};

	return world_add_host(world, &host, err) &&
	       world_add_recordf(world, -1, err,
		   MAIL_SENDER_DOMAIN ". " TTL " MX 10 %s.", name) &&
	       world_add_record(world, -1,
		   MAIL_CLIENT_NAME ". " TTL " A " ADDRESS_CLIENT, err);
}
