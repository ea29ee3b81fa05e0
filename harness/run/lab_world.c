/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <sys/mman.h>

#include "harness/lab/seal_trust.h"
#include "harness/run/lab_parts.h"
#include "harness/run/lab_ports.h"
#include "harness/run/world_case.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/world/address.h"

#define CANARY_SUFFIX ".example"

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
	m->seen.tells_end = !lab_client_has_queue(lab);
	m->seen.shared = e->n_mails > 1;
	mail_compose(&m->mail, (int)(e->first_mail + nth), id, nth_to, lab->t0);
	mail_index_add(lab->index, nth_to, m->mail.number, 1);
	free(nth_to);
}

/* The world borrows it until its end.  NULL: the usual. */
static const json_t *
lend(struct lab *lab, const char *text)
{
	json_t *json = text == NULL ? NULL : json_loads(text, 0, NULL);

	if (json != NULL)
		json_array_append_new(lab->canaries, json);
	return json;
}

static bool
add_canary(struct lab *lab, size_t entry, struct err *err)
{
	const struct roll_entry *e = &lab->roll->entries[entry];
	const struct canary *c = e->canary;
	char *domain = xasprintf("%s" CANARY_SUFFIX, c->id);
	char *name = xasprintf("mx.%s", domain);
	char *to = xasprintf("u@%s", domain);
	struct world_host host = {
	    .name = name,
	    .case_no = (int)e->first_mail,
	    .v4 = true,
	    .closed = c->closed,
	    .server = lend(lab, c->server),
	    .certificate = lend(lab, c->certificate),
	};
	bool ok =
	    !c->host || (world_add_host(lab->world, &host, err) &&
			    world_add_recordf(lab->world, (int)e->first_mail,
				err, "%s. 300 IN MX 10 %s.", domain, name));

	put_mail(lab, entry, 0, c->id, to);
	mail_index_add(lab->index, name, (int)e->first_mail, 1);
	free(domain), free(name), free(to);
	return ok;
}

static void
index_host(struct lab *lab, const struct roll_entry *e,
    const struct host_def *h, size_t host)
{
	int mail = (int)e->first_mail, n = (int)e->n_mails;
	char text[INET6_ADDRSTRLEN];
	struct in_addr v4 = address_v4(host);

	mail_index_add(lab->index, h->name, mail, n);
	mail_index_add(
	    lab->index, inet_ntop(AF_INET, &v4, text, sizeof(text)), mail, n);
}

static bool
add_case(struct lab *lab, size_t entry, struct err *err)
{
	const struct roll_entry *e = &lab->roll->entries[entry];
	struct case_def *def;

	if (e->skip != NULL)
		return true;
	def = lab->defs[entry] =
	    world_case_expand(e->cell->def, e->first_host, err);
	if (def == NULL ||
	    !world_case_add(lab->world, def, (int)e->first_mail, err))
		return false;
	for (size_t i = 0; i < def->n_hosts; i++)
		index_host(lab, e, &def->hosts[i], e->first_host + i);
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
	struct lab_ports ports = {53, 25, 443, 25};
	struct world_options o = {
	    .t0 = lab->t0,
	    .seed = lab->job->seed,
	    .clocks = lab->clocks,
	    .journal = lab->journal,
	    .on_smtp = lab_on_smtp,
	    .on_fault = lab_on_fault,
	    .arg = lab,
	};

	if (!lab->netns &&
	    !lab_ports_choose(lab->roll->n_hosts, lab->job->seed, &ports, err))
		return false;
	o.dns_port = ports.dns;
	o.smtp_port = ports.smtp;
	o.https_port = ports.https;
	json_object_set_new(
	    lab->values, "dns_port", json_sprintf("%u", ports.dns));
	json_object_set_new(
	    lab->values, "smtp_port", json_sprintf("%u", ports.smtp));
	json_object_set_new(lab->values, "submit",
	    json_sprintf(ADDRESS_CLIENT ":%u", ports.submit));
	lab->world = world_new(lab->base, &o, err);
	return lab->world != NULL;
}

bool
lab_build_world(struct lab *lab, struct err *err)
{
	if (!open_world(lab, err) || !world_case_add_sender(lab->world, err))
		return false;
	for (size_t i = 0; i < lab->roll->n; i++) {
		const struct roll_entry *e = &lab->roll->entries[i];
		bool ok = e->canary == NULL
			      ? add_case(lab, i, err)
			      : e->n_mails == 0 || add_canary(lab, i, err);

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
