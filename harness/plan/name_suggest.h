/* SPDX-License-Identifier: MIT */
/*
 * name_suggest.h - what may have been meant by a name or glob that fits
 * nothing.  Pure.
 *
 *	nmae-*		name-*		a word of a name is misspelt
 *	*-wildcrad-*	*-wildcard-*
 *	base-goood	base-good	the nearest name
 *	wildcard	*wildcard*	a part of some names
 */
#ifndef HARNESS_PLAN_NAME_SUGGEST_H
#define HARNESS_PLAN_NAME_SUGGEST_H

#include <stdbool.h>

/* The names end with NULL. */
bool name_fits(const char *glob, const char *const *names);
/* Fits one of the names; allocated.  NULL: nothing is near enough. */
char *name_suggest(const char *glob, const char *const *names);

#endif
