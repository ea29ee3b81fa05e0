/* SPDX-License-Identifier: MIT */
#include "harness/plan/case_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs/cert_recipe.h"
#include "sim/base/mem.h"
#include "sim/dns/dns_line.h"
#include "sim/smtp/smtp_persona.h"

/* A case while it is looked at. */
struct look {
	const struct case_def *def;
	struct case_faults *faults;
};

static void
complain(struct look *l, const char *field, size_t nth, const struct err *err)
{
	struct case_fault *fault;

	if (l->faults->n == CASE_FAULTS_MAX)
		return;
	fault = &l->faults->list[l->faults->n++];
	fault->field = field;
	fault->nth = nth;
	snprintf(fault->text, sizeof(fault->text), "%s", err->text);
}

/* Something that one registers: a top-level domain is none. */
static bool
domain_is_good(const char *name, struct err *err)
{
	return dns_line_name(name, err) &&
	       (strchr(name, '.') != NULL ||
		   err_input(err, "\"%s\" is not a name with a domain", name));
}

static bool
full_name_is_good(const char *name, struct err *err)
{
	size_t n = strlen(name);
	char *bare = xstrndup(name, n > 1 && name[n - 1] == '.' ? n - 1 : n);
	bool good = dns_line_name(bare, err);

	free(bare);
	return good;
}

/* RFC 5321 4.1.2: what is after the last @ is a domain or [address]. */
static bool
recipient_is_good(const char *to, struct err *err)
{
	const char *at = strrchr(to, '@');
	size_t n = strlen(to);

	for (const char *c = to; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || strchr("<>\x7f", *c) != NULL)
			return err_input(
			    err, "an address has no line ends, < or > in it");
	if (at == NULL)
		return err_input(err, "\"%.100s\" has no @ in it", to);
	if (at == to)
		return err_input(err, "there is nobody before the @");
	if (at[1] == '\0')
		return err_input(err, "there is no domain behind the @");
	if (to[0] != '"' && memchr(to, ' ', (size_t)(at - to)) != NULL)
		return err_input(err, "\"%.100s\" has a blank in it", to);
	return (at[1] == '[' && to[n - 1] == ']') || dns_line_name(at + 1, err);
}

static bool
next_hop_is_good(const char *name, struct err *err)
{
	size_t n = strlen(name);

	return (name[0] == '[' && n > 2 && name[n - 1] == ']') ||
	       full_name_is_good(name, err);
}

static bool
recipe_is_good(const struct look *l, const json_t *recipe, const char *name,
    struct err *err)
{
	struct cert_recipe *r =
	    cert_recipe_parse(recipe, name, l->def->day, err);

	cert_recipe_free(r);
	return r != NULL;
}

static void
check_host(struct look *l, size_t i)
{
	const struct host_def *host = &l->def->hosts[i];
	const json_t *web = json_object_get(host->web, "certificate");
	struct smtp_persona persona = {.greylist = 0};
	struct err err;

	if (!domain_is_good(host->name, &err))
		complain(l, "name", i, &err);
	if (host->cname != NULL && !domain_is_good(host->cname, &err))
		complain(l, "cname", i, &err);
	if (host->ptr != NULL && !full_name_is_good(host->ptr, &err))
		complain(l, "ptr", i, &err);
	if (!smtp_persona_parse(host->server, &persona, &err))
		complain(l, "server", i, &err);
	smtp_persona_clear(&persona);
	if (!recipe_is_good(l, host->certificate, host->name, &err))
		complain(l, "certificate", i, &err);
	if (web != NULL && !recipe_is_good(l, web, host->name, &err))
		complain(l, "web", i, &err);
}

static void
check_names(struct look *l)
{
	struct err err;

	if (!domain_is_good(l->def->domain, &err))
		complain(l, "domain", 0, &err);
	if (!recipient_is_good(l->def->to, &err))
		complain(l, "to", 0, &err);
	if (l->def->nexthop != NULL && !next_hop_is_good(l->def->nexthop, &err))
		complain(l, "nexthop", 0, &err);
}

void
case_check(const struct case_def *c, struct case_faults *faults)
{
	struct host_address *addresses =
	    xcalloc(c->n_hosts + 1, sizeof(*addresses));
	struct look l = {.faults = faults};
	struct case_def *expanded;
	struct err err;

	faults->n = 0;
	for (size_t i = 0; i < c->n_hosts; i++)
		addresses[i] = (struct host_address){"127.16.0.1", "fd42::1"};
	expanded = case_expand(c, addresses, &err);
	free(addresses);
	l.def = expanded;
	if (expanded == NULL) {
		complain(&l, "id", 0, &err);
		return;
	}
	check_names(&l);
	for (size_t i = 0; i < expanded->n_hosts; i++)
		check_host(&l, i);
	for (size_t i = 0; expanded->records[i] != NULL; i++)
		if (!dns_line_record(expanded->records[i], &err))
			complain(&l, "record", i, &err);
	case_free(expanded);
}
