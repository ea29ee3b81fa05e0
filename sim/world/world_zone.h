/* SPDX-License-Identifier: MIT */
/*
 * world_zone.h - which records stand in which zone of the world.
 *
 * A zone is what somebody registers: "case.example", "centurylink.net".  It
 * is kept as a list of hosts and record lines; its text is written when the
 * name space first needs it.
 */
#ifndef SIM_WORLD_WORLD_ZONE_H
#define SIM_WORLD_WORLD_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "sim/base/err.h"

struct world_zones;

/* Writes the address records of a host. */
typedef void zone_host_fn(size_t host, FILE *, void *arg);

/* A zone that there was not is told to the name space. */
typedef bool zone_new_fn(const char *zone, void *arg, struct err *);

struct world_zones *world_zones_new(zone_host_fn *, zone_new_fn *, void *arg);
void world_zones_free(struct world_zones *);

/* Both put the name into the zone it belongs to; false: nothing changed. */
MUST_USE bool world_zones_add_host(struct world_zones *, int case_no,
    const char *name, size_t host, struct err *);
MUST_USE bool world_zones_add_record(
    struct world_zones *, int case_no, const char *line, struct err *);

size_t world_zones_count(const struct world_zones *);
/* Allocated; NULL: there is no such zone. */
char *world_zones_text(const struct world_zones *, const char *zone);
/* The case that a name of the world belongs to, or < 0. */
int world_zones_case_of(const struct world_zones *, const char *name);
/* All the cases that something in a zone belongs to; borrowed. */
size_t world_zones_cases(
    const struct world_zones *, const char *zone, const int **cases);
/* Writes the zone of a name; false: the name has none. */
bool world_zone_of_name(const char *name, char *zone, size_t size);

#endif
