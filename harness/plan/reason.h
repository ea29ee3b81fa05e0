/* SPDX-License-Identifier: MIT */
/*
 * reason.h - why a mail was not handed over, or not over TLS.  Pure.
 *
 * The result types of RFC 8460 section 4.3, and words of our own for what it
 * has none for; the latter are marked as ours wherever they are shown.
 */
#ifndef HARNESS_PLAN_REASON_H
#define HARNESS_PLAN_REASON_H

#include <stdbool.h>
#include <stddef.h>

struct reason {
	const char *name;
	const char *meaning; /* one line */
	bool ours;	     /* not in RFC 8460 */
};

extern const struct reason reasons[];
extern const size_t n_reasons;

/* NULL: there is no such reason. */
const struct reason *reason_find(const char *name);

#endif
