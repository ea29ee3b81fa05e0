/* SPDX-License-Identifier: MIT */
/*
 * term_progress.h - how far the run is.
 *
 * On a terminal a bar that is drawn over itself, elsewhere a line for every
 * tenth.  While nothing comes, what goes on meanwhile: in the bar, or in a line
 * now and then.  Goes to the stream for notes, never among the results.
 */
#ifndef REPORTS_TERM_PROGRESS_H
#define REPORTS_TERM_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct terminal;

struct term_progress {
	const struct terminal *look; /* borrowed */
	size_t total, told;	     /* told: tenths that have had a line */
	int64_t began_us, drawn_us;
	int64_t heard_us, said_us; /* of the last result; a line */
	bool drawn;		   /* a bar stands on the line */
	bool uneven; /* results do not come evenly: there is no estimate */
};

void term_progress_begin(
    struct term_progress *, const struct terminal *, size_t total);
void term_progress_show(struct term_progress *, size_t done);
/* words: what goes on, if nothing has come for a while. */
void term_progress_say(struct term_progress *, size_t done, const char *words);
/* Takes the bar away, so that something else can be printed. */
void term_progress_clear(struct term_progress *);

#endif
