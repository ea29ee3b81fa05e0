/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/run/client_find.h"
#include "harness/run/fill.h"
#include "harness/run/lab_parts.h"
#include "harness/run/lab_wire.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/world/address.h"

#define QUEUE_MS   5000
#define VERSION_MS 10000
/* How long a client may take to write into its queue that it keeps a mail. */
#define QUEUE_TELLS_US 3000000
#define VERSION_SIZE   80

/* --- what the client file may ask for ---------------------------------- */

static char *
nexthop_lines(struct lab *lab, struct err *err)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	for (size_t i = 0; f != NULL && i < lab->roll->n_mails; i++) {
		const struct mail *mail = &lab->mails[i].mail;
		json_t *values;
		char *line;

		if (mail->nexthop == NULL)
			continue;
		values = json_pack(
		    "{ss ss}", "to", mail->to, "nexthop", mail->nexthop);
		line = fill_in(lab->job->client->nexthop, values, err);
		json_decref(values);
		if (line == NULL) {
			fclose(f);
			free(text);
			return NULL;
		}
		fputs(line, f);
		free(line);
	}
	if (f == NULL)
		out_of_memory();
	fclose(f);
	return text;
}

static void
put(struct lab *lab, const char *name, const char *value)
{
	json_object_set_new(lab->values, name, json_string(value));
}

static void
put_number(struct lab *lab, const char *name, long long value)
{
	json_object_set_new(lab->values, name, json_sprintf("%lld", value));
}

static bool
fill_values(struct lab *lab, struct err *err)
{
	char *nexthops = nexthop_lines(lab, err);

	if (nexthops == NULL)
		return false;
	json_object_update_missing(lab->values, lab->job->policy->settings);
	put(lab, "badmx", lab->job->program);
	put(lab, "policy", lab->job->policy->name);
	put(lab, "dir", "/run/client");
	put(lab, "dns", ADDRESS_DOOR);
	put(lab, "helo", MAIL_CLIENT_NAME);
	put(lab, "nexthops", nexthops);
	put_number(lab, "t0", lab->t0);
	put_number(lab, "jobs", lab->job->jobs);
	put_number(lab, "seed", (long long)(lab->job->seed & INT64_MAX));
	put_number(lab, "clock_fd",
	    lab->clocks == NULL ? -1 : clock_page_fd(lab->clocks));
	if (lab->ca_fd == -1)
		put(lab, "ca_file", SEAL_CA_FILE);
	else
		json_object_set_new(lab->values, "ca_file",
		    json_sprintf("/dev/fd/%d", lab->ca_fd));
	free(nexthops);
	return true;
}

static void
keep_descriptors(struct lab *lab)
{
	size_t n = 0;

	if (lab->clocks != NULL)
		lab->keep_fds[n++] = clock_page_fd(lab->clocks);
	if (lab->ca_fd != -1)
		lab->keep_fds[n++] = lab->ca_fd;
	lab->keep_fds[n] = -1;
}

/* --- its logs ---------------------------------------------------------- */

static void
on_tail_line(const char *line, void *arg)
{
	lab_on_log_line(arg, line);
}

static bool
open_log(struct lab *lab, struct lab_log *log, struct err *err)
{
	char *path;

	for (size_t i = 0; i < log->def->n; i++)
		if (log->def->rules[i].word != NULL &&
		    strcmp(log->def->rules[i].word, "defer") == 0)
			lab->logs_tell_defers = true;
	if (strcmp(log->def->path, "stdout") == 0 ||
	    strcmp(log->def->path, "stderr") == 0)
		return true;
	path = fill_in(log->def->path, lab->values, err);
	if (path == NULL)
		return false;
	log->tail = log_tail_new(lab->base, path, on_tail_line, log);
	free(path);
	return true;
}

static bool
open_logs(struct lab *lab, struct err *err)
{
	const struct client_def *c = lab->job->client;

	lab->logs = xcalloc(c->n_logs, sizeof(lab->logs[0]));
	for (size_t i = 0; i < c->n_logs; i++) {
		lab->logs[i].lab = lab;
		lab->logs[i].def = &c->logs[i];
		if (!open_log(lab, &lab->logs[i], err))
			return false;
	}
	return true;
}

