/* SPDX-License-Identifier: MIT */
/*
 * smtp_greylist.h - who has tried before, and when.
 *
 * Pure: the time is given, in seconds of whichever clock the host lives by.
 * Bounded: when it is full, the entry that came first is forgotten; there is
 * always room for one.
 */
#ifndef SIM_SMTP_SMTP_GREYLIST_H
#define SIM_SMTP_SMTP_GREYLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct smtp_greylist;

struct smtp_greylist *smtp_greylist_new(size_t max_entries);
void smtp_greylist_free(struct smtp_greylist *);

/*
 * Is it still too early for this recipient on this host?  The first question
 * is the first try, and starts the time.
 */
bool smtp_greylist_waits(struct smtp_greylist *, const char *host,
    const char *recipient, int64_t now, int64_t seconds);

size_t smtp_greylist_size(const struct smtp_greylist *);

#endif
