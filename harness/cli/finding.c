/* SPDX-License-Identifier: MIT */
#include "harness/cli/finding.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Colour only repeats the word. */
static const struct {
	const char *word, *colour;
} words[] = {
    [FINDING_OK] = {"ok", "\033[32m"},
    [FINDING_NOTE] = {"note", "\033[33m"},
    [FINDING_ABSENT] = {"--", ""},
    [FINDING_FAIL] = {"FAIL", "\033[31m"},
};

static bool
use_colour(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

void
finding_say(enum finding finding, const char *fmt, ...)
{
	bool colour = use_colour() && words[finding].colour[0] != '\0';
	va_list ap;

	printf("%s%-4s%s  ", colour ? words[finding].colour : "",
	    words[finding].word, colour ? "\033[0m" : "");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void
finding_mend(const char *fmt, ...)
{
	va_list ap;

	fputs("      ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}
