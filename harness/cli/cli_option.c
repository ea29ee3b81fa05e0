/* SPDX-License-Identifier: MIT */
#include "harness/cli/cli_option.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/exit_code.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

int
cli_wrong(const char *verb, const char *what)
{
	fprintf(stderr, "badmx: %s; see badmx help %s\n", what, verb);
	return EXIT_USAGE;
}

static const char *
nearest(const char *typed, const struct option *longs)
{
	const char **names, *near;
	size_t n = 0;

	while (longs[n].name != NULL)
		n++;
	names = xcalloc(n + 1, sizeof(*names));
	while (n-- > 0)
		names[n] = longs[n].name;
	near = text_nearest(typed, names);
	free(names);
	return near;
}

static void
say_unknown(char **argv, const struct option *longs)
{
	const char *typed = argv[optind - 1];
	bool is_long = strncmp(typed, "--", 2) == 0;
	const char *near = is_long ? nearest(typed + 2, longs) : NULL;
	char letter[3] = {'-', (char)optopt, '\0'}, *what;

	/* Of short ones that stand together only one is wrong. */
	what = xasprintf("%s does not know the option %s", argv[0],
	    is_long || optopt == 0 ? typed : letter);
	if (near != NULL)
		fprintf(stderr, "badmx: %s, did you mean --%s?\n", what, near);
	else
		cli_wrong(argv[0], what);
	free(what);
}

int
cli_option(
    int argc, char **argv, const char *shorts, const struct option *longs)
{
	int key;
	char *what;

	opterr = 0;
	key = getopt_long(argc, argv, shorts, longs, NULL);
	if (key == '?')
		say_unknown(argv, longs);
	if (key != ':')
		return key;
	what = xasprintf("%s needs a value", argv[optind - 1]);
	cli_wrong(argv[0], what);
	free(what);
	return '?';
}
