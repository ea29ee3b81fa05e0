/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <sys/mman.h>

#include "harness/lab/seal_trust.h"
#include "harness/run/lab_parts.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/world/address.h"

#define TTL	      "300 IN"
#define CANARY_SUFFIX ".example"

/* High ports, the same for all hosts of a lab, that are free just now. */
static uint16_t
free_port(uint64_t seed, unsigned service)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	uint64_t x = seed ^ (uint64_t)getpid() * 2654435761U ^ service * 977;

	for (int i = 0; i < 100; i++) {
		uint16_t port;
		int tcp, udp;
		bool free_;

		x = x * 6364136223846793005U + 1442695040888963407U;
		port = (uint16_t)(10000 + (x >> 33) % 20000);
		sin.sin_port = htons(port);
		inet_pton(AF_INET, ADDRESS_DOOR, &sin.sin_addr);
		tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		free_ = bind(tcp, (void *)&sin, sizeof(sin)) == 0 &&
			bind(udp, (void *)&sin, sizeof(sin)) == 0;
		close(tcp);
		close(udp);
		if (free_)
			return port;
	}
	return (uint16_t)(10000 + x % 20000);
}

static bool
add_mx(struct lab *lab, int case_no, const char *domain, int preference,
    const char *name, struct err *err)
{
	char *line =
	    xasprintf("%s. " TTL " MX %d %s.", domain, preference, name);
	bool ok = world_add_record(lab->world, case_no, line, err);

	free(line);
	return ok;
}

/* The sender's own domain: where bounces go, and who says EHLO. */
static bool
add_sender(struct lab *lab, struct err *err)
{
	static const char name[] = "mx." MAIL_SENDER_DOMAIN;
	struct world_host host = {.name = name, .case_no = -1, .v4 = true};

	return world_add_host(lab->world, &host, err) &&
	       add_mx(lab, -1, MAIL_SENDER_DOMAIN, 10, name, err) &&
	       world_add_record(lab->world, -1,
		   MAIL_CLIENT_NAME ". " TTL " A " ADDRESS_CLIENT, err);
}

static void
put_mail(
    struct lab *lab, size_t entry, size_t nth, const char *id, const char *to)
{
	const struct roll_entry *e = &lab->roll->entries[entry];
	struct lab_mail *m = &lab->mails[e->first_mail + nth];
	const char *at = strrchr(to, '@');
	char *nth_to =
	    nth == 0 || at == NULL
		? xstrdup(to)
		: xasprintf("%.*s+%zu%s", (int)(at - to), to, nth + 1, at);

	m->entry = entry;
	observation_start(&m->seen);
	mail_compose(&m->mail, (int)(e->first_mail + nth), id, nth_to, lab->t0);
	mail_index_add(lab->index, nth_to, m->mail.number);
	free(nth_to);
}

static bool
add_canary(struct lab *lab, size_t entry, struct err *err)
{
	const struct roll_entry *e = &lab->roll->entries[entry];
	const struct canary *c = e->canary;
	char *domain = xasprintf("%s" CANARY_SUFFIX, c->id);
	char *name = xasprintf("mx.%s", domain);
	char *to = xasprintf("u@%s", domain);
	json_t *server =
	    c->server == NULL ? NULL : json_loads(c->server, 0, NULL);
	struct world_host host = {
	    .name = name,
	    .case_no = (int)e->first_mail,
	    .v4 = true,
	    .closed = c->closed,
	    .server = server,
	};
	bool ok = !c->host ||
		  (world_add_host(lab->world, &host, err) &&
		      add_mx(lab, (int)e->first_mail, domain, 10, name, err));

	put_mail(lab, entry, 0, c->id, to);
	mail_index_add(lab->index, name, (int)e->first_mail);
	free(domain), free(name), free(to);
	json_decref(server);
	return ok;
}

static void
index_host(struct lab *lab, const struct host_def *h, int mail, size_t host)
{
	char text[INET6_ADDRSTRLEN];
	struct in_addr v4 = address_v4(host);

	mail_index_add(lab->index, h->name, mail);
	mail_index_add(
	    lab->index, inet_ntop(AF_INET, &v4, text, sizeof(text)), mail);
}

/* The MX name may be an alias of the name that has the address. */
static bool
add_host(struct lab *lab, const struct case_def *def, const struct host_def *h,
    int mail, struct err *err)
{
	struct world_host host = {
	    .name = h->cname != NULL ? h->cname : h->name,
	    .ptr = h->ptr,
	    .cert_name = h->name,
	    .case_no = mail,
	    .day = def->day,
	    .v4 = h->family != HOST_IPV6,
	    .v6 = h->family != HOST_IPV4,
	    .certificate = h->certificate,
	    .server = h->server,
	    .web = h->web,
	};
	char *alias;
	bool ok;

	index_host(lab, h, mail, world_hosts(lab->world));
	if (!world_add_host(lab->world, &host, err))
		return false;
	if (h->cname != NULL) {
		alias = xasprintf("%s. " TTL " CNAME %s.", h->name, h->cname);
		ok = world_add_record(lab->world, mail, alias, err);
		free(alias);
		if (!ok)
			return false;
	}
	return h->preference == HOST_NO_MX ||
	       add_mx(lab, mail, def->domain, h->preference, h->name, err);
}

