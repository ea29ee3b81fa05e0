/* SPDX-License-Identifier: MIT */
#include "harness/run/run.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/exit_code.h"
#include "harness/lab/guard.h"
#include "harness/run/interrupt.h"
#include "harness/run/run_job.h"
#include "harness/run/run_setup.h"
#include "harness/run/run_story.h"
#include "harness/run/verdict.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

/* A lab says something every second; this long without a word, it hangs. */
#define SILENCE_US (20 * 1000000LL)
#define POLL_MS	   200
/* What a lab that is asked to end may take for it. */
#define PATIENCE_US 1500000

static const char stood_still[] =
    "the first one stood still for more than a second";

struct run {
	const struct run_options *o;
	struct run_setup setup;
	struct run_story *story;
	struct run_job *jobs;
	size_t n_jobs, running;
	int64_t patience_until_us; /* 0: nobody has interrupted us */
	struct err fault;	   /* the first one of a whole lab */
};

/* --- labs ---------------------------------------------------------------- */

static void
add_job(struct run *run, size_t client, size_t group, unsigned round)
{
	struct run_job *job = &run->jobs[run->n_jobs++];
	const struct plan_group *g = &run->setup.plan->groups[group];

	*job = (struct run_job){
	    .client = client,
	    .group = group,
	    .round = round,
	    .fd = -1,
	    .told = xcalloc(g->n, sizeof(bool)),
	    .lab =
		{
		    .client = run->setup.clients[client],
		    .policy =
			client_policy(run->setup.clients[client], g->policy),
		    .group = g,
		    .seal = run->setup.seals[client],
		    .client_root = run->o->client_root,
		    .program = run->setup.program,
		    .seed = run->o->seed,
		    .jobs = 8,
		    .timeout_ms = run->o->timeout_ms,
		},
	};
	run_again_make(&job->again, g);
}

static void
make_jobs(struct run *run)
{
	unsigned rounds = run->o->repeat == 0 ? 1 : run->o->repeat;

	run->jobs =
	    xcalloc(run->setup.n_clients * run->setup.plan->n_groups * rounds,
		sizeof(run->jobs[0]));
	/* Every client soon, so that its version is known. */
	for (unsigned round = 1; round <= rounds; round++)
		for (size_t g = 0; g < run->setup.plan->n_groups; g++)
			for (size_t c = 0; c < run->setup.n_clients; c++)
				add_job(run, c, g, round);
}

/* cell: of the plan. */
static void
tell(struct run *run, struct run_job *job, size_t cell, const json_t *message)
{
	struct run_result r = {
	    .client = job->client,
	    .group = job->group,
	    .cell = cell,
	    .round = job->round,
	    .again = job->again.begun ? stood_still : NULL,
	    .message = message,
	};

	if (job->told[cell])
		return;
	job->told[cell] = true;
	if (interrupt_came() || !run_again_hold(&job->again, cell, message))
		run_story_result(run->story, &r);
}

/* Everything of that lab that nobody has spoken of yet. */
static void
tell_rest(
    struct run *run, struct run_job *job, enum verdict verdict, const char *why)
{
	json_t *message =
	    json_pack("{si ss}", "verdict", (int)verdict, "why", why);

	for (size_t i = 0; i < job->again.whole->n; i++)
		tell(run, job, i, message);
	json_decref(message);
}

static void
show_progress(struct run *run)
{
	struct run_progress sum = {0};
	char text[100];

	for (size_t i = 0; i < run->n_jobs; i++)
		if (run->jobs[i].state == JOB_RUNS)
			run_progress_add(&sum, &run->jobs[i].progress);
	run_progress_text(&sum, text, sizeof(text));
	run_story_progress(run->story, text);
}

struct hearing {
	struct run *run;
	struct run_job *job;
};

/* Of a lab that will be run again nothing counts. */
static void
hear_fault(struct run *run, struct run_job *job, const json_t *message)
{
	const char *text = json_string_value(json_object_get(message, "text"));

	if (run->fault.kind == ERR_NONE &&
	    (job->again.begun || job->again.n_held == 0))
		err_set(&run->fault,
		    (enum err_kind)json_integer_value(
			json_object_get(message, "kind")),
		    "%s", text == NULL ? "a lab failed" : text);
}

