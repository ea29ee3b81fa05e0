/* SPDX-License-Identifier: MIT */
/*
 * cli_value.h - what is typed behind an option.  Pure.
 *
 * Each returns false with ERR_USAGE and one sentence that names the option,
 * what it takes and what was typed.
 */
#ifndef HARNESS_CLI_CLI_VALUE_H
#define HARNESS_CLI_CLI_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

#define CLI_MOST 1000 /* of anything that is counted */

/* From 1 to CLI_MOST; also: a word that may stand there as well, or NULL. */
MUST_USE bool cli_number(const char *option, const char *text, const char *also,
    unsigned *n, struct err *);

/* Below 2^63: JSON has no more. */
MUST_USE bool cli_seed(const char *text, uint64_t *seed, struct err *);

/* "30", "30s", "500ms", "2 minutes"; up to a day. */
MUST_USE bool cli_timeout(const char *text, int *ms, struct err *);

/* One of the words, which end with NULL. */
MUST_USE bool cli_word(const char *option, const char *text,
    const char *const *words, size_t *which, struct err *);

#endif
