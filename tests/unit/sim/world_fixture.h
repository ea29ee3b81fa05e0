/* SPDX-License-Identifier: MIT */
/*
 * world_fixture.h - a world that is asked and visited.
 */
#ifndef TESTS_UNIT_SIM_WORLD_FIXTURE_H
#define TESTS_UNIT_SIM_WORLD_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <jansson.h>

#include "certs/cert_chain.h"
#include "sim/base/journal.h"
#include "sim/smtp/smtp_event.h"
#include "sim/world/address.h"
#include "sim/world/world.h"
#include "tests/unit/sim/loopback.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define T0 1700000000

static struct world *world;
static struct world_options options;
static struct journal *journal;
static json_t *json;
static struct err err;
static char seen[2000], faults[2000];

static inline void
on_smtp(const struct smtp_event *e, void *arg)
{
	size_t used = strlen(seen);

	ck_assert_ptr_eq(arg, seen);
	if (e->kind == SMTP_EVENT_CONNECTED)
		snprintf(seen + used, sizeof(seen) - used, "%s %d %d;",
		    e->host->name, e->host->case_no, e->host->host_no);
}

static inline void
on_fault(int case_no, const char *text, void *arg)
{
	size_t used = strlen(faults);

	ck_assert_ptr_eq(arg, seen);
	snprintf(faults + used, sizeof(faults) - used, "%d %s;", case_no, text);
}

static inline void
make_world(void)
{
	world = world_new(base, &options, &err);
	ck_assert_msg(world != NULL, "%s", err.text);
}

static inline void
set_up(void)
{
	base = event_base_new();
	journal = journal_new(10);
	seen[0] = faults[0] = '\0';
	json = NULL;
	options = (struct world_options){.t0 = T0,
	    .seed = 7,
	    .smtp_port = free_port(),
	    .dns_port = free_port(),
	    .https_port = free_port(),
	    .journal = journal,
	    .on_smtp = on_smtp,
	    .on_fault = on_fault,
	    .arg = seen};
	make_world();
}

static inline void
tear_down(void)
{
	world_free(world);
	journal_free(journal);
	json_decref(json);
	event_base_free(base);
}

static inline const json_t *
load(const char *text)
{
	json_t *part = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(part);
	if (json == NULL)
		json = json_array();
	json_array_append_new(json, part);
	return part;
}

static inline void
add(struct world_host host)
{
	host.v4 = !host.v6;
	ck_assert_msg(world_add_host(world, &host, &err), "%s", err.text);
}

static inline void
record(const char *line)
{
	ck_assert_msg(world_add_record(world, 1, line, &err), "%s", err.text);
}

static inline void
start(size_t eager)
{
	ck_assert_msg(world_start(world, eager, &err), "%s", err.text);
}

static inline const char *
ask(const char *name, ldns_rr_type type)
{
	return ask_at(ADDRESS_DOOR, options.dns_port, name, type);
}

/* mx.a.example, mx.b.example and so on */
static inline void
add_simple(size_t n)
{
	char name[40];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "mx.%c.example", (int)('a' + i));
		add((struct world_host){.name = name, .case_no = (int)i});
	}
}

static inline bool
is_open(const char *address)
{
	int fd = dial(address, options.smtp_port);
	char greeting[100] = "";

	if (fd == -1)
		return false;
	ck_assert_int_gt(hear(fd, greeting, sizeof(greeting) - 1), 4);
	ck_assert_int_eq(strncmp(greeting, "220 ", 4), 0);
	close(fd);
	turn(5);
	return true;
}

#endif
