/* SPDX-License-Identifier: MIT */
#include "harness/cli/column.h"

#include <stdlib.h>
#include <string.h>

#include "reports/term_text.h"
#include "reports/terminal.h"
#include "sim/base/mem.h"

size_t
column_width(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* As the terminal can show it; a file may hold any bytes.  Allocated. */
static char *
shown(const char *word, size_t len)
{
	const struct terminal look = {.utf8 = terminal_utf8()};
	const struct report_format f = {.look = &look};
	char *copy = xstrndup(word, len), *text = term_text_shown(&f, copy);

	free(copy);
	return text;
}

void
column_wrap(FILE *f, size_t left, const char *text)
{
	size_t used = left;

	while (*text != '\0') {
		size_t len = strcspn(text, " \n");
		char *word = shown(text, len);
		size_t width = column_width(word);

		if (used > left && used + 1 + width > PAGE_WIDTH) {
			fprintf(f, "\n%*s", (int)left, "");
			used = left;
		} else if (used > left) {
			fputc(' ', f);
			used++;
		}
		fputs(word, f);
		free(word);
		used += width;
		text += len;
		text += strspn(text, " \n");
	}
	fputc('\n', f);
}

void
column_pair(
    FILE *f, size_t indent, size_t left, const char *label, const char *text)
{
	char *name = shown(label, strlen(label));
	size_t width = indent + column_width(name);

	fprintf(f, "%*s%s", (int)indent, "", name);
	free(name);
	if (width + 1 > left)
		fprintf(f, "\n%*s", (int)left, "");
	else
		fprintf(f, "%*s", (int)(left - width), "");
	column_wrap(f, left, text);
}
