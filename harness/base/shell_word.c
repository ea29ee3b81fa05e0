/* SPDX-License-Identifier: MIT */
#include "harness/base/shell_word.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/mem.h"

static bool
is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	return *word != '\0' && word[strspn(word, plain)] == '\0';
}

void
shell_word(FILE *f, const char *word)
{
	if (is_plain(word)) {
		fputs(word, f);
		return;
	}
	putc('\'', f);
	for (; *word != '\0'; word++)
		if (*word == '\'')
			fputs("'\\''", f);
		else
			putc(*word, f);
	putc('\'', f);
}

static bool
is_in_path(const char *name)
{
	const char *from = getenv("PATH");

	while (from != NULL && *name != '\0') {
		size_t n = strcspn(from, ":");
		char *path = xasprintf(
		    "%.*s/%s", n == 0 ? 1 : (int)n, n == 0 ? "." : from, name);
		bool found = access(path, X_OK) == 0;

		free(path);
		if (found)
			return true;
		from = from[n] == ':' ? from + n + 1 : NULL;
	}
	return false;
}

char *
shell_program(const char *argv0)
{
	char path[PATH_MAX];
	ssize_t n;

	if (argv0 != NULL && (strchr(argv0, '/') != NULL || is_in_path(argv0)))
		return xstrdup(argv0);
	n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n <= 0)
		return xstrdup("badmx");
	path[n] = '\0';
	return xstrdup(path);
}
