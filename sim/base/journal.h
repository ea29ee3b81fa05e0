/* SPDX-License-Identifier: MIT */
/*
 * journal.h - the ordered record of everything seen in one lab.
 *
 * Every line belongs to one case, or to the lab itself (JOURNAL_LAB).  The
 * transcript of a case is its lines, on one time line whatever part of the
 * world they come from.  Lines that hold a peer's bytes are made printable
 * here, so nobody else has to think of it.
 *
 * Bounded: of a case that says too much the head and the tail are kept, and
 * the cut is said.
 */
#ifndef SIM_BASE_JOURNAL_H
#define SIM_BASE_JOURNAL_H

#include <stddef.h>

#include "sim/base/err.h"

#define JOURNAL_LAB (-1)

enum journal_lane {
	LANE_DNS,
	LANE_TCP,
	LANE_CLIENT,	 /* what the client said */
	LANE_SERVER,	 /* what we answered */
	LANE_CLIENT_TLS, /* the same, inside TLS */
	LANE_SERVER_TLS,
	LANE_TLS,
	LANE_WEB,
	LANE_MAIL,  /* accepted, refused, bounced: the fate of a message */
	LANE_LOG,   /* the client's own words */
	LANE_JUDGE, /* what the harness concluded */
	LANE_FAULT, /* trouble of the lab itself */
};

struct journal;

struct journal *journal_new(size_t cases);
void journal_free(struct journal *);

void journal_add(struct journal *, int case_no, enum journal_lane,
    const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Any bytes. */
void journal_said(struct journal *, int case_no, enum journal_lane,
    const char *line, size_t len);

/* The lines of one case as text, allocated. */
char *journal_text(const struct journal *, int case_no);
/* Microseconds since journal_new(). */
long long journal_age_us(const struct journal *);

#endif
