/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/run/client_find.h"
#include "harness/run/feed_parts.h"
#include "harness/run/fill.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define WORD_MAX 200

/* One command that works on one mail. */
struct errand {
	LIST_ENTRY(errand) next;
	struct feed *feed;
	const struct mail *mail;
	struct spawn *spawn;
	bool spoke;
	char last[WORD_MAX]; /* line of its output */
};

/* "defer certificate-expired" */
static bool
understood(struct errand *e, const char *line)
{
	char text[WORD_MAX], *rest = text, *word;
	struct feed_word said = {.mail = e->mail->number};

	snprintf(text, sizeof(text), "%s", line);
	word = strsep(&rest, " ");
	if (!client_word_parse(word, &said.word))
		return false;
	said.reason = rest;
	e->feed->o.calls.word(&said, e->feed->o.calls.arg);
	return true;
}

static void
on_line(struct spawn *spawn, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	struct errand *e = arg;
	char *text = xstrndup(line, len);
	struct feed_word note = {.mail = e->mail->number, .text = text};

	(void)spawn;
	if (stream == SPAWN_STDOUT && understood(e, text))
		e->spoke = true;
	else
		e->feed->o.calls.word(&note, e->feed->o.calls.arg);
	text_ascii(e->last, sizeof(e->last), text);
	free(text);
}

static void
errand_free(struct errand *e)
{
	LIST_REMOVE(e, next);
	e->feed->running--;
	spawn_free(e->spawn);
	free(e);
}

static const char *
nexthop_of(const struct mail *mail)
{
	return mail->nexthop == NULL ? "" : mail->nexthop;
}

static char *
command_for(struct feed *f, const struct mail *mail, struct err *err)
{
	json_t *values = json_deep_copy(f->o.values);
	char *command;

	json_object_set_new(values, "from", json_string(mail->from));
	json_object_set_new(values, "to", json_string(mail->to));
	json_object_set_new(values, "nexthop", json_string(nexthop_of(mail)));
	command = fill_in(f->o.client->send_to, values, err);
	json_decref(values);
	return command;
}

/*
 * 126 and 127 are what a shell says when there is no program (POSIX, XCU
 * 2.8.2), but a client may end like that for reasons of its own: then the
 * program is there, or the shell had nothing to say of it.
 */
static bool
is_not_there(const struct errand *e, const struct spawn_end *end)
{
	char *command, *program;
	struct err err;
	bool is;

	if (end->timed_out || (end->code != 126 && end->code != 127))
		return false;
	command = command_for(e->feed, e->mail, &err);
	program =
	    command == NULL ? NULL : client_find_lost(command, e->feed->o.env);
	is = program != NULL && strstr(e->last, program) != NULL;
	free(program);
	free(command);
	return is;
}

/* Why the command proves nothing, allocated; NULL: it does. */
static char *
failure_of(const struct errand *e, const struct spawn_end *end)
{
	if (end->timed_out)
		return xasprintf("the command took longer than %d ms",
		    e->feed->o.timeout_ms);
	if (end->code == 0 || e->spoke)
		return NULL;
	if (end->signal != 0)
		return xasprintf(
		    "the command was ended by signal %d", end->signal);
	return xasprintf("the command ended with exit status %d%s%s", end->code,
	    e->last[0] == '\0' ? "" : ": ", e->last);
}

static void
on_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct errand *e = arg;
	struct feed *f = e->feed;
	struct feed_word done = {.mail = e->mail->number, .final = true};
	char *why = failure_of(e, end);
	/* Not there for one mail, and so for no other. */
	int whose = is_not_there(e, end) ? -1 : e->mail->number;
	struct err err;

	(void)spawn;
	errand_free(e);
	if (why != NULL)
		f->o.calls.fault(whose, why, f->o.calls.arg);
	else
		f->o.calls.word(&done, f->o.calls.arg);
	free(why);
	if (!feed_by_command(f, &err))
		f->o.calls.fault(-1, err.text, f->o.calls.arg);
}

/* What all commands have, and what this mail is; all of it is copied. */
static char **
environment_for(const struct feed *f, const struct mail *mail)
{
	size_t n = 0;
	char **env;

	while (f->o.env[n] != NULL)
		n++;
	env = xcalloc(n + 4, sizeof(env[0]));
	for (size_t i = 0; i < n; i++)
		env[i] = xstrdup(f->o.env[i]);
	env[n] = xasprintf("BADMX_FROM=%s", mail->from);
	env[n + 1] = xasprintf("BADMX_TO=%s", mail->to);
	env[n + 2] = xasprintf("BADMX_NEXTHOP=%s", nexthop_of(mail));
	return env;
}

static bool
errand_start(struct errand *e, struct err *err)
{
	struct feed *f = e->feed;
	char *command = command_for(f, e->mail, err);
	char **env = environment_for(f, e->mail);
	struct spawn_options o = {
	    .command = command,
	    .env = (const char *const *)env,
	    .keep_fds = f->o.keep_fds,
	    .timeout_ms = f->o.timeout_ms,
	    .on_line = on_line,
	    .on_exit = on_end,
	    .arg = e,
	};

	if (command != NULL)
		e->spawn = spawn_start(f->o.spawner, &o, err);
	free(command);
	for (char **entry = env; *entry != NULL; entry++)
		free(*entry);
	free(env);
	return e->spawn != NULL;
}

static bool
send_one(struct feed *f, const struct mail *mail, struct err *err)
{
	struct errand *e = xcalloc(1, sizeof(*e));

	e->feed = f;
	e->mail = mail;
	if (!errand_start(e, err)) {
		free(e);
		return false;
	}
	LIST_INSERT_HEAD(&f->errands, e, next);
	f->running++;
	f->o.calls.given(mail->number, f->o.calls.arg);
	spawn_write(e->spawn, mail->text, strlen(mail->text));
	spawn_close_input(e->spawn);
	return true;
}

bool
feed_by_command(struct feed *f, struct err *err)
{
	while (f->next < f->n && f->running < f->o.jobs) {
		if (!send_one(f, f->waiting[f->next], err))
			return false;
		f->next++;
	}
	return true;
}

void
feed_command_stop(struct feed *f)
{
	struct errand *e = LIST_FIRST(&f->errands), *next;

	for (; e != NULL; e = next) {
		next = LIST_NEXT(e, next);
		errand_free(e);
	}
}
