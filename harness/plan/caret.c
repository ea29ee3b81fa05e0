/* SPDX-License-Identifier: MIT */
#include "harness/plan/caret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

/* Columns of a long line that are shown, so that it stays one line. */
#define MAX_BEFORE 40
#define MAX_MARKED 40
#define MIN_AFTER  24
#define PAGE	   74 /* behind the margin */
#define MAX_PATH   200

/* Printable, a tab as one blank: what people see is as wide as it counts. */
static char *
visible(const char *s, size_t len)
{
	char *copy = xmemdup(s, len), *shown;

	for (size_t i = 0; i < len; i++)
		if (copy[i] == '\t')
			copy[i] = ' ';
	shown = text_printable(copy, len);
	free(copy);
	return shown;
}

static bool
begins_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* Characters, not bytes: the caret must stand below what people see. */
static size_t
width(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += begins_character(*s);
	return n;
}

/* Where the last so many characters of the text begin. */
static const char *
last_characters(const char *s, size_t n)
{
	size_t skip = width(s) > n ? width(s) - n : 0;

	for (; skip > 0 || !begins_character(*s); s++)
		skip -= skip > 0 && begins_character(s[1]);
	return s;
}

/* How many bytes the first so many characters have. */
static int
first_characters(const char *s, size_t n)
{
	int bytes = 0;

	while (s[bytes] != '\0' && (n > 0 || !begins_character(s[bytes])))
		n -= begins_character(s[bytes++]);
	return bytes;
}

/* What follows the mark fills the page. */
static size_t
room_after(size_t used)
{
	return used + MIN_AFTER < PAGE ? PAGE - used : MIN_AFTER;
}

static void
draw(FILE *f, const struct caret *c, int margin)
{
	char *before = visible(c->line, c->at);
	char *marked = visible(c->line + c->at, c->len);
	char *after =
	    visible(c->line + c->at + c->len, c->line_len - c->at - c->len);
	const char *from = last_characters(before, MAX_BEFORE);
	const char *cut = from == before ? "" : "...";
	int shown = first_characters(marked, MAX_MARKED);
	bool whole = marked[shown] == '\0';
	size_t carets = whole ? width(marked) : MAX_MARKED;

	fprintf(f, "%*d| %s%s%.*s%.*s\n", margin, c->number, cut, from, shown,
	    marked,
	    whole ? first_characters(after, room_after(width(from) + carets))
		  : 3,
	    whole ? after : "...");
	fprintf(
	    f, "%*s| %*s", margin, "", (int)(strlen(cut) + width(from)), "");
	do
		fputc('^', f);
	while (carets-- > 1);
	free(before), free(marked), free(after);
}

bool
caret_complain(struct err *err, const struct caret *c, const char *message,
    const char *hint)
{
	char *safe = text_printable(message, strlen(message)), *picture = NULL;
	char digits[16];
	int margin = snprintf(digits, sizeof(digits), "%3d", c->number);
	size_t size;
	FILE *f = open_memstream(&picture, &size);

	if (f == NULL)
		out_of_memory();
	draw(f, c, margin);
	fclose(f);
	err_input(err, "%.300s\n  --> %.*s:%d:%zu\n%*s|\n%s%s%*s%s", safe,
	    MAX_PATH, c->path, c->number, c->at + 1, margin, "", picture,
	    hint == NULL ? "" : "\n", hint == NULL ? 0 : margin, "",
	    hint == NULL ? "" : "= ");
	if (hint != NULL)
		strncat(
		    err->text, hint, sizeof(err->text) - strlen(err->text) - 1);
	free(picture);
	free(safe);
	return false;
}
