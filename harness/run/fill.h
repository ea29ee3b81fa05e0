/* SPDX-License-Identifier: MIT */
/*
 * fill.h - puts values into the ${names} of a client file.  Pure.
 */
#ifndef HARNESS_RUN_FILL_H
#define HARNESS_RUN_FILL_H

#include <jansson.h>

#include "sim/base/err.h"

/*
 * values: an object of strings.  Allocated; NULL with err if a name has no
 * value.  A "${" that the client itself is to read is written "$${".
 */
MUST_USE char *fill_in(const char *text, const json_t *values, struct err *);

#endif
