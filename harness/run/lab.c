/* SPDX-License-Identifier: MIT */
#include "harness/run/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "harness/run/lab_parts.h"
#include "harness/run/lab_wire.h"
#include "sim/base/mem.h"

#define TICK_MS	       20
#define HEARTBEAT_MS   1000
#define STALL_NOTED_US 50000
#define STALL_FATAL_US 1000000
#define CANARY_US      (20 * 1000000LL)
/* How long a client that logs may take to say what it knew of the host. */
#define LAST_WORD_US 5000000
/* Longer than the retry time that client files set. */
#define WATCH_US       3000000
#define QUEUE_EVERY_US 1000000

void
lab_fail(struct lab *lab, const struct err *err)
{
	if (lab->fault.kind == ERR_NONE)
		lab->fault = *err;
	event_base_loopbreak(lab->base);
}

void
lab_stir(struct lab *lab)
{
	event_active(lab->progress, 0, 0);
}

/* --- phases ------------------------------------------------------------ */

static bool
phase_settled(const struct lab *lab)
{
	for (size_t i = 0; i < lab->roll->n_mails; i++)
		if (lab->mails[i].due && !lab->mails[i].seen.settled)
			return false;
	return true;
}

static bool
wants_restart(const struct lab *lab)
{
	for (size_t i = 0; i < lab->roll->n_mails; i++)
		if (lab->mails[i].second_half)
			return true;
	return false;
}

static void
enter(struct lab *lab, enum lab_phase phase)
{
	struct err err;

	lab->phase = phase;
	if (phase == LAB_ENDS) {
		lab_tell_results(lab);
		event_base_loopbreak(lab->base);
	} else if (phase == LAB_WATCHES) {
		lab->watch_until_us = clock_monotonic_us() + WATCH_US;
	} else if (phase == LAB_RESTARTS) {
		client_start_again(lab->start);
	} else if (!lab_feed_phase(lab, &err)) {
		lab_fail(lab, &err);
	}
}

bool
lab_client_has_queue(const struct lab *lab)
{
	const struct client_def *c = lab->job->client;

	return c->send == CLIENT_SMTP ||
	       (c->send == CLIENT_COMMAND && c->queue != NULL);
}

/* A client that keeps its own queue may still try what it has kept. */
static enum lab_phase
last_phase(const struct lab *lab)
{
	return lab_client_has_queue(lab) ? LAB_WATCHES : LAB_ENDS;
}

static void
after_canaries(struct lab *lab)
{
	char why[400];
	struct err err;

	if (lab_canaries_right(lab, why, sizeof(why))) {
		enter(lab, LAB_CASES);
		return;
	}
	err_set(&err, ERR_UNPROVEN, "%s, policy %s: %s", lab->job->client->name,
	    lab->job->policy->name, why);
	lab_fail(lab, &err);
}

static void
on_progress(evutil_socket_t fd, short what, void *arg)
{
	struct lab *lab = arg;

	(void)fd, (void)what;
	if (lab->phase != LAB_STARTS && lab->phase != LAB_CANARIES)
		lab_tell_results(lab);
	if (!phase_settled(lab))
		return;
	switch (lab->phase) {
	case LAB_CANARIES:
		after_canaries(lab);
		break;
	case LAB_CASES:
		if (wants_restart(lab))
			feed_end(lab->feed);
		enter(lab, wants_restart(lab) ? LAB_RESTARTS : last_phase(lab));
		break;
	case LAB_AFTERWARDS:
		enter(lab, last_phase(lab));
		break;
	case LAB_STARTS:
	case LAB_RESTARTS:
	case LAB_WATCHES:
	case LAB_ENDS:
		break;
	}
}

/* --- time -------------------------------------------------------------- */

/* One refusal is not an outcome: some servers go on in the clear later. */
static void
out_of_time(struct lab *lab, struct lab_mail *m)
{
	journal_add(lab->journal, m->mail.number, LANE_JUDGE,
	    "no more word of this mail in the time allowed");
	if (m->seen.accepted > 0)
		observation_client_done(&m->seen);
	else
		observation_fault(&m->seen,
		    m->seen.defers > 0
			? "only one attempt was seen in the time allowed"
			: "neither handed over, nor bounced, nor seen in the queue "
			  "in the time allowed");
	lab_stir(lab);
}

