/* SPDX-License-Identifier: MIT */
#include "harness/run/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/cli/exit_code.h"
#include "harness/plan/known.h"
#include "harness/run/evidence.h"
#include "harness/run/run_job.h"
#include "harness/run/run_story.h"
#include "harness/run/verdict.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

/* A lab says something every second; this long without a word, it hangs. */
#define SILENCE_US (20 * 1000000LL)
#define POLL_MS	   200

struct run {
	const struct run_options *o;
	struct suite *suite;
	struct plan *plan;
	const struct client_def **clients;
	size_t n_clients;
	struct known **known;
	struct seal_choice *seals; /* one a client */
	char program[4096];
	char *failed_filter;
	struct run_story *story;
	struct run_job *jobs;
	size_t n_jobs, running;
	struct err fault; /* the first one of a whole lab */
};

static volatile sig_atomic_t interrupts, terminated;

static void
on_signal(int number)
{
	if (number == SIGTERM)
		terminated = 1;
	interrupts = interrupts + 1;
}

static void
catch_signals(void)
{
	struct sigaction sa = {.sa_handler = on_signal};

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* --- what to run --------------------------------------------------------- */

static bool
load(struct run *run, struct err *err)
{
	struct complaints complaints = {0};

	run->suite = suite_load(&run->o->suite, &complaints, err);
	complaints_print(&complaints, stderr);
	complaints_clear(&complaints);
	return run->suite != NULL;
}

static bool
unknown_client(const struct run *run, const char *name, struct err *err)
{
	const char **names = xcalloc(run->suite->n_clients + 1, sizeof(char *));
	const char *near;

	for (size_t i = 0; i < run->suite->n_clients; i++)
		names[i] = run->suite->clients[i]->name;
	near = text_nearest(name, names);
	err_set(err, ERR_USAGE, "there is no client \"%s\"%s%s%s", name,
	    near == NULL ? "" : ", did you mean \"", near == NULL ? "" : near,
	    near == NULL ? ".  All of them: badmx list clients" : "\"?");
	free(names);
	return false;
}

static bool
find_clients(struct run *run, struct err *err)
{
	static const char *const builtin[] = {"builtin"};
	const char *const *names =
	    run->o->n_clients == 0 ? builtin : run->o->clients;

	run->n_clients = run->o->n_clients == 0 ? 1 : run->o->n_clients;
	run->clients = xcalloc(run->n_clients, sizeof(run->clients[0]));
	run->known = xcalloc(run->n_clients, sizeof(run->known[0]));
	run->seals = xcalloc(run->n_clients, sizeof(run->seals[0]));
	for (size_t i = 0; i < run->n_clients; i++) {
		run->clients[i] = suite_client(run->suite, names[i]);
		if (run->clients[i] == NULL)
			return unknown_client(run, names[i], err);
	}
	return true;
}

/* known/CLIENT.known of this folder, else the one that comes with badmx. */
static bool
load_known(struct run *run, size_t i, struct err *err)
{
	const char *name = run->clients[i]->name;
	char *own = xasprintf("known/%s.known", name);
	char *shipped =
	    xasprintf("%s/known/%s.known", run->suite->folder, name);
	const char *path = run->o->known != NULL	? run->o->known
			   : access(own, R_OK) == 0	? own
			   : access(shipped, R_OK) == 0 ? shipped
							: NULL;

	if (path != NULL)
		run->known[i] = known_load(path, err);
	free(own);
	free(shipped);
	return path == NULL || run->known[i] != NULL;
}

static bool
choose_seal(struct run *run, size_t i, struct err *err)
{
	const struct client_def *c = run->clients[i];
	struct seal_choice *seal = &run->seals[i];
	bool ports_do = client_may_use(c, "ports");

	if (!seal_choose(run->o->isolation, c->many_ids, seal, err))
		return err_within(err, "%s", c->name);
	if (seal->isolation == ISOLATION_PORTS && !ports_do)
		return err_set(err, ERR_SYSTEM,
		    "%s needs a lab with its own network (netns), and there "
		    "is none: %s.  badmx doctor says how to mend that",
		    c->name, seal->text);
	return true;
}

static bool
find_program(struct run *run, struct err *err)
{
	ssize_t n =
	    readlink("/proc/self/exe", run->program, sizeof(run->program) - 1);

	if (n <= 0)
		return err_system(err, "/proc/self/exe");
	run->program[n] = '\0';
	return true;
}

/* "case/policy,case/policy": what differed last time. */
static bool
filter_failed(struct run *run, struct err *err)
{
	json_t *results = evidence_last_results(run->o->evidence, err), *r;
	size_t i;

	if (results == NULL)
		return false;
	run->failed_filter = xstrdup("");
	json_array_foreach(results, i, r)
	{
		const char *id, *policy, *result;
		char *longer;

		if (json_unpack(r, "{ss ss ss}", "case", &id, "policy", &policy,
			"result", &result) == -1 ||
		    strcmp(result, "as-expected") == 0 ||
		    strcmp(result, "skipped") == 0 ||
		    strcmp(result, "known") == 0)
			continue;
		longer = xasprintf("%s%s%s/%s", run->failed_filter,
		    run->failed_filter[0] == '\0' ? "" : ",", id, policy);
		free(run->failed_filter);
		run->failed_filter = longer;
	}
	json_decref(results);
	return true;
}

/* An empty filter would let everything through. */
static bool
nothing_failed(const struct run *run)
{
	return run->failed_filter != NULL && run->failed_filter[0] == '\0';
}

static bool
make_plan(struct run *run, struct err *err)
{
	const struct run_options *o = run->o;
	const char **filters = xcalloc(o->n_filters + 1, sizeof(char *));
	struct plan_options options = {
	    .policies = o->n_policies == 0 ? NULL : o->policies,
	    .n_policies = o->n_policies,
	    .filters = filters,
	    .n_filters = o->n_filters,
	};

	for (size_t i = 0; i < o->n_filters; i++)
		filters[i] = o->filters[i];
	if (run->failed_filter != NULL && !nothing_failed(run))
		filters[options.n_filters++] = run->failed_filter;
	run->plan = plan_new(run->suite, &options, err);
	free(filters);
	return run->plan != NULL;
}

static bool
prepare(struct run *run, struct err *err)
{
	if (!load(run, err) || !find_clients(run, err) ||
	    !find_program(run, err))
		return false;
	if (run->o->failed && !filter_failed(run, err))
		return false;
	if (!make_plan(run, err))
		return false;
	for (size_t i = 0; i < run->n_clients; i++)
		if (!load_known(run, i, err) || !choose_seal(run, i, err))
			return false;
	return true;
}

/* --- labs ---------------------------------------------------------------- */

static void
add_job(struct run *run, size_t client, size_t group, unsigned round)
{
	struct run_job *job = &run->jobs[run->n_jobs++];
	const struct plan_group *g = &run->plan->groups[group];

	*job = (struct run_job){
	    .client = client,
	    .round = round,
	    .fd = -1,
	    .told = xcalloc(g->n, sizeof(bool)),
	    .lab =
		{
		    .client = run->clients[client],
		    .policy = client_policy(run->clients[client], g->policy),
		    .group = g,
		    .seal = run->seals[client],
		    .client_root = run->o->client_root,
		    .program = run->program,
		    .seed = run->o->seed,
		    .jobs = 8,
		    .timeout_ms = run->o->timeout_ms,
		},
	};
}

static void
make_jobs(struct run *run)
{
	unsigned rounds = run->o->repeat == 0 ? 1 : run->o->repeat;

	run->jobs = xcalloc(run->n_clients * run->plan->n_groups * rounds,
	    sizeof(run->jobs[0]));
	for (unsigned round = 1; round <= rounds; round++)
		for (size_t c = 0; c < run->n_clients; c++)
			for (size_t g = 0; g < run->plan->n_groups; g++)
				add_job(run, c, g, round);
}

static void
tell(struct run *run, struct run_job *job, size_t cell, const json_t *message)
{
	struct run_result r = {
	    .client = job->client,
	    .group = (size_t)(job->lab.group - run->plan->groups),
	    .cell = cell,
	    .round = job->round,
	    .message = message,
	};

	if (job->told[cell])
		return;
	job->told[cell] = true;
	run_story_result(run->story, &r);
}

/* Everything of that lab that nobody has spoken of yet. */
static void
tell_rest(
    struct run *run, struct run_job *job, enum verdict verdict, const char *why)
{
	json_t *message =
	    json_pack("{si ss}", "verdict", (int)verdict, "why", why);

	for (size_t i = 0; i < job->lab.group->n; i++)
		tell(run, job, i, message);
	json_decref(message);
}

struct hearing {
	struct run *run;
	struct run_job *job;
};

static void
hear_fault(struct run *run, const json_t *message)
{
	const char *text = json_string_value(json_object_get(message, "text"));

	if (run->fault.kind == ERR_NONE)
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
	size_t cell =
	    (size_t)json_integer_value(json_object_get(message, "cell"));

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
	else if (strcmp(say, "cell") == 0 && cell < h->job->lab.group->n)
		tell(h->run, h->job, cell, message);
	else if (strcmp(say, "done") == 0)
		run_story_lab(h->run->story, h->job->client,
		    h->job->lab.group->policy, message);
	else if (strcmp(say, "fault") == 0)
		hear_fault(h->run, message);
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

static void
start_job(struct run *run, struct run_job *job)
{
	const struct client_policy *policy = job->lab.policy;
	int *fds = xcalloc(run->n_jobs, sizeof(int));
	struct err err;
	char why[400];

	if (policy == NULL || policy->unsupported != NULL) {
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

static void
start_jobs(struct run *run)
{
	unsigned most = run->o->jobs;

	for (size_t i = 0;
	     i < run->n_jobs && run->running < most && interrupts == 0; i++)
		if (run->jobs[i].state == JOB_WAITS)
			start_job(run, &run->jobs[i]);
}

static void
hear(struct run *run, struct run_job *job)
{
	struct hearing h = {run, job};
	char why[200];

	if (run_job_hear(job, on_message, &h, why, sizeof(why)))
		return;
	run->running--;
	tell_rest(run, job, VERDICT_NOT_JUDGED, why);
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
	struct pollfd *fds = xcalloc(run->n_jobs, sizeof(fds[0]));
	size_t *jobs = xcalloc(run->n_jobs, sizeof(size_t)), n = 0;

	for (size_t i = 0; i < run->n_jobs; i++) {
		if (run->jobs[i].fd == -1)
			continue;
		jobs[n] = i;
		fds[n++] =
		    (struct pollfd){.fd = run->jobs[i].fd, .events = POLLIN};
	}
	if (poll(fds, n, POLL_MS) > 0)
		for (size_t i = 0; i < n; i++)
			if (fds[i].revents != 0)
				hear(run, &run->jobs[jobs[i]]);
	kill_silent(run);
	free(fds);
	free(jobs);
}

static void
say_interrupted(const struct run *run)
{
	static int said;

	if (interrupts == 0 || said || terminated)
		return;
	said = 1;
	fprintf(stderr,
	    "\nStopping: %zu lab%s finish%s, then the report is written.  "
	    "Again to quit at once.\n",
	    run->running, run->running == 1 ? "" : "s",
	    run->running == 1 ? "es" : "");
}

static void
loop(struct run *run)
{
	start_jobs(run);
	while (run->running > 0 && interrupts < 2 && !terminated) {
		wait_for_labs(run);
		say_interrupted(run);
		start_jobs(run);
	}
}

/* --- the end -------------------------------------------------------------- */

static int
end(struct run *run)
{
	int code = -1;

	for (size_t i = 0; interrupts > 0 && i < run->n_jobs; i++)
		tell_rest(run, &run->jobs[i], VERDICT_NOT_JUDGED,
		    "the run was interrupted");
	if (run->fault.kind != ERR_NONE) {
		fprintf(stderr, "badmx: %s\n", run->fault.text);
		if (run_story_judged(run->story) == 0)
			code = exit_code_of(&run->fault);
	}
	if (interrupts > 0)
		code = terminated ? EXIT_TERMINATED : EXIT_INTERRUPTED;
	return run_story_end(run->story, code);
}

static void
clear(struct run *run)
{
	for (size_t i = 0; i < run->n_jobs; i++)
		run_job_clear(&run->jobs[i]);
	free(run->jobs);
	run_story_free(run->story);
	for (size_t i = 0; run->known != NULL && i < run->n_clients; i++)
		known_free(run->known[i]);
	free(run->known);
	free(run->seals);
	free(run->clients);
	free(run->failed_filter);
	plan_free(run->plan);
	suite_free(run->suite);
}

static int
nothing_to_run(const struct run *run)
{
	if (run->o->nothing_is_fine)
		return EXIT_AS_EXPECTED;
	fputs(nothing_failed(run)
		  ? "badmx: nothing to run: nothing differed in the last run\n"
		  : "badmx: nothing to run: no cell is left by the filter.  "
		    "All cases: badmx list cases\n",
	    stderr);
	return EXIT_NOTHING_RAN;
}

static int
do_run(struct run *run)
{
	struct err err = {0};

	if (!prepare(run, &err))
		return exit_with(&err);
	if (run->plan->n_cells == 0 || nothing_failed(run))
		return nothing_to_run(run);
	run->story = run_story_new(
	    &(struct run_story_options){
		.run = run->o,
		.suite = run->suite,
		.plan = run->plan,
		.clients = run->clients,
		.n_clients = run->n_clients,
		.known = run->known,
		.isolation = run->seals[0].text,
	    },
	    &err);
	if (run->story == NULL)
		return exit_with(&err);
	make_jobs(run);
	catch_signals();
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
