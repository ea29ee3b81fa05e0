/* SPDX-License-Identifier: MIT */
#include "harness/cli/column.h"

#include <string.h>

size_t
column_width(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static size_t
word_width(const char *word, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)word[i] & 0xc0) != 0x80;
	return n;
}

void
column_wrap(FILE *f, size_t left, const char *text)
{
	size_t used = left;

	while (*text != '\0') {
		size_t len = strcspn(text, " \n");
		size_t width = word_width(text, len);

		if (used > left && used + 1 + width > PAGE_WIDTH) {
			fprintf(f, "\n%*s", (int)left, "");
			used = left;
		} else if (used > left) {
			fputc(' ', f);
			used++;
		}
		fwrite(text, 1, len, f);
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
	size_t width = indent + column_width(label);

	fprintf(f, "%*s%s", (int)indent, "", label);
	if (width + 1 > left)
		fprintf(f, "\n%*s", (int)left, "");
	else
		fprintf(f, "%*s", (int)(left - width), "");
	column_wrap(f, left, text);
}