static void
look_at(struct lab *lab, struct lab_mail *m, int64_t now)
{
	int64_t limit = lab->phase == LAB_CANARIES
			    ? CANARY_US
			    : (int64_t)lab->job->timeout_ms * 1000;

	if (m->fed_us == 0 || m->seen.settled)
		return;
	if (m->accepted_us != 0 && lab_client_has_queue(lab) &&
	    now - m->accepted_us > LAST_WORD_US) {
		observation_client_done(&m->seen);
		lab_stir(lab);
	} else if (now - m->fed_us > limit) {
		out_of_time(lab, m);
	}
}

/* What was open while nobody answered cannot be held against the client. */
static void
note_stall(struct lab *lab, int64_t late)
{
	journal_add(lab->journal, JOURNAL_LAB, LANE_FAULT,
	    "the lab stood still for %lld ms", (long long)late / 1000);
	if (late < STALL_FATAL_US)
		return;
	for (size_t i = 0; i < lab->roll->n_mails; i++)
		if (lab->mails[i].fed_us != 0)
			observation_stalled(&lab->mails[i].seen);
	lab_stir(lab);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct lab *lab = arg;
	int64_t now = clock_monotonic_us();
	int64_t late = now - lab->ticked_us - TICK_MS * 1000;

	(void)fd, (void)what;
	if (late > STALL_NOTED_US)
		note_stall(lab, late);
	if (now / QUEUE_EVERY_US != lab->ticked_us / QUEUE_EVERY_US &&
	    lab->phase != LAB_STARTS && lab->phase != LAB_RESTARTS)
		lab_ask_queue(lab);
	lab->ticked_us = now;
	for (size_t i = 0; i < lab->roll->n_mails; i++)
		look_at(lab, &lab->mails[i], now);
	if (lab->phase == LAB_WATCHES && now >= lab->watch_until_us)
		enter(lab, LAB_ENDS);
}

/* With how far the mails of the cases are (run_progress.h). */
static void
on_heartbeat(evutil_socket_t fd, short what, void *arg)
{
	struct lab *lab = arg;
	int mails = 0, given = 0, settled = 0;

	(void)fd, (void)what;
	for (size_t i = 0; i < lab->roll->n_mails; i++) {
		const struct lab_mail *m = &lab->mails[i];

		if (lab->roll->entries[m->entry].canary != NULL)
			continue;
		mails++;
		given += m->given;
		settled += m->seen.settled;
	}
	if (!lab_wire_send(
		lab->wire, json_pack("{ss si si si}", "say", "alive", "mails",
			       mails, "given", given, "settled", settled)))
		event_base_loopbreak(lab->base);
}

/* The supervisor says nothing to us until it wants no more; or it is gone. */
static void
on_stop(evutil_socket_t fd, short what, void *arg)
{
	struct lab *lab = arg;

	(void)fd, (void)what;
	journal_add(
	    lab->journal, JOURNAL_LAB, LANE_JUDGE, "the run is interrupted");
	lab_tell_rest(lab, "the run was interrupted");
	event_base_loopbreak(lab->base);
}

static void
hear_of_stop(struct lab *lab)
{
	lab->stop = event_new(lab->base, lab->wire, EV_READ, on_stop, lab);
	if (lab->stop == NULL)
		out_of_memory();
	event_add(lab->stop, NULL);
}

/* --- life -------------------------------------------------------------- */

static void
every(struct lab *lab, struct event **timer, int ms, event_callback_fn fn)
{
	*timer = event_new(lab->base, -1, EV_PERSIST, fn, lab);
	if (*timer == NULL)
		out_of_memory();
	event_add(*timer, &(struct timeval){ms / 1000, ms % 1000 * 1000});
}

static bool
prepare(struct lab *lab, struct err *err)
{
	const struct lab_job *job = lab->job;

	lab->base = event_base_new();
	if (lab->base == NULL)
		out_of_memory();
	lab->progress = event_new(lab->base, -1, 0, on_progress, lab);
	lab->roll = roll_new(job->group, job->client, lab->netns);
	lab->defs = xcalloc(lab->roll->n, sizeof(lab->defs[0]));
	lab->told = xcalloc(lab->roll->n, sizeof(lab->told[0]));
	lab->mails = xcalloc(lab->roll->n_mails, sizeof(lab->mails[0]));
	lab->journal = journal_new(lab->roll->n_mails);
	lab->index = mail_index_new();
	lab->values = json_object();
	lab->canaries = json_array();
	lab->spawner = spawner_new(lab->base, err);
	if (lab->spawner == NULL)
		return false;
	if (job->client->virtual_clock) {
		lab->clocks = clock_page_new(lab->roll->n_mails, lab->t0, err);
		if (lab->clocks == NULL)
			return false;
	}
	return true;
}

