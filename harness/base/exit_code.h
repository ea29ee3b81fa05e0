/* SPDX-License-Identifier: MIT */
/*
 * exit_code.h - what the exit status of badmx says.
 *
 * Below 10 it is about the mail server under test.  64 to 78 are about the
 * lab, in the numbers that mail people know from <sysexits.h>.
 */
#ifndef HARNESS_BASE_EXIT_CODE_H
#define HARNESS_BASE_EXIT_CODE_H

#include "sim/base/err.h"

enum exit_code {
	EXIT_AS_EXPECTED = 0,
	EXIT_DIFFERS = 1,
	EXIT_LIMIT = 2,
	EXIT_NOT_JUDGED = 3,
	EXIT_NOTHING_RAN = 4,
	EXIT_USAGE = 64,
	EXIT_INPUT = 65,
	EXIT_NO_INPUT = 66,
	EXIT_CLIENT = 69,
	EXIT_BUG = 70,
	EXIT_SYSTEM = 71,
	EXIT_TRY_AGAIN = 75,
	EXIT_NO_PERMISSION = 77,
	EXIT_CONFIG = 78,
	EXIT_HANGUP = 129,
	EXIT_INTERRUPTED = 130,
	EXIT_READER_GONE = 141, /* as a shell says it: SIGPIPE */
	EXIT_TERMINATED = 143,
};

/* The code in words, for the last line of a run. */
const char *exit_code_text(int code);

int exit_code_of(const struct err *);
/* Prints "badmx: ..." to stderr and returns exit_code_of(). */
int exit_with(const struct err *);

#endif
