/* SPDX-License-Identifier: MIT */
/*
 * cli_suite.h - what is loaded for a verb, and what is said of mistakes.
 */
#ifndef HARNESS_CLI_CLI_SUITE_H
#define HARNESS_CLI_CLI_SUITE_H

#include "harness/plan/suite.h"

/*
 * NULL: it has been said why, and code is the exit code.  A file that was
 * left out, because the options are lenient, is named in one line.
 */
MUST_USE struct suite *cli_suite(const struct suite_options *, int *code);

#endif
