/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/run/feed_parts.h"
#include "harness/run/fill.h"
#include "sim/base/mem.h"

#define SAID_MAX  300
#define TIME_SIZE 32

static const char *
text_of(const json_t *event, const char *key)
{
	return json_string_value(json_object_get(event, key));
}

static void
tell_delivered(struct feed *f, const json_t *event)
{
	struct feed_word word = {
	    .mail = (int)json_integer_value(json_object_get(event, "mail")),
	    .word = SAYS_DELIVERED,
	};

	f->o.calls.word(&word, f->o.calls.arg);
}

/*
 * "[+30 min] " before what belongs to a later time of a client whose clock is
 * virtual: without it nobody would understand why a certificate that was good
 * a line above has expired.  "" for the first attempt.
 */
static void
write_time(const struct feed *f, const json_t *event, char buf[TIME_SIZE])
{
	const char *t0 = text_of(f->o.values, "t0");
	const json_t *time = json_object_get(event, "time");
	long long later;

	buf[0] = '\0';
	if (t0 == NULL || !json_is_integer(time))
		return;
	later = json_integer_value(time) - atoll(t0);
	if (later <= 0)
		return;
	if (later % 3600 == 0)
		snprintf(buf, TIME_SIZE, "[+%lld h] ", later / 3600);
	else if (later % 60 == 0)
		snprintf(buf, TIME_SIZE, "[+%lld min] ", later / 60);
	else
		snprintf(buf, TIME_SIZE, "[+%lld s] ", later);
}

static void
tell(struct feed *f, const json_t *event, enum client_word what)
{
	const char *text = text_of(event, "text");
	char time[TIME_SIZE], *line;

	write_time(f, event, time);
	line = text == NULL ? NULL : xasprintf("%s%s", time, text);
	struct feed_word word = {
	    .mail = (int)json_integer_value(json_object_get(event, "mail")),
	    .word = what,
	    .reason = text_of(event, "reason"),
	    .status = text_of(event, "status"),
	    .text = line,
	};

	f->o.calls.word(&word, f->o.calls.arg);
	free(line);
}

static void
tell_final(struct feed *f, const json_t *event)
{
	struct feed_word word = {
	    .mail = (int)json_integer_value(json_object_get(event, "mail")),
	    .final = true,
	};

	f->o.calls.word(&word, f->o.calls.arg);
}

/* "verified" says two things: handed over, and to the right one. */
static bool
tell_outcome(struct feed *f, const json_t *event)
{
	const char *outcome = text_of(event, "outcome");
	enum client_word what = SAYS_DELIVERED;

	if (outcome == NULL)
		return false;
	if (strcmp(outcome, "cleartext") != 0 &&
	    !client_word_parse(outcome, &what))
		return false;
	tell(f, event, what);
	if (what == SAYS_VERIFIED || what == SAYS_UNVERIFIED)
		tell_delivered(f, event);
	if (json_is_true(json_object_get(event, "final")))
		tell_final(f, event);
	return true;
}

/* A decision of the client, as a line for the transcript. */
static bool
tell_decision(struct feed *f, const json_t *event)
{
	const char *about = text_of(event, "about");
	const char *result = text_of(event, "result");
	const char *text = text_of(event, "text");
	const char *clause = text_of(event, "clause");
	char time[TIME_SIZE], *line;

	write_time(f, event, time);
	line = xasprintf("%s%s: %s%s%s%s%s%s", time,
	    about == NULL ? "decision" : about, result == NULL ? "" : result,
	    text == NULL ? "" : ", ", text == NULL ? "" : text,
	    clause == NULL ? "" : " (", clause == NULL ? "" : clause,
	    clause == NULL ? "" : ")");
	struct feed_word word = {
	    .mail = (int)json_integer_value(json_object_get(event, "mail")),
	    .text = line,
	};

	f->o.calls.word(&word, f->o.calls.arg);
	free(line);
	return true;
}

static bool
tell_event(struct feed *f, const json_t *event)
{
	const char *kind = text_of(event, "event");
	const char *text = text_of(event, "text");

	if (kind == NULL || !json_is_integer(json_object_get(event, "mail")))
		return false;
	if (strcmp(kind, "outcome") == 0)
		return tell_outcome(f, event);
	if (strcmp(kind, "decision") == 0)
		return tell_decision(f, event);
	if (strcmp(kind, "fault") != 0)
		return false;
	f->o.calls.fault(
	    (int)json_integer_value(json_object_get(event, "mail")),
	    text == NULL ? "the client had trouble of its own" : text,
	    f->o.calls.arg);
	return true;
}

static void
on_line(struct spawn *spawn, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	struct feed *f = arg;
	json_t *event;
	char *why;

	(void)spawn;
	if (stream != SPAWN_STDOUT)
		return;
	event = json_loadb(line, len, JSON_ALLOW_NUL, NULL);
	if (event == NULL || !tell_event(f, event)) {
		why = xasprintf("the client's report is not understood: %.*s",
		    len < SAID_MAX ? (int)len : SAID_MAX, line);
		f->o.calls.fault(-1, why, f->o.calls.arg);
		free(why);
	}
	json_decref(event);
}

/* Mails that came while the last batch was ending. */
static void
go_on(struct feed *f)
{
	struct err err;

	if (f->next < f->n && !feed_by_batch(f, &err))
		f->o.calls.fault(-1, err.text, f->o.calls.arg);
}

static void
on_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct feed *f = arg;
	char *said = spawn_output(spawn, SPAWN_STDERR), *why;

	f->batch = NULL;
	f->batch_ends = false;
	spawn_free(spawn);
	if (end->code == 0) {
		free(said);
		go_on(f);
		return;
	}
	why = xasprintf("%s ended %s %d%s%.300s", f->o.client->name,
	    end->signal != 0 ? "by signal" : "with exit status",
	    end->signal != 0 ? end->signal : end->code,
	    said[0] == '\0' ? "" : ": ", said);
	f->o.calls.fault(-1, why, f->o.calls.arg);
	free(why);
	free(said);
}

static bool
start(struct feed *f, struct err *err)
{
	char *command = fill_in(f->o.client->send_to, f->o.values, err);
	struct spawn_options o = {
	    .command = command,
	    .env = f->o.env,
	    .keep_fds = f->o.keep_fds,
	    .on_line = on_line,
	    .on_exit = on_end,
	    .arg = f,
	};

	if (command != NULL)
		f->batch = spawn_start(f->o.spawner, &o, err);
	free(command);
	return f->batch != NULL;
}

static void
write_mail(struct feed *f, const struct mail *mail)
{
	json_t *json = json_pack("{si si ss ss ss* ss}", "mail", mail->number,
	    "slot", mail->number, "from", mail->from, "to", mail->to, "nexthop",
	    mail->nexthop, "message", mail->text);
	char *line = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);

	if (line == NULL)
		out_of_memory();
	spawn_write(f->batch, line, strlen(line));
	spawn_write(f->batch, "\n", 1);
	free(line);
	json_decref(json);
}

bool
feed_by_batch(struct feed *f, struct err *err)
{
	if (f->batch_ends)
		return true; /* on_end() comes back here */
	if (f->batch == NULL && !start(f, err))
		return false;
	for (; f->next < f->n; f->next++)
		write_mail(f, f->waiting[f->next]);
	return true;
}

void
feed_batch_end(struct feed *f)
{
	if (f->batch == NULL)
		return;
	f->batch_ends = true;
	spawn_close_input(f->batch);
}

void
feed_batch_stop(struct feed *f)
{
	spawn_free(f->batch);
	f->batch = NULL;
}
