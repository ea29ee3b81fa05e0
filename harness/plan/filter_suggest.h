/* SPDX-License-Identifier: MIT */
/*
 * filter_suggest.h - which word of a filter fits nothing there is, and what
 * may have been meant.  Pure.
 */
#ifndef HARNESS_PLAN_FILTER_SUGGEST_H
#define HARNESS_PLAN_FILTER_SUGGEST_H

#include <stddef.h>

#include "harness/plan/suite.h"

/*
 * Of filters that can be parsed: "no case or tag matches \"nmae-*\", did you
 * mean \"name-*\"?", allocated; NULL if each word fits something.
 */
char *filter_suggest(const struct suite *, const char *const *texts, size_t n);

#endif
