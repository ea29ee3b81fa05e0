/* SPDX-License-Identifier: MIT */
/*
 * report.h - one run, told in several formats.
 *
 * The harness tells the story once: report_begin(), then report_cell() for
 * each result as it comes, then report_end().  The report remembers what it
 * was told and passes it on to every format that was asked for.  It keeps no
 * opinion about mail: outcomes, reasons and sentences are the harness's.
 *
 * Ownership.  The run, and everything it points to, is borrowed until
 * report_end().  A cell is copied.  Streams are borrowed; the caller opens
 * and closes them.
 *
 * Times are seconds; times of day are seconds since 1970-01-01 UTC.  Any text
 * may be NULL where a comment does not say otherwise.
 */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/base/err.h"

struct terminal;

/* In the order in which a reader wants to see them. */
enum report_result {
	REPORT_LET_IN,
	REPORT_LOST,
	REPORT_WRONG_KIND,
	REPORT_WRONG_REASON,
	REPORT_GONE, /* a known difference is repaired: a failure */
	REPORT_NOT_JUDGED,
	REPORT_DEVIATION,
	REPORT_KNOWN,
	REPORT_SKIPPED,
	REPORT_AS_EXPECTED,
	REPORT_RESULTS
};

/* A word that a cell of the matrix may show. */
struct report_word {
	const char *word;    /* "unverified"; never NULL */
	const char *brief;   /* at most five letters: "unver"; never NULL */
	char letter;	     /* 'U' */
	const char *meaning; /* for the legend */
};

/* One line of the matrix. */
struct report_row {
	const char *group;    /* title of its table, "Names" */
	const char *case_id;  /* never NULL */
	const char *backdrop; /* "ee" */
	const char *client;   /* shown if the run has several */
	const char *clause;   /* "RFC 9525 6.3" */
	const char *twin;     /* the case that must come out otherwise */
	const char *file;     /* where the expectation is written down */
	unsigned line;
	size_t cells; /* how many results will be told for it */
};

struct report_client {
	const char *name;    /* "postfix"; never NULL */
	const char *about;   /* "Postfix" */
	const char *version; /* "3.7.11" */
};

struct report_run {
	const char *version;   /* of badmx */
	const char *isolation; /* "own network namespace, no root" */
	unsigned hosts, domains;
	double world_seconds; /* until the world was up; < 0: not known */
	const struct report_client *clients;
	size_t n_clients;
	const char *const *tables; /* file names, then NULL */
	const char *const *policies;
	size_t n_policies;
	const struct report_row *rows;
	size_t n_rows;
	const struct report_word *words; /* ends with a row without a word */
	const char *const *notes;	 /* sentences, then NULL; may be NULL */
	size_t cases, cells;
	uint64_t seed; /* below 2^63: JSON has no more */
	int64_t t0;
};

struct report_cell {
	size_t row, policy; /* index into the run's rows and policies */
	unsigned round;	    /* from 1; more only if the run is repeated */
	enum report_result result;
	const char *expected; /* "defer or bounce" */
	const char *got;      /* "defer > cleartext" */
	const char *outcome;  /* the word of it that the matrix shows */
	const char *host;     /* where it went, or was refused */
	const char *reason_expected, *reason_got;
	const char *why;   /* one sentence, for a person */
	const char *known; /* "postfix.known:12", for KNOWN and GONE */
	const char *transcript;
	const char *repeat; /* the command that repeats just this cell */
	const char *again;  /* why a first lab did not judge it; or NULL */
	double seconds;
};

/* What to try next: a command and what it is good for. */
struct report_next {
	const char *command;
	const char *what;
};

struct report_summary {
	double seconds;
	int exit_code;
	const char *exit_words;		/* "something differs"; never NULL */
	const struct report_next *next; /* ends with a row without a command */
};

struct report;
struct report_kind;

extern const struct report_kind report_term;
extern const struct report_kind report_json;

struct report *report_new(void);
void report_free(struct report *);

/* Tell it in this format too.  Before report_begin(). */
void report_also(struct report *, const struct report_kind *, FILE *,
    const struct terminal *);

void report_begin(struct report *, const struct report_run *);
void report_cell(struct report *, const struct report_cell *);
/* What goes on while no cells come; after report_begin(). */
void report_progress(struct report *, const char *text);
/* False if a stream could not take it all (disk full, closed pipe). */
MUST_USE bool report_end(
    struct report *, const struct report_summary *, struct err *);

/* A line for people before the report begins, wrapped to their terminal. */
void report_say(FILE *, const struct terminal *, const char *text);

/* How many cells had this result so far. */
size_t report_count(const struct report *, enum report_result);

/* "term" or "json"; NULL if there is no such format. */
const struct report_kind *report_kind_find(const char *name);

/* "LET IN" as people read it, "let-in" as programs do. */
const char *report_result_title(enum report_result);
const char *report_result_id(enum report_result);

#endif
