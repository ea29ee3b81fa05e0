/* SPDX-License-Identifier: MIT */
/*
 * cli_option.h - options of a verb, and what is said of wrong ones: one
 * sentence, with what may have been meant and where to read on.
 */
#ifndef HARNESS_CLI_CLI_OPTION_H
#define HARNESS_CLI_CLI_OPTION_H

#include <getopt.h>

/*
 * As getopt_long(3); argv[0] is the verb, shorts begins with a colon.  '?'
 * has been said.  optind must be 1 at the first call.
 */
int cli_option(
    int argc, char **argv, const char *shorts, const struct option *longs);

/* "badmx: WHAT; see badmx help VERB"; returns EXIT_USAGE. */
int cli_wrong(const char *verb, const char *what);

#endif
