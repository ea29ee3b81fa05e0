/* SPDX-License-Identifier: MIT */
#include "reports/term_text.h"

#include <stdlib.h>
#include <string.h>

#include "reports/terminal.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define NAME_COLUMNS 10

/* Where the writing of one wrapped text stands. */
struct wrap {
	const struct report_format *f;
	unsigned indent;      /* of every line after the first */
	size_t column;	      /* already taken on this line */
	const char *line_end; /* said before a line is broken */
	bool fresh;	      /* nothing of the text on this line yet */
};

char *
term_text_shown(const struct report_format *f, const char *text)
{
	char *printable = text_printable(text, strlen(text));
	char *out, *o;

	if (f->look->utf8)
		return printable;
	out = o = xcalloc(4 * strlen(printable) + 1, 1);
	for (const char *p = printable; *p != '\0'; p++) {
		unsigned byte = (unsigned char)*p;

		if (byte < 0x80)
			*o++ = *p;
		else
			o += snprintf(o, 5, "\\x%02x", byte);
	}
	free(printable);
	return out;
}

size_t
term_text_width(const char *shown)
{
	size_t width = 0;

	for (; *shown != '\0'; shown++) {
		if (((unsigned char)*shown & 0xC0) != 0x80)
			width++; /* not a continuation byte of UTF-8 */
	}
	return width;
}

void
term_text_paint(
    const struct report_format *f, enum term_paint paint, const char *shown)
{
	static const char *const codes[] = {
	    [PAINT_PLAIN] = "",
	    [PAINT_HEAD] = "\033[1m",
	    [PAINT_LET_IN] = "\033[1;35m",
	    [PAINT_LOST] = "\033[1;33m",
	    [PAINT_OTHER] = "\033[1;36m",
	    [PAINT_DIM] = "\033[2m",
	};

	if (f->look->colour && codes[paint][0] != '\0')
		fprintf(f->out, "%s%s\033[0m", codes[paint], shown);
	else
		fputs(shown, f->out);
}

enum term_paint
term_text_paint_of(enum report_result result)
{
	switch (result) {
	case REPORT_LET_IN:
		return PAINT_LET_IN;
	case REPORT_LOST:
		return PAINT_LOST;
	case REPORT_WRONG_KIND:
	case REPORT_WRONG_REASON:
	case REPORT_GONE:
	case REPORT_DEVIATION:
		return PAINT_OTHER;
	case REPORT_NOT_JUDGED:
	case REPORT_KNOWN:
	case REPORT_SKIPPED:
		return PAINT_DIM;
	case REPORT_AS_EXPECTED:
	case REPORT_RESULTS:
		break;
	}
	return PAINT_PLAIN;
}

static void
break_line(struct wrap *w)
{
	fprintf(w->f->out, "%s\n%*s", w->line_end, (int)w->indent, "");
	w->column = w->indent;
	w->fresh = true;
}

static void
put_word(struct wrap *w, const char *word, size_t len)
{
	char *copy = xstrndup(word, len);
	size_t width = term_text_width(copy);
	size_t room = w->f->look->width - strlen(w->line_end);

	if (!w->fresh && w->column + 1 + width > room)
		break_line(w);
	fprintf(w->f->out, "%s%s", w->fresh ? "" : " ", copy);
	w->column += width + (w->fresh ? 0 : 1);
	w->fresh = false;
	free(copy);
}

/*
 * How much of a word goes on a line of its own: all of it, or up to the last
 * comma or slash that fits.  What a shell is to read stays in one piece.
 */
static size_t
piece(const struct wrap *w, const char *word, size_t len)
{
	size_t room = w->f->look->width - w->indent, width = 0, end = 0, i;

	if (w->line_end[0] != '\0')
		return len;
	for (i = 0; i < len; i++) {
		if (((unsigned char)word[i] & 0xC0) != 0x80 && ++width > room)
			return end > 0 ? end : i;
		if (word[i] == ',' || word[i] == '/')
			end = i + 1;
	}
	return len;
}

static void
put_pieces(struct wrap *w, const char *word, size_t len)
{
	size_t n;

	for (; (n = piece(w, word, len)) < len; word += n, len -= n) {
		put_word(w, word, n);
		break_line(w);
	}
	put_word(w, word, len);
}

static void
put_words(struct wrap *w, const char *text)
{
	char *shown = term_text_shown(w->f, text);

	for (const char *p = shown; *p != '\0';) {
		size_t len = strcspn(p, " ");

		if (len > 0)
			put_pieces(w, p, len);
		p += len;
		p += strspn(p, " ");
	}
	free(shown);
	putc('\n', w->f->out);
}

/* A path of one word, which would be easier to copy from a line of its own. */
static bool
is_too_long(const struct wrap *w, const char *value)
{
	return strchr(value, ' ') == NULL &&
	       w->column + strlen(value) > w->f->look->width;
}

static void
put_field(struct wrap *w, unsigned indent, size_t columns, const char *name,
    const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	w->column = indent + columns;
	if (is_too_long(w, value)) {
		w->column = w->indent = indent + 2;
		fprintf(w->f->out, "%*s%s\n%*s", (int)indent, "", name,
		    (int)w->indent, "");
	} else {
		fprintf(w->f->out, "%*s%-*s ", (int)indent, "",
		    (int)columns - 1, name);
	}
	w->fresh = true;
	put_words(w, value);
}

void
term_text_legend(const struct report_format *f, size_t columns,
    const char *name, const char *value)
{
	struct wrap w = {.f = f, .indent = (unsigned)columns, .line_end = ""};

	put_field(&w, 0, columns, name, value);
}

void
term_text_field(const struct report_format *f, unsigned indent,
    const char *name, const char *value)
{
	struct wrap w = {
	    .f = f, .indent = indent + NAME_COLUMNS, .line_end = ""};

	put_field(&w, indent, NAME_COLUMNS, name, value);
}

void
term_text_command(const struct report_format *f, unsigned indent,
    const char *name, const char *value)
{
	struct wrap w = {
	    .f = f, .indent = indent + NAME_COLUMNS + 2, .line_end = " \\"};

	put_field(&w, indent, NAME_COLUMNS, name, value);
}

void
term_text_say(const struct report_format *f, unsigned indent, const char *text)
{
	struct wrap w = {.f = f,
	    .indent = indent,
	    .column = indent,
	    .line_end = "",
	    .fresh = true};

	fprintf(f->out, "%*s", (int)indent, "");
	put_words(&w, text);
}

void
term_text_title(const struct report_format *f, enum term_paint paint,
    const char *title, const char *text)
{
	struct wrap w = {
	    .f = f, .indent = 2, .column = strlen(title) + 2, .line_end = ""};

	term_text_paint(f, paint, title);
	putc(' ', f->out);
	put_words(&w, text);
}
