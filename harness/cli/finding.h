/* SPDX-License-Identifier: MIT */
/*
 * finding.h - the lines of badmx doctor: a word, what was found, and below it
 * the command that mends it.
 */
#ifndef HARNESS_CLI_FINDING_H
#define HARNESS_CLI_FINDING_H

#include "sim/base/err.h"

enum finding {
	FINDING_OK,
	FINDING_NOTE,
	FINDING_ABSENT, /* not there, and nothing is wrong with that */
	FINDING_FAIL,
};

void finding_say(enum finding, const char *fmt, ...) PRINTF_LIKE(2, 3);
void finding_mend(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
