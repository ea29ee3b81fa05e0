/* SPDX-License-Identifier: MIT */
/*
 * world_case.h - puts cases, and who sends to them, into a world.
 *
 * A case takes consecutive hosts; their addresses follow from the number of
 * the first one (address.h), so the final texts of a case can be made before
 * there is a world.
 */
#ifndef HARNESS_RUN_WORLD_CASE_H
#define HARNESS_RUN_WORLD_CASE_H

#include <stddef.h>

#include "harness/plan/case.h"
#include "sim/base/err.h"

struct world;

/* The case with its final texts, to be freed; NULL: see err. */
MUST_USE struct case_def *world_case_expand(
    const struct case_def *, size_t first_host, struct err *);

/* An expanded case, whose first host is the next one of the world. */
MUST_USE bool world_case_add(
    struct world *, const struct case_def *, int case_no, struct err *);

/* Host 0: the MX of the sender's own domain, and the name of the client. */
MUST_USE bool world_case_add_sender(struct world *, struct err *);

#endif
