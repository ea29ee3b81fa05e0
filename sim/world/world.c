/* SPDX-License-Identifier: MIT */
#include "sim/world/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <event2/event.h>
#include <sys/resource.h>

#include "certs/cert_shelf.h"
#include "sim/base/journal.h"
#include "sim/base/mem.h"
#include "sim/dns/dns_server.h"
#include "sim/dns/dns_tree.h"
#include "sim/smtp/smtp_service.h"
#include "sim/world/address.h"
#include "sim/world/listeners.h"
#include "sim/world/world_row.h"
#include "sim/world/world_zone.h"

#define ROW_CHUNK	  4096
#define SPARE_DESCRIPTORS 256 /* for everything that is not a listener */
#define TTL_SECONDS	  300

struct world {
	struct event_base *base; /* borrowed */
	struct world_options options;
	struct world_row **rows;
	size_t n, room;
	struct world_zones *zones;
	struct dns_tree *tree;
	struct dns_server *dns;
	struct cert_shelf *shelf;
	struct world_shared shared;
	struct smtp_service *smtp;
	struct listeners *listeners;
};

static void
note(struct world *w, int case_no, enum journal_lane lane, const char *text)
{
	if (w->options.journal != NULL)
		journal_add(w->options.journal, case_no, lane, "%s", text);
}

/* --- certificates ------------------------------------------------------ */

const struct cert_chain *
world_chain(struct world *w, size_t host, struct err *err)
{
	if (host < w->n)
		return world_row_chain(w->rows[host], err);
	err_input(err, "there is no host %zu", host);
	return NULL;
}

char *
world_ca_bundle(struct world *w, struct err *err)
{
	for (size_t i = 0; i < w->n; i++)
		if (!world_row_trust(w->rows[i], err))
			return NULL;
	return cert_shelf_bundle_pem(w->shelf, err);
}

/* --- names ------------------------------------------------------------- */

static void
write_host(size_t host, FILE *f, void *arg)
{
	const struct world *w = arg;
	const struct world_row *row = w->rows[host];
	char text[INET6_ADDRSTRLEN];
	struct in_addr v4 = address_v4(host);
	struct in6_addr v6 = address_v6(host);

	if (row->v4)
		fprintf(f, "%s. %d IN A %s\n", row->name, TTL_SECONDS,
		    inet_ntop(AF_INET, &v4, text, sizeof(text)));
	if (row->v6)
		fprintf(f, "%s. %d IN AAAA %s\n", row->name, TTL_SECONDS,
		    inet_ntop(AF_INET6, &v6, text, sizeof(text)));
}

static char *
zone_text(const char *zone, void *arg)
{
	const struct world *w = arg;

	return world_zones_text(w->zones, zone);
}

static bool
host_of_address(const char *address, size_t *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (inet_pton(AF_INET, address, &v4) == 1)
		return address_host_of_v4(v4, host);
	return inet_pton(AF_INET6, address, &v6) == 1 &&
	       address_host_of_v6(&v6, host);
}

static const char *
name_of_address(const char *address, void *arg)
{
	const struct world *w = arg;
	size_t host;

	if (strcmp(address, ADDRESS_CLIENT) == 0)
		return "mta.sender.example";
	if (!host_of_address(address, &host) || host >= w->n)
		return NULL;
	return w->rows[host]->ptr != NULL ? w->rows[host]->ptr
					  : w->rows[host]->name;
}

static void
tell_fault(struct world *w, int case_no, const struct err *err)
{
	note(w, case_no, LANE_FAULT, err->text);
	if (w->options.on_fault != NULL)
		w->options.on_fault(case_no, err->text, w->options.arg);
}

static void
on_zone_error(const char *zone, const struct err *err, void *arg)
{
	struct world *w = arg;
	const int *cases;
	size_t n = world_zones_cases(w->zones, zone, &cases);

	for (size_t i = 0; i < n; i++)
		tell_fault(w, cases[i], err);
	if (n == 0)
		tell_fault(w, JOURNAL_LAB, err);
}

static bool
tell_tree(const char *zone, void *arg, struct err *err)
{
	struct world *w = arg;

	return dns_tree_zone(w->tree, zone, zone_text, w, err);
}

bool
world_add_record(
    struct world *w, int case_no, const char *line, struct err *err)
{
	return world_zones_add_record(w->zones, case_no, line, err);
}

bool
world_add_recordf(
    struct world *w, int case_no, struct err *err, const char *fmt, ...)
{
	va_list ap;
	char *line;
	bool ok;

	va_start(ap, fmt);
	if (vasprintf(&line, fmt, ap) < 0)
		out_of_memory();
	va_end(ap);
	ok = world_add_record(w, case_no, line, err);
	free(line);
	return ok;
}

/* --- hosts ------------------------------------------------------------- */

bool
world_add_host(struct world *w, const struct world_host *host, struct err *err)
{
	struct world_row *row = NULL;

	if (w->n >= ADDRESS_MAX_HOSTS)
		return err_input(
		    err, "a world has at most %d hosts", ADDRESS_MAX_HOSTS);
	row = world_row_new(host, &w->shared, w->n, err);
	if (row == NULL)
		return false;
	if (!world_zones_add_host(
		w->zones, host->case_no, row->name, w->n, err)) {
		world_row_free(row);
		return false;
	}
	if (w->n == w->room) {
		w->room += ROW_CHUNK;
		w->rows = xreallocarray(w->rows, w->room, sizeof(w->rows[0]));
	}
	w->rows[w->n++] = row;
	return true;
}

