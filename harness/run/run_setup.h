/* SPDX-License-Identifier: MIT */
/*
 * run_setup.h - what a run is about: the suite, the clients and how each can
 * be kept apart here, the known differences, and the plan.
 *
 * Ownership.  The setup owns everything in it; it borrows the options.  To be
 * cleared even if it could not be made.
 */
#ifndef HARNESS_RUN_RUN_SETUP_H
#define HARNESS_RUN_RUN_SETUP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/lab/seal_choose.h"
#include "harness/plan/client.h"
#include "harness/plan/known.h"
#include "harness/plan/plan.h"
#include "harness/plan/suite.h"
#include "harness/run/run.h"
#include "sim/base/err.h"

struct run_setup {
	const struct run_options *o;
	struct suite *suite;
	struct plan *plan;
	const struct client_def **clients; /* the suite's */
	size_t n_clients;
	struct known **known;	   /* one a client; entries may be NULL */
	struct seal_choice *seals; /* one a client */
	char program[PATH_MAX];	   /* badmx itself */
	char *failed_filter;	   /* what differed last time; NULL: all */
	char *hint; /* which word of a filter fits nothing; NULL: none */
};

/* Complaints about scenario files are printed; the rest is in err. */
MUST_USE bool run_setup_make(
    struct run_setup *, const struct run_options *, struct err *);
void run_setup_clear(struct run_setup *);

/* Only what differed last time was wanted, and nothing did. */
bool run_setup_nothing_failed(const struct run_setup *);

/* Says on stderr why there is nothing to run. */
void run_setup_say_nothing(const struct run_setup *);

#endif