static void
on_output(struct spawn *spawn, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	struct lab *lab = arg;
	const char *name = stream == SPAWN_STDOUT ? "stdout" : "stderr";
	char *text = xstrndup(line, len);

	(void)spawn;
	for (size_t i = 0; i < lab->job->client->n_logs; i++)
		if (strcmp(lab->logs[i].def->path, name) == 0)
			lab_on_log_line(&lab->logs[i], text);
	free(text);
}

/* --- its start --------------------------------------------------------- */

static void
on_version(struct spawn *spawn, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	struct lab *lab = arg;
	char *copy = xstrndup(line, len), version[VERSION_SIZE];

	(void)spawn;
	text_ascii(version, sizeof(version), copy);
	free(copy);
	if (stream == SPAWN_STDOUT)
		lab_wire_send(lab->wire,
		    json_pack("{ss ss}", "say", "client", "version", version));
}

static void
ask_version(struct lab *lab)
{
	char *command;
	struct err err;

	if (!lab->job->ask_version || lab->job->client->version == NULL)
		return;
	command = fill_in(lab->job->client->version, lab->values, &err);
	if (command == NULL)
		return;
	if (spawn_start(lab->spawner,
		&(struct spawn_options){.command = command,
		    .timeout_ms = VERSION_MS,
		    .on_line = on_version,
		    .arg = lab},
		&err) == NULL)
		journal_add(
		    lab->journal, JOURNAL_LAB, LANE_FAULT, "%s", err.text);
	free(command);
}

static void
on_ready(void *arg)
{
	struct lab *lab = arg;
	struct err err;

	ask_version(lab);
	lab->phase = lab->phase == LAB_STARTS ? LAB_CANARIES : LAB_AFTERWARDS;
	if (!lab_feed_phase(lab, &err))
		lab_fail(lab, &err);
}

static void
on_failed(const struct err *err, void *arg)
{
	lab_fail(arg, err);
}

bool
lab_start_client(struct lab *lab, struct err *err)
{
	const struct client_def *c = lab->job->client;
	struct client_start_options o = {
	    .base = lab->base,
	    .spawner = lab->spawner,
	    .client = c,
	    .values = lab->values,
	    .env = (const char *const *)c->env,
	    .keep_fds = lab->keep_fds,
	    .timeout_ms = lab->job->timeout_ms,
	    .sealed = lab->netns,
	    .on_line = on_output,
	    .on_ready = on_ready,
	    .on_failed = on_failed,
	    .arg = lab,
	};

	if (!lab->netns && c->n_files > 0)
		return err_set(err, ERR_SYSTEM,
		    "%s writes files of its own and needs a lab with its own "
		    "file tree (netns); badmx doctor says why there is none",
		    c->name);
	if (!client_find_all(c, NULL, err) || !fill_values(lab, err) ||
	    !open_logs(lab, err))
		return false;
	keep_descriptors(lab);
	lab->feed = feed_new(&(struct feed_options){
	    .base = lab->base,
	    .spawner = lab->spawner,
	    .client = c,
	    .values = lab->values,
	    .env = (const char *const *)c->env,
	    .keep_fds = lab->keep_fds,
	    .jobs = lab->job->jobs,
	    .timeout_ms = lab->job->timeout_ms,
	    .calls = {.given = lab_feed_calls.given,
		.taken = lab_feed_calls.taken,
		.word = lab_feed_calls.word,
		.fault = lab_feed_calls.fault,
		.arg = lab},
	});
	lab->start = client_start_new(&o);
	return true;
}

void
lab_end_client(struct lab *lab)
{
	for (size_t i = 0; lab->logs != NULL && i < lab->job->client->n_logs;
	     i++)
		log_tail_free(lab->logs[i].tail);
	free(lab->logs);
	feed_free(lab->feed);
	client_start_free(lab->start);
}

/* --- mail -------------------------------------------------------------- */

static bool
belongs_to_phase(const struct lab *lab, const struct lab_mail *m)
{
	bool canary = lab->roll->entries[m->entry].canary != NULL;

	switch (lab->phase) {
	case LAB_CANARIES:
		return canary;
	case LAB_CASES:
		return !canary && !m->second_half;
	case LAB_AFTERWARDS:
		return m->second_half;
	case LAB_STARTS:
	case LAB_RESTARTS:
	case LAB_WATCHES:
	case LAB_ENDS:
		return false;
	}
	return false;
}

