/* SPDX-License-Identifier: MIT */
/*
 * text.h - the few string helpers that every layer needs.  Pure.
 */
#ifndef SIM_BASE_TEXT_H
#define SIM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

/* Host names compare without case and without a trailing dot (RFC 4343). */
bool text_same_host(const char *a, const char *b);

/* "*" stands for any run of characters, "?" for one. */
bool text_glob(const char *pattern, const char *s);

/* How many letters must change to make b of a; swapped neighbours are 1. */
unsigned text_distance(const char *a, const char *b);

/*
 * The candidate nearest to what was typed, or NULL if none is near enough to
 * be what was meant: one letter in three may be wrong, and always one.  The
 * candidates end with NULL; the result is one of them.
 */
const char *text_nearest(const char *typed, const char *const *candidates);

/* "10 minutes", "-1 day", "0 seconds" -> seconds. */
MUST_USE bool text_span(const char *s, int64_t *seconds, struct err *);

/* "2024-03-13" or "2024-03-13 11:37:15", UTC -> seconds since the epoch. */
MUST_USE bool text_date(const char *s, int64_t *t, struct err *);

/* Even number of hex digits; *out is allocated. */
MUST_USE bool text_unhex(
    const char *hex, uint8_t **out, size_t *len, struct err *);

/*
 * A copy that is safe to show: control bytes, DEL and broken UTF-8 become
 * "\xNN".  Allocated.
 */
char *text_printable(const char *s, size_t len);

/*
 * The same into a buffer, cut to fit, and with everything that is not ASCII
 * escaped, so that a cut never leaves half a character.
 */
void text_ascii(char *out, size_t size, const char *s);

#endif
