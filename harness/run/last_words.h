/* SPDX-License-Identifier: MIT */
/* last_words.h - the end of what a command wrote, as one line.  Pure. */
#ifndef HARNESS_RUN_LAST_WORDS_H
#define HARNESS_RUN_LAST_WORDS_H

#include <stddef.h>

/*
 * As many whole lines from the end of text as there is room for, with " / "
 * in between, and "... " first if some are left out.  Of a last line that is
 * too long by itself the beginning is taken.  Returns said.
 */
char *last_words(const char *text, char *said, size_t size);

#endif
