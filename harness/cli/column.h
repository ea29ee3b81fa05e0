/* SPDX-License-Identifier: MIT */
/*
 * column.h - text on a page of 80 columns, in letters that the terminal has.
 */
#ifndef HARNESS_CLI_COLUMN_H
#define HARNESS_CLI_COLUMN_H

#include <stddef.h>
#include <stdio.h>

#define PAGE_WIDTH 80

/* Characters, not bytes. */
size_t column_width(const char *);

/*
 * The text from column `left` on, broken between words and continued there;
 * a word that is longer than the page is not broken.  Ends with a newline.
 */
void column_wrap(FILE *, size_t left, const char *text);

/* "  label    text", wrapped. */
void column_pair(
    FILE *, size_t indent, size_t left, const char *label, const char *text);

#endif
