/* SPDX-License-Identifier: MIT */
/*
 * run_job.h - one lab, as its supervisor sees it: a process and a wire.
 *
 * Ownership.  The lab job and everything in it are borrowed until the end of
 * the process, which is a copy of this one.
 */
#ifndef HARNESS_RUN_RUN_JOB_H
#define HARNESS_RUN_RUN_JOB_H

#include <sys/types.h>

#include "harness/run/lab.h"
#include "harness/run/lab_wire.h"
#include "harness/run/run_again.h"
#include "harness/run/run_progress.h"

enum run_job_state { JOB_WAITS, JOB_RUNS, JOB_OVER };

struct run_job {
	struct lab_job lab;
	size_t client, group; /* for the caller */
	unsigned round;
	enum run_job_state state;
	pid_t pid;
	int fd; /* the wire; -1 */
	struct lab_wire_reader reader;
	int64_t heard_us;
	bool *told; /* one a cell of the group in the plan */
	struct run_again again;
	struct run_progress progress;
};

/* The child never returns from it.  other_fds: what it must not keep. */
MUST_USE bool run_job_start(
    struct run_job *, const int *other_fds, size_t n, struct err *);

/*
 * Reads and calls back.  False: the lab is over; how it ended, unless it said
 * so itself, is in why.
 */
bool run_job_hear(
    struct run_job *, lab_wire_message_fn *, void *arg, char *why, size_t size);
/* Asks a lab that runs to tell what it has, and to end. */
void run_job_stop(struct run_job *);
void run_job_kill(struct run_job *);
void run_job_clear(struct run_job *);

#endif
