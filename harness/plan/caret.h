/* SPDX-License-Identifier: MIT */
/*
 * caret.h - says what is wrong with a line of a file, and shows where.  Pure.
 *
 *	"withold" is not an outcome
 *	  --> known/postfix.known:3:26
 *	   |
 *	  3| name-cn-only/strict      withold -> verified
 *	   |                          ^^^^^^^
 *	   = did you mean withhold?   All words: badmx help words
 */
#ifndef HARNESS_PLAN_CARET_H
#define HARNESS_PLAN_CARET_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"

/* A part of a line; len 0 points at the place behind what is there. */
struct caret {
	const char *path;
	int number; /* of the line, from 1 */
	const char *line;
	size_t line_len;
	size_t at, len; /* bytes of the line */
};

/* Fills err with ERR_INPUT; returns false.  hint may be NULL. */
bool caret_complain(
    struct err *, const struct caret *, const char *message, const char *hint);

#endif
