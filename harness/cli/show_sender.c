/* SPDX-License-Identifier: MIT */
#include "harness/cli/show_sender.h"

#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>

#include "harness/run/mail.h"
#include "harness/run/roll.h"
#include "sim/base/text.h"
#include "sim/world/address.h"

#define MX_NAME "mx." MAIL_SENDER_DOMAIN

static bool
is_address(const char *name)
{
	struct in_addr v4;
	size_t host;

	if (strcmp(name, ADDRESS_CLIENT) == 0)
		return true;
	return inet_pton(AF_INET, name, &v4) == 1 &&
	       address_host_of_v4(v4, &host) && host == ROLL_SENDER_HOST;
}

bool
show_is_sender(const char *name)
{
	static const char *const names[] = {
	    MAIL_SENDER_DOMAIN, MX_NAME, MAIL_CLIENT_NAME};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_same_host(names[i], name))
			return true;
	return is_address(name);
}

bool
show_sender(FILE *f, const struct show *s, struct err *err)
{
	const struct host_def mx = {
	    .name = (char *)MX_NAME,
	    .preference = 10,
	    .family = HOST_IPV4,
	};

	fprintf(
	    f, "%-50s%30s\n", MAIL_SENDER_DOMAIN, "the sender's own domain");
	show_pair(f, "Shows",
	    "where every mail comes from, and where every bounce must arrive");
	show_pair(f, "From", "alice+NUMBER@" MAIL_SENDER_DOMAIN);
	show_pair(f, "Client",
	    MAIL_CLIENT_NAME ", " ADDRESS_CLIENT
			     ": the mail server under test");
	return show_host(f, s, &mx, ROLL_SENDER_HOST, err);
}
