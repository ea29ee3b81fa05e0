/* SPDX-License-Identifier: MIT */
/*
 * evidence.h - what a run leaves behind for people to look at.
 *
 *   .badmx/last/results.jsonl                one result a line, as they come
 *   .badmx/last/CLIENT/CASE/POLICY/transcript.txt
 *   .badmx/last/CLIENT/CASE/POLICY/chain.pem  what the servers showed
 *   .badmx/previous/                         the run before
 *
 * This is the only thing that badmx ever writes outside of a lab.  A run that
 * is killed keeps what it has written so far.
 */
#ifndef HARNESS_RUN_EVIDENCE_H
#define HARNESS_RUN_EVIDENCE_H

#include <jansson.h>

#include "sim/base/err.h"

#define EVIDENCE_FOLDER ".badmx"

struct evidence;

/*
 * Moves the last run aside and starts a new one.  Only one run at a time may
 * use a folder.
 */
MUST_USE struct evidence *evidence_open(const char *folder, struct err *);
void evidence_close(struct evidence *);

/* The folder of the current run, borrowed. */
const char *evidence_path(const struct evidence *);

MUST_USE bool evidence_result(
    struct evidence *, const json_t *result, struct err *);
/* where: "CLIENT/CASE/POLICY/transcript.txt"; folders are made. */
MUST_USE bool evidence_file(
    struct evidence *, const char *where, const char *text, struct err *);

/*
 * The results of the last run in that folder, an array; NULL: there is none.
 * To be read before evidence_open().
 */
json_t *evidence_last_results(const char *folder, struct err *);

#endif