static void
on_message(const json_t *message, void *arg)
{
	struct hearing *h = arg;
	const char *say = json_string_value(json_object_get(message, "say"));
	const char *version =
	    json_string_value(json_object_get(message, "version"));
	size_t cell = run_again_cell(&h->job->again,
	    (size_t)json_integer_value(json_object_get(message, "cell")));

	if (say == NULL)
		return;
	if (strcmp(say, "up") == 0)
		run_story_begin(h->run->story,
		    (unsigned)json_integer_value(
			json_object_get(message, "hosts")),
		    (unsigned)json_integer_value(
			json_object_get(message, "domains")),
		    json_number_value(json_object_get(message, "seconds")));
	else if (strcmp(say, "client") == 0 && version != NULL)
		run_story_version(h->run->story, h->job->client, version);
	else if (strcmp(say, "cell") == 0 && cell < h->job->again.whole->n)
		tell(h->run, h->job, cell, message);
	else if (strcmp(say, "done") == 0)
		run_story_lab(h->run->story,
		    &(struct run_result){.client = h->job->client,
			.group = h->job->group,
			.again = h->job->again.begun ? stood_still : NULL,
			.message = message},
		    h->job->again.n_held > 0);
	else if (strcmp(say, "fault") == 0)
		hear_fault(h->run, h->job, message);
	else if (strcmp(say, "alive") == 0) {
		run_progress_take(&h->job->progress, message);
		show_progress(h->run);
	}
}

static size_t
open_wires(const struct run *run, int *fds)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_jobs; i++)
		if (run->jobs[i].fd != -1)
			fds[n++] = run->jobs[i].fd;
	return n;
}

static bool
is_unsupported(const struct run_job *job)
{
	return job->lab.policy == NULL || job->lab.policy->unsupported != NULL;
}

static void
start_job(struct run *run, struct run_job *job)
{
	const struct client_policy *policy = job->lab.policy;
	int *fds = xcalloc(run->n_jobs, sizeof(int));
	struct err err;
	char why[400];

	job->lab.ask_version =
	    !run_story_knows_version(run->story, job->client);
	if (is_unsupported(job)) {
		snprintf(why, sizeof(why), "%s",
		    policy == NULL ? "the client file does not speak of this "
				     "policy"
				   : policy->unsupported);
		tell_rest(run, job, VERDICT_SKIPPED, why);
		job->state = JOB_OVER;
	} else if (!run_job_start(job, fds, open_wires(run, fds), &err)) {
		if (run->fault.kind == ERR_NONE)
			run->fault = err;
		tell_rest(run, job, VERDICT_NOT_JUDGED, err.text);
		job->state = JOB_OVER;
	} else {
		run->running++;
	}
	free(fds);
}

/* What is only told, not run, is told when the head of the report is. */
static bool
can_wait(const struct run *run, size_t i)
{
	if (!is_unsupported(&run->jobs[i]) || run_story_begun(run->story))
		return false;
	for (i = 0; i < run->n_jobs; i++)
		if (run->jobs[i].state != JOB_OVER &&
		    !is_unsupported(&run->jobs[i]))
			return true;
	return false;
}

static void
start_jobs(struct run *run)
{
	unsigned most = run->o->jobs;

	for (size_t i = 0;
	     i < run->n_jobs && run->running < most && !interrupt_came(); i++)
		if (run->jobs[i].state == JOB_WAITS && !can_wait(run, i))
			start_job(run, &run->jobs[i]);
}

/* What a lab has left behind if its guard was killed with it. */
static void
sweep(const struct run *run)
{
	pid_t *labs = xcalloc(run->n_jobs, sizeof(pid_t));
	size_t n = 0;

	for (size_t i = 0; i < run->n_jobs; i++)
		if (run->jobs[i].state == JOB_RUNS)
			labs[n++] = run->jobs[i].pid;
	guard_sweep(labs, n);
	free(labs);
}

static void
tell_unsupported(struct run *run)
{
	for (size_t i = 0; i < run->n_jobs; i++)
		if (run->jobs[i].state == JOB_WAITS &&
		    is_unsupported(&run->jobs[i]))
			start_job(run, &run->jobs[i]);
}

/* What the first lab could not judge waits for a new one. */
static void
run_again(struct run_job *job)
{
	const struct plan_group *part =
	    interrupt_came() ? NULL : run_again_begin(&job->again);

	if (part == NULL)
		return;
	for (size_t i = 0; i < job->again.whole->n; i++)
		if (job->again.held[i] != NULL)
			job->told[i] = false;
	job->lab.group = part;
	job->state = JOB_WAITS;
}

static void
hear(struct run *run, struct run_job *job)
{
	struct hearing h = {run, job};
	char why[200];

	if (run_job_hear(job, on_message, &h, why, sizeof(why)))
		return;
	run->running--;
	if (job->lab.seal.isolation == ISOLATION_PORTS)
		sweep(run);
	tell_rest(run, job, VERDICT_NOT_JUDGED, why);
	run_again(job);
}

static void
kill_silent(struct run *run)
{
	for (size_t i = 0; i < run->n_jobs; i++) {
		struct run_job *job = &run->jobs[i];

		if (job->state != JOB_RUNS ||
		    clock_monotonic_us() - job->heard_us < SILENCE_US)
			continue;
		tell_rest(run, job, VERDICT_NOT_JUDGED,
		    "the lab did not answer its supervisor");
		run_job_kill(job);
		job->heard_us = clock_monotonic_us();
	}
}