static void
say_up(struct lab *lab)
{
	lab_wire_send(lab->wire,
	    json_pack("{ss si si sf}", "say", "up", "hosts",
		(int)world_hosts(lab->world), "domains",
		(int)world_domains(lab->world), "seconds",
		(double)(clock_monotonic_us() - lab->began_us) / 1e6));
}

static bool
run(struct lab *lab, struct err *err)
{
	if (!prepare(lab, err) || !lab_build_world(lab, err))
		return false;
	say_up(lab);
	lab->ticked_us = clock_monotonic_us();
	every(lab, &lab->tick, TICK_MS, on_tick);
	every(lab, &lab->heartbeat, HEARTBEAT_MS, on_heartbeat);
	hear_of_stop(lab);
	if (!lab_start_client(lab, err))
		return false;
	if (lab->fault.kind == ERR_NONE)
		event_base_dispatch(lab->base);
	if (lab->fault.kind == ERR_NONE)
		return true;
	*err = lab->fault;
	return false;
}

static void
finish(struct lab *lab)
{
	lab_end_client(lab);
	spawner_free(lab->spawner);
	world_free(lab->world);
	for (size_t i = 0; lab->roll != NULL && i < lab->roll->n; i++)
		case_free(lab->defs[i]);
	for (size_t i = 0; lab->roll != NULL && i < lab->roll->n_mails; i++)
		mail_clear(&lab->mails[i].mail);
	free(lab->defs);
	free(lab->told);
	free(lab->mails);
	mail_index_free(lab->index);
	journal_free(lab->journal);
	clock_page_free(lab->clocks);
	json_decref(lab->values);
	json_decref(lab->canaries);
	roll_free(lab->roll);
	if (lab->tick != NULL)
		event_free(lab->tick);
	if (lab->heartbeat != NULL)
		event_free(lab->heartbeat);
	if (lab->progress != NULL)
		event_free(lab->progress);
	if (lab->stop != NULL)
		event_free(lab->stop);
	if (lab->ca_fd != -1)
		close(lab->ca_fd);
	event_base_free(lab->base);
}

/* With what the canaries did, if nothing came after them. */
static char *
own_journal(const struct lab *lab)
{
	char *text = journal_text(lab->journal, JOURNAL_LAB), *more, *longer;

	for (size_t i = 0; lab->phase <= LAB_CANARIES && i < ROLL_CANARIES;
	     i++) {
		const struct roll_entry *e = &lab->roll->entries[i];

		if (e->n_mails == 0)
			continue;
		more = journal_text(lab->journal, (int)e->first_mail);
		longer =
		    xasprintf("%s\ncanary: %s\n%s", text, canaries[i].shows,
			more[0] == '\0' ? "         nothing was seen of it\n"
					: more);
		free(text);
		free(more);
		text = longer;
	}
	return text;
}

static void
say_done(const struct lab *lab)
{
	char *own = lab->journal == NULL ? xstrdup("") : own_journal(lab);

	lab_wire_send(
	    lab->wire, json_pack("{ss ss}", "say", "done", "journal", own));
	free(own);
}

int
lab_main(const struct lab_job *job, int wire_fd)
{
	struct lab lab = {
	    .job = job,
	    .wire = wire_fd,
	    .t0 = job->t0 != 0 ? job->t0 : clock_wall(),
	    .began_us = clock_monotonic_us(),
	    .netns = job->seal.isolation != ISOLATION_PORTS,
	    .ca_fd = -1,
	};
	struct err err = {0};
	bool ok = run(&lab, &err);

	if (!ok) {
		lab_tell_rest(&lab, err.text);
		lab_wire_send(
		    wire_fd, json_pack("{ss ss si}", "say", "fault", "text",
				 err.text, "kind", (int)err.kind));
	}
	say_done(&lab);
	finish(&lab);
	return ok ? 0 : 1;
}
