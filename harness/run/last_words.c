/* SPDX-License-Identifier: MIT */
#include "harness/run/last_words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

#define BETWEEN	 " / "
#define LEFT_OUT "... "

static void
put_before(char *said, const char *more)
{
	size_t n = strlen(more);

	memmove(said + n, said, strlen(said) + 1);
	memcpy(said, more, n);
}

/* False: there was no room for it. */
static bool
put_line(char *said, size_t size, const char *line)
{
	bool first = said[0] == '\0';
	size_t used = strlen(said) + strlen(BETWEEN) + strlen(LEFT_OUT) + 1;

	if (!first && used + strlen(line) > size)
		return false;
	if (!first)
		put_before(said, BETWEEN);
	put_before(said, line);
	return true;
}

static void
trim(char *text)
{
	size_t n = strlen(text);

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		text[--n] = '\0';
}

char *
last_words(const char *text, char *said, size_t size)
{
	char *copy = xstrdup(text), *line = xcalloc(size, 1), *end;
	bool room = true;

	said[0] = '\0';
	for (trim(copy); room && copy[0] != '\0'; trim(copy)) {
		end = strrchr(copy, '\n');
		text_ascii(line, size - strlen(LEFT_OUT),
		    end == NULL ? copy : end + 1);
		room = put_line(said, size, line);
		if (room)
			*(end == NULL ? copy : end) = '\0';
	}
	if (!room)
		put_before(said, LEFT_OUT);
	free(copy);
	free(line);
	return said;
}
