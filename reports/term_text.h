/* SPDX-License-Identifier: MIT */
/*
 * term_text.h - words on a terminal: what it can show, wrapped to its width.
 *
 * Everything that is printed for people passes through here, because any of
 * it may hold bytes that came from a peer: a certificate's subject with an
 * escape sequence in it must not move anybody's cursor.
 */
#ifndef REPORTS_TERM_TEXT_H
#define REPORTS_TERM_TEXT_H

#include <stddef.h>

#include "reports/report_kind.h"

enum term_paint {
	PAINT_PLAIN,
	PAINT_HEAD,
	PAINT_LET_IN,
	PAINT_LOST,
	PAINT_OTHER,
	PAINT_DIM,
};

/* Safe to print here: what cannot be shown becomes \xNN.  Allocated. */
char *term_text_shown(const struct report_format *, const char *);

/* Columns that a shown text takes. */
size_t term_text_width(const char *shown);

/* In colour if there is colour.  Colour only repeats what the words say. */
void term_text_paint(
    const struct report_format *, enum term_paint, const char *shown);
enum term_paint term_text_paint_of(enum report_result);

/*
 * "    Name      value", continued below the value.  Nothing at all if there
 * is no value.  A command is continued with a backslash, ready to be pasted.
 */
void term_text_field(const struct report_format *, unsigned indent,
    const char *name, const char *value);
void term_text_command(const struct report_format *, unsigned indent,
    const char *name, const char *value);

/* A field without an indent whose value begins behind so many columns. */
void term_text_legend(const struct report_format *, size_t columns,
    const char *name, const char *value);

/* "LET IN  2 cells: ...", the title in colour. */
void term_text_title(const struct report_format *, enum term_paint,
    const char *title, const char *text);

/* A paragraph, every line indented. */
void term_text_say(
    const struct report_format *, unsigned indent, const char *text);

#endif
