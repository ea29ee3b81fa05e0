/* SPDX-License-Identifier: MIT */
/*
 * whole_world.h - the world of every case there is, to walk through.
 *
 * Host numbers, and so addresses, follow from the suite alone: what `world
 * show` says is what `world shell` has.
 *
 * Ownership: owns its cases; borrows nothing after whole_world_new().
 */
#ifndef HARNESS_RUN_WHOLE_WORLD_H
#define HARNESS_RUN_WHOLE_WORLD_H

#include <stddef.h>

#include "harness/plan/suite.h"
#include "sim/base/err.h"

struct world;

#define WHOLE_WORLD_SEED 1

struct whole_world {
	struct case_def **cases; /* with final texts */
	size_t *first_host;	 /* one a case */
	size_t n, n_hosts;
};

MUST_USE struct whole_world *whole_world_new(
    const struct suite *, struct err *);
void whole_world_free(struct whole_world *);

/* Into a world without hosts. */
MUST_USE bool whole_world_build(
    const struct whole_world *, struct world *, struct err *);

/* Its IPv6 addresses, for the seal.  Free with lab_addresses_free(). */
char **whole_world_addresses(const struct whole_world *);

#endif