static void
wait_for_labs(struct run *run)
{
	struct pollfd *fds = xcalloc(run->n_jobs + 1, sizeof(fds[0]));
	size_t *jobs = xcalloc(run->n_jobs, sizeof(size_t)), n = 0;

	for (size_t i = 0; i < run->n_jobs; i++) {
		if (run->jobs[i].fd == -1)
			continue;
		jobs[n] = i;
		fds[n++] =
		    (struct pollfd){.fd = run->jobs[i].fd, .events = POLLIN};
	}
	/* Nothing is awaited from there but the end of its reader. */
	fds[n] = (struct pollfd){.fd = STDOUT_FILENO};
	if (poll(fds, n + 1, POLL_MS) > 0)
		for (size_t i = 0; i < n; i++)
			if (fds[i].revents != 0)
				hear(run, &run->jobs[jobs[i]]);
	if ((fds[n].revents & POLLERR) != 0)
		interrupt_reader_gone();
	kill_silent(run);
	free(fds);
	free(jobs);
}

/* Every lab is asked to end; the moment that it is given begins. */
static void
stop(struct run *run)
{
	run->patience_until_us = clock_monotonic_us() + PATIENCE_US;
	for (size_t i = 0; i < run->n_jobs; i++)
		run_job_stop(&run->jobs[i]);
	if (interrupt_at_once())
		return;
	fprintf(stderr,
	    "\nStopping: %zu lab%s end%s, then the report is written.  "
	    "Again to quit at once.\n",
	    run->running, run->running == 1 ? "" : "s",
	    run->running == 1 ? "s" : "");
}

static bool
goes_on(const struct run *run)
{
	return run->running > 0 && !interrupt_at_once() &&
	       (run->patience_until_us == 0 ||
		   clock_monotonic_us() < run->patience_until_us);
}

static void
loop(struct run *run)
{
	start_jobs(run);
	while (goes_on(run)) {
		wait_for_labs(run);
		if (interrupt_came() && run->patience_until_us == 0)
			stop(run);
		start_jobs(run);
	}
	tell_unsupported(run);
}

/* --- the end -------------------------------------------------------------- */

/* What was not run again is as it was. */
static void
tell_held(struct run *run, struct run_job *job)
{
	for (size_t i = 0; i < job->again.whole->n; i++)
		if (!job->again.begun && job->again.held[i] != NULL) {
			job->told[i] = false;
			tell(run, job, i, job->again.held[i]);
		}
}

static int
end(struct run *run)
{
	int code = -1;

	if (interrupt_came())
		run_story_no_progress(run->story);
	for (size_t i = 0; interrupt_came() && i < run->n_jobs; i++) {
		tell_held(run, &run->jobs[i]);
		tell_rest(run, &run->jobs[i], VERDICT_NOT_JUDGED,
		    "the run was interrupted");
	}
	if (run->fault.kind != ERR_NONE) {
		fprintf(stderr, "badmx: %s\n", run->fault.text);
		if (run_story_judged(run->story) == 0)
			code = exit_code_of(&run->fault);
	}
	if (interrupt_came())
		code = interrupt_exit_code();
	return run_story_end(run->story, code);
}

static void
clear(struct run *run)
{
	for (size_t i = 0; i < run->n_jobs; i++)
		run_job_clear(&run->jobs[i]);
	if (run->n_jobs > 0)
		sweep(run);
	free(run->jobs);
	run_story_free(run->story);
	run_setup_clear(&run->setup);
}

static int
nothing_to_run(const struct run *run)
{
	run_setup_say_nothing(&run->setup);
	return run->o->nothing_is_fine ? EXIT_AS_EXPECTED : EXIT_NOTHING_RAN;
}

/* Before anything is loaded: who waits should know for what. */
static void
greet(const struct run *run)
{
	run_story_greet(run->o);
}

static int
do_run(struct run *run)
{
	struct err err = {0};

	greet(run);
	if (!run_setup_make(&run->setup, run->o, &err))
		return exit_with(&err);
	if (run->setup.plan->n_cells == 0 ||
	    run_setup_nothing_failed(&run->setup))
		return nothing_to_run(run);
	run->story = run_story_new(
	    &(struct run_story_options){
		.run = run->o,
		.suite = run->setup.suite,
		.plan = run->setup.plan,
		.clients = run->setup.clients,
		.n_clients = run->setup.n_clients,
		.known = run->setup.known,
		.isolation = run->setup.seals[0].text,
	    },
	    &err);
	if (run->story == NULL)
		return exit_with(&err);
	make_jobs(run);
	interrupt_catch();
	loop(run);
	return end(run);
}

int
run_main(const struct run_options *o)
{
	struct run run = {.o = o};
	int code = do_run(&run);

	clear(&run);
	return code;
}
