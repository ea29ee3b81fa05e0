/* SPDX-License-Identifier: MIT */
/*
 * run_story.h - tells the reports and the evidence what the labs found.
 *
 * This is where words about mail (verdicts, outcomes, reasons) become the
 * strings that reports know.
 */
#ifndef HARNESS_RUN_RUN_STORY_H
#define HARNESS_RUN_RUN_STORY_H

#include <jansson.h>

#include "harness/plan/plan.h"
#include "harness/run/run.h"
#include "reports/report.h"
#include "sim/base/err.h"

struct known;
struct run_story;

struct run_story_options {
	const struct run_options *run;
	const struct suite *suite;
	const struct plan *plan;
	const struct client_def *const *clients;
	size_t n_clients;
	struct known *const *known; /* one a client; entries may be NULL */
	const char *isolation;
};

/* The first line, before anything is loaded: who waits knows for what. */
void run_story_greet(const struct run_options *);

MUST_USE struct run_story *run_story_new(
    const struct run_story_options *, struct err *);
void run_story_free(struct run_story *);

/*
 * The first lab is up: the head of the report, which waits for the versions
 * of the clients, but not for long.
 */
void run_story_begin(
    struct run_story *, unsigned hosts, unsigned domains, double seconds);
/* From the first lab that knows it; before the head if possible. */
void run_story_version(struct run_story *, size_t client, const char *version);
bool run_story_knows_version(const struct run_story *, size_t client);

struct run_result {
	size_t client, group, cell; /* of the plan */
	unsigned round;
	const char *again;     /* why it is the word of a second lab; or NULL */
	const json_t *message; /* "cell" of lab_wire.h */
};

void run_story_result(struct run_story *, const struct run_result *);

/*
 * The end of a lab, and "done" of lab_wire.h: its own journal (what belongs to
 * no case) is kept beside the transcripts if all are, or if something could not
 * be judged (failed: by this lab).
 */
void run_story_lab(struct run_story *, const struct run_result *, bool failed);

/* What goes on while no results come; "": nothing that can be told. */
void run_story_progress(struct run_story *, const char *text);

/* Prints the end; exit_code < 0: decide from the results. */
int run_story_end(struct run_story *, int exit_code);

bool run_story_begun(const struct run_story *); /* its head is told */
/* No more results come; the head is told if it has not been. */
size_t run_story_judged(struct run_story *);
/* What is told from now on, nobody has waited for. */
void run_story_no_progress(struct run_story *);

#endif
