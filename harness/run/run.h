/* SPDX-License-Identifier: MIT */
/*
 * run.h - `badmx run`: from the options to the exit code.
 *
 * The supervisor plans, starts a lab for each client and policy (some at a
 * time), hears their results as they come, holds them against the known
 * differences, tells the reports and keeps the evidence.  It never speaks to
 * a client and sees no network.
 */
#ifndef HARNESS_RUN_RUN_H
#define HARNESS_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/lab/seal_choose.h"
#include "harness/plan/suite_files.h"

#define RUN_TIMEOUT_MS 30000 /* for one mail, if nothing was said */

enum run_keep { KEEP_FAILED, KEEP_ALL, KEEP_NONE };

/* All borrowed; see badmx help run. */
struct run_options {
	const char *called; /* how badmx was called; NULL: by its name */
	struct suite_options suite;
	const char *const *clients; /* names */
	size_t n_clients;	    /* 0: builtin */
	const char *const *policies;
	size_t n_policies; /* 0: all */
	const char *const *filters;
	size_t n_filters;
	const char *client_root, *evidence, *known;
	const char *color, *progress;
	enum isolation isolation;
	enum run_keep keep;
	unsigned jobs;	 /* 0: as many as there are cores */
	unsigned repeat; /* 0: once */
	int timeout_ms;	 /* for one mail */
	uint64_t seed;
	bool json, quiet, failed;
	bool evidence_asked;  /* by name: without it, nothing is run */
	bool nothing_is_fine; /* --no-cases pass */
};

/* Returns the exit code; has said everything that there is to say. */
int run_main(const struct run_options *);

#endif
