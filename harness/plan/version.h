/* SPDX-License-Identifier: MIT */
/*
 * version.h - versions of programs, compared number by number.  Pure.
 *
 * 3.9 comes before 3.11, and 3.11 is 3.11.0.  A program may say its version
 * in a sentence ("Exim version 4.96 #2"): the first digits count, with the
 * numbers that dots join to them.
 */
#ifndef HARNESS_PLAN_VERSION_H
#define HARNESS_PLAN_VERSION_H

#include <stdbool.h>

/* < 0, 0, > 0 like strcmp(3).  Without digits it is 0. */
int version_compare(const char *a, const char *b);

/* Numbers joined by dots, and nothing else. */
bool version_is_plain(const char *);

/* Not NULL, and with digits. */
bool version_is_known(const char *);

/*
 * condition: "< 3.11"; also <=, =, >=, >.  A version that is not known (NULL,
 * or without digits) fulfils none.
 */
bool version_holds(const char *condition, const char *version);

/* One of the five, or NULL. */
const char *version_operator(const char *);

#endif