/* Final texts: the addresses are known from the roll. */
static struct case_def *
expand(const struct roll_entry *e, struct err *err)
{
	const struct case_def *def = e->cell->def;
	struct host_address *at = xcalloc(def->n_hosts, sizeof(at[0]));
	char(*text)[2][INET6_ADDRSTRLEN] =
	    xcalloc(def->n_hosts, sizeof(text[0]));
	struct case_def *expanded;

	for (size_t i = 0; i < def->n_hosts; i++) {
		struct in_addr v4 = address_v4(e->first_host + i);
		struct in6_addr v6 = address_v6(e->first_host + i);

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

static bool
add_case(struct lab *lab, size_t entry, struct err *err)
{
	const struct roll_entry *e = &lab->roll->entries[entry];
	struct case_def *def;

	if (e->skip != NULL)
		return true;
	def = lab->defs[entry] = expand(e, err);
	if (def == NULL)
		return false;
	for (size_t i = 0; i < def->n_hosts; i++)
		if (!add_host(
			lab, def, &def->hosts[i], (int)e->first_mail, err))
			return err_within(err, "case %s", def->id);
	for (char **record = def->records; *record != NULL; record++)
		if (!world_add_record(
			lab->world, (int)e->first_mail, *record, err))
			return err_within(err, "case %s", def->id);
	for (size_t i = 0; i < e->n_mails; i++) {
		struct lab_mail *m = &lab->mails[e->first_mail + i];

		put_mail(lab, entry, i, def->id, def->to);
		m->second_half = def->restart && i >= e->n_mails / 2;
		if (def->nexthop != NULL)
			m->mail.nexthop = xstrdup(def->nexthop);
	}
	return true;
}

/* Made now, so that the client does not have to wait for them. */
static bool
make_chains(struct lab *lab, struct err *err)
{
	for (size_t i = 0; i < world_hosts(lab->world); i++)
		if (world_chain(lab->world, i, err) == NULL)
			return err_within(
			    err, "%s", world_host_name(lab->world, i));
	return true;
}

static bool
install_trust(struct lab *lab, struct err *err)
{
	char *pem = world_ca_bundle(lab->world, err);
	size_t n = pem == NULL ? 0 : strlen(pem);
	bool ok = pem != NULL;

	if (ok && lab->netns) {
		ok = seal_trust_install(pem, err);
	} else if (ok) {
		lab->ca_fd = memfd_create("badmx-ca", 0);
		ok =
		    lab->ca_fd != -1 && write(lab->ca_fd, pem, n) == (ssize_t)n;
		if (!ok)
			err_system(err, "CA bundle");
	}
	free(pem);
	return ok;
}

static bool
open_world(struct lab *lab, struct err *err)
{
	struct world_options o = {
	    .t0 = lab->t0,
	    .seed = lab->job->seed,
	    .clocks = lab->clocks,
	    .journal = lab->journal,
	    .on_smtp = lab_on_smtp,
	    .arg = lab,
	};

	if (!lab->netns) {
		o.dns_port = free_port(lab->job->seed, 53);
		o.smtp_port = free_port(lab->job->seed, 25);
		o.https_port = free_port(lab->job->seed, 443);
	}
	json_object_set_new(lab->values, "dns_port",
	    json_sprintf("%u", o.dns_port == 0 ? 53U : o.dns_port));
	json_object_set_new(lab->values, "smtp_port",
	    json_sprintf("%u", o.smtp_port == 0 ? 25U : o.smtp_port));
	lab->world = world_new(lab->base, &o, err);
	return lab->world != NULL;
}

bool
lab_build_world(struct lab *lab, struct err *err)
{
	if (!open_world(lab, err) || !add_sender(lab, err))
		return false;
	for (size_t i = 0; i < lab->roll->n; i++) {
		bool ok = lab->roll->entries[i].canary != NULL
			      ? add_canary(lab, i, err)
			      : add_case(lab, i, err);

		if (!ok)
			return false;
	}
	return make_chains(lab, err) && install_trust(lab, err) &&
	       world_start(lab->world, SIZE_MAX, err);
}

char **
lab_addresses(const struct lab_job *job)
{
	struct roll *roll = roll_new(job->group, job->client, true);
	char **list = xcalloc(roll->n_hosts + 1, sizeof(list[0]));
	char text[INET6_ADDRSTRLEN];
	size_t n = 0;

	for (size_t i = 0; i < roll->n; i++) {
		const struct roll_entry *e = &roll->entries[i];

		for (size_t k = 0; e->cell != NULL && e->skip == NULL &&
				   k < e->cell->def->n_hosts;
		     k++) {
			struct in6_addr v6 = address_v6(e->first_host + k);

			if (e->cell->def->hosts[k].family != HOST_IPV4)
				list[n++] = xstrdup(inet_ntop(
				    AF_INET6, &v6, text, sizeof(text)));
		}
	}
	roll_free(roll);
	return list;
}

void
lab_addresses_free(char **list)
{
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		free(list[i]);
	free(list);
}