bool
lab_feed_phase(struct lab *lab, struct err *err)
{
	const struct mail **mails =
	    xcalloc(lab->roll->n_mails, sizeof(mails[0]));
	size_t n = 0;
	bool ok;

	for (size_t i = 0; i < lab->roll->n_mails; i++) {
		if (!belongs_to_phase(lab, &lab->mails[i]))
			continue;
		lab->mails[i].due = true;
		lab->mails[i].given = lab->job->client->send == CLIENT_BATCH;
		if (lab->job->client->send != CLIENT_COMMAND)
			lab->mails[i].fed_us = clock_monotonic_us();
		mails[n++] = &lab->mails[i].mail;
	}
	ok = n == 0 || feed_send(lab->feed, mails, n, err);
	free(mails);
	lab_stir(lab);
	return ok;
}

/* --- its queue --------------------------------------------------------- */

/* Without a listener no attempt is seen; the queue is all there is to see. */
static bool
has_listeners(const struct lab *lab, const struct lab_mail *m)
{
	const struct roll_entry *e = &lab->roll->entries[m->entry];

	return roll_entry_hosts(e) > 0 &&
	       (e->canary == NULL || !e->canary->closed);
}

static void
take_queue_line(struct lab *lab, struct lab_mail *m, const char *line)
{
	bool listens = has_listeners(lab, m);

	if (!listens)
		observation_attempted(&m->seen);
	if (!observation_in_queue(&m->seen))
		return;
	journal_add(lab->journal, m->mail.number, LANE_LOG, "queue: %s", line);
	if (!listens)
		observation_client_done(&m->seen);
	lab_stir(lab);
}

static void
on_queue_line(struct spawn *spawn, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	struct lab *lab = arg;
	char **pattern = lab->job->client->queue_patterns;
	char *text = xstrndup(line, len);
	struct mail_range mails;
	struct lab_mail *m;

	(void)spawn;
	while (*pattern != NULL && !text_glob(*pattern, text))
		pattern++;
	if (stream == SPAWN_STDOUT && *pattern != NULL &&
	    mail_index_find(lab->index, text, &mails) && mails.n == 1 &&
	    (m = lab_mail(lab, mails.first)) != NULL && m->due)
		take_queue_line(lab, m, text);
	free(text);
}

/* Both commands of the queue: one at a time, and never a second beside it. */
static bool
run_for_queue(struct lab *lab, const char *text, spawn_line_cb *on_line,
    spawn_exit_cb *on_exit)
{
	struct err err;
	char *command = fill_in(text, lab->values, &err);
	bool ok = command != NULL &&
		  spawn_start(lab->spawner,
		      &(struct spawn_options){.command = command,
			  .env = (const char *const *)lab->job->client->env,
			  .timeout_ms = QUEUE_MS,
			  .on_line = on_line,
			  .on_exit = on_exit,
			  .arg = lab},
		      &err) != NULL;

	if (!ok)
		journal_add(
		    lab->journal, JOURNAL_LAB, LANE_FAULT, "%s", err.text);
	free(command);
	return ok;
}

static void
on_retry_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct lab *lab = arg;

	(void)end;
	lab->queue_runs = false;
	spawn_free(spawn);
}

static void
retry(struct lab *lab)
{
	const char *command = lab->job->client->retry;

	lab->queue_runs =
	    command != NULL && run_for_queue(lab, command, NULL, on_retry_end);
}

/*
 * A mail that is kept after we have looked and tried again before we look the
 * next time would never be seen to be kept.  But one that the client has lost
 * must not hold up the others for long.
 */
static bool
too_early_to_retry(const struct lab *lab)
{
	int64_t now = clock_monotonic_us();

	for (size_t i = 0; i < lab->roll->n_mails; i++) {
		const struct lab_mail *m = &lab->mails[i];

		if (m->fed_us != 0 && observation_awaits_queue(&m->seen) &&
		    now - m->seen.stirred_us < QUEUE_TELLS_US)
			return true;
	}
	return false;
}

static void
on_queue_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct lab *lab = arg;

	(void)end;
	lab->queue_runs = false;
	spawn_free(spawn);
	if (!too_early_to_retry(lab))
		retry(lab);
}

/*
 * The queue is looked at where the log does not tell what is deferred; it is
 * tried again in any case, if the client file has a command for that.
 */
void
lab_ask_queue(struct lab *lab)
{
	const char *command = lab->job->client->queue;

	if (lab->queue_runs)
		return;
	if (command == NULL || lab->logs_tell_defers)
		retry(lab);
	else
		lab->queue_runs =
		    run_for_queue(lab, command, on_queue_line, on_queue_end);
}
