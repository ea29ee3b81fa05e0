/* SPDX-License-Identifier: MIT */
/*
 * terminal.h - what the reader's terminal can show, decided once.
 *
 * The decision is pure: it is made from facts (is it a terminal, how wide,
 * what does the environment say) and from what the user asked for, so that
 * every combination can be tested without a terminal.
 *
 *	https://no-color.org: NO_COLOR, not empty, switches colour off;
 *	FORCE_COLOR, not empty and not 0, switches it on.
 */
#ifndef REPORTS_TERMINAL_H
#define REPORTS_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum terminal_progress { PROGRESS_NONE, PROGRESS_LINES, PROGRESS_BAR };

#define TERMINAL_WIDTH	   80 /* never wider, however wide the window is */
#define TERMINAL_MIN_WIDTH 40

struct terminal {
	FILE *notes;	/* borrowed; where progress goes, not the result */
	unsigned width; /* columns, at most TERMINAL_WIDTH */
	unsigned notes_width; /* the same for the notes */
	bool colour;
	bool utf8; /* false: show ASCII only */
	enum terminal_progress progress;
	int64_t (*now_us)(void); /* any clock that only goes forward */
};

struct terminal_facts {
	bool out_is_tty, notes_is_tty;
	unsigned columns, notes_columns;      /* 0: not known */
	const char *(*env)(const char *name); /* getenv(3), or a test's */
};

/* As typed: "auto", "always", "never"; "auto", "bar", "lines", "none". */
struct terminal_wish {
	const char *color;    /* NULL is "auto" */
	const char *progress; /* NULL is "auto" */
};

/* Fills everything but notes and now_us.  Pure. */
void terminal_decide(struct terminal *, const struct terminal_wish *,
    const struct terminal_facts *);

/* Looks at the two streams and the environment, then decides. */
void terminal_look(
    struct terminal *, const struct terminal_wish *, FILE *out, FILE *notes);

/* Does the environment say that UTF-8 can be shown? */
bool terminal_utf8(void);

/* The words that are allowed, ending with NULL. */
extern const char *const terminal_color_words[];
extern const char *const terminal_progress_words[];

#endif
