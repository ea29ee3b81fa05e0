/* SPDX-License-Identifier: MIT */
/*
 * shell_word.h - a word that a shell takes as it stands: for commands that
 * people paste.  Pure.
 */
#ifndef HARNESS_BASE_SHELL_WORD_H
#define HARNESS_BASE_SHELL_WORD_H

#include <stdbool.h>
#include <stdio.h>

void shell_word(FILE *, const char *word); /* in quotes only if need be */

/*
 * How the running program has to be called: as it was called, if that works
 * from here; else by its path.  Allocated.
 */
char *shell_program(const char *argv0);

#endif