size_t
world_hosts(const struct world *w)
{
	return w->n;
}

size_t
world_domains(const struct world *w)
{
	return world_zones_count(w->zones);
}

const char *
world_host_name(const struct world *w, size_t host)
{
	return host < w->n ? w->rows[host]->name : NULL;
}

char *
world_zone_text(const struct world *w, const char *domain)
{
	char zone[256];

	if (!world_zone_of_name(domain, zone, sizeof(zone)))
		return NULL;
	return world_zones_text(w->zones, zone);
}

/* --- listening --------------------------------------------------------- */

static void
on_accept(
    size_t host, evutil_socket_t fd, const struct sockaddr *from, void *arg)
{
	struct world *w = arg;

	(void)from;
	smtp_service_accept(w->smtp, fd, &w->rows[host]->mail);
}

static bool
open_at(struct world *w, size_t host, struct sockaddr *sa, struct err *err)
{
	struct world_row *row = w->rows[host];

	if (row->web)
		return world_row_open_site(row, w->base, sa, err);
	return listeners_open(w->listeners, host, sa, err);
}

static bool
open_host(struct world *w, size_t host, struct err *err)
{
	const struct world_row *row = w->rows[host];
	uint16_t port =
	    htons(row->web ? w->options.https_port : w->options.smtp_port);
	struct sockaddr_in v4 = {.sin_family = AF_INET,
	    .sin_port = port,
	    .sin_addr = address_v4(host)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6,
	    .sin6_port = port,
	    .sin6_addr = address_v6(host)};

	if (row->closed)
		return true;
	return (!row->v4 || open_at(w, host, (struct sockaddr *)&v4, err)) &&
	       (!row->v6 || open_at(w, host, (struct sockaddr *)&v6, err));
}

/* Somebody is about to learn an address: its host has to be there. */
static void
on_told(const char *address, void *arg)
{
	struct world *w = arg;
	struct err err;
	size_t host;

	if (!host_of_address(address, &host) || host >= w->n)
		return;
	if (!open_host(w, host, &err))
		tell_fault(w, w->rows[host]->mail.case_no, &err);
}

static void
on_query(const struct dns_query_seen *seen, void *arg)
{
	struct world *w = arg;

	if (w->options.journal != NULL && seen->side == DNS_DOOR)
		journal_add(w->options.journal,
		    world_zones_case_of(w->zones, seen->name), LANE_DNS,
		    "%s %s: %s%s", seen->name, seen->type, seen->answer,
		    seen->tcp ? " (TCP)" : "");
}

/* --- life -------------------------------------------------------------- */

/* As many descriptors as the system lets us have. */
static size_t
descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return 1024;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur > 1 << 20 ? 1 << 20 : (size_t)limit.rlim_cur;
}

static void
fill_options(struct world *w, const struct world_options *options)
{
	size_t room = descriptors();

	w->options = *options;
	if (w->options.smtp_port == 0)
		w->options.smtp_port = 25;
	if (w->options.dns_port == 0)
		w->options.dns_port = 53;
	if (w->options.https_port == 0)
		w->options.https_port = 443;
	if (w->options.max_listeners == 0)
		w->options.max_listeners = room > 2 * SPARE_DESCRIPTORS
					       ? room - SPARE_DESCRIPTORS
					       : SPARE_DESCRIPTORS;
}

struct world *
world_new(struct event_base *base, const struct world_options *options,
    struct err *err)
{
	struct world *w = xcalloc(1, sizeof(*w));
	struct smtp_service_options smtp = {
	    .on_event = options->on_smtp, .arg = options->arg};

	w->base = base;
	fill_options(w, options);
	w->zones = world_zones_new(write_host, tell_tree, w);
	w->tree = dns_tree_new();
	dns_tree_reverse(w->tree, name_of_address, w);
	dns_tree_on_error(w->tree, on_zone_error, w);
	w->shelf = cert_shelf_new(options->t0, options->seed);
	w->shared = (struct world_shared){.shelf = w->shelf,
	    .clocks = options->clocks,
	    .journal = options->journal,
	    .t0 = options->t0};
	w->listeners =
	    listeners_new(base, w->options.max_listeners, on_accept, w);
	w->smtp = smtp_service_new(base, &smtp, err);
	if (w->smtp == NULL) {
		world_free(w);
		return NULL;
	}
	return w;
}

void
world_free(struct world *w)
{
	if (w == NULL)
		return;
	listeners_free(w->listeners);
	dns_server_free(w->dns);
	smtp_service_free(w->smtp);
	for (size_t i = 0; i < w->n; i++)
		world_row_free(w->rows[i]);
	free(w->rows);
	dns_tree_free(w->tree);
	world_zones_free(w->zones);
	cert_shelf_free(w->shelf);
	free(w);
}

bool
world_start(struct world *w, size_t eager, struct err *err)
{
	struct dns_server_options dns = {
	    .port = w->options.dns_port,
	    .on_query = on_query,
	    .on_told = on_told,
	    .arg = w,
	};

	if (w->dns == NULL)
		w->dns = dns_server_new(w->base, w->tree, &dns, err);
	if (w->dns == NULL)
		return false;
	for (size_t i = 0; w->n <= eager && i < w->n; i++) {
		if (open_host(w, i, err))
			continue;
		if (w->options.on_fault == NULL)
			return false;
		tell_fault(w, w->rows[i]->mail.case_no, err);
	}
	return true;
}

size_t
world_listening(const struct world *w)
{
	return listeners_count(w->listeners);
}
