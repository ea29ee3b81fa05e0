/* SPDX-License-Identifier: MIT */
/*
 * clock.h - the time, in one place.
 *
 * Times of day are seconds since 1970-01-01 UTC; spans that are measured are
 * microseconds of the monotonic clock.
 *
 * A clock page is a small piece of shared memory with one time of day per
 * case.  A client whose clock is virtual (the built-in sender) writes the
 * time it believes in into the slot of the mail it works on, and the world
 * reads it there, so that a greylisting server and the sender agree how much
 * time has passed without anybody waiting for it.
 */
#ifndef SIM_BASE_CLOCK_H
#define SIM_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

int64_t clock_wall(void);	  /* seconds since the epoch */
int64_t clock_monotonic_us(void); /* microseconds, from an arbitrary zero */

struct clock_page;

/* All slots start at t0.  The page lives in a memfd, never in a file. */
MUST_USE struct clock_page *clock_page_new(
    size_t slots, int64_t t0, struct err *);
/* Maps the page that another process made; fd may be closed afterwards. */
MUST_USE struct clock_page *clock_page_map(int fd, struct err *);
void clock_page_free(struct clock_page *);

int clock_page_fd(const struct clock_page *);
size_t clock_page_slots(const struct clock_page *);
/* A slot out of range is slot 0. */
int64_t clock_page_get(const struct clock_page *, size_t slot);
void clock_page_set(struct clock_page *, size_t slot, int64_t t);

#endif
