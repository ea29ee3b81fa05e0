/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "harness/run/feed_parts.h"
#include "harness/run/fill.h"
#include "sim/base/mem.h"

#define WORD_MAX 200

/* One command that works on one mail. */
struct errand {
	struct feed *feed;
	const struct mail *mail;
	bool spoke;
};

/* "defer certificate-expired" */
static bool
understood(struct errand *e, const char *line)
{
	char text[WORD_MAX], *rest = text, *word;
	struct feed_word said = {.mail = e->mail->number};

	strncpy(text, line, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
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
	free(text);
}

static void
on_end(struct spawn *spawn, const struct spawn_end *end, void *arg)
{
	struct errand *e = arg;
	struct feed *f = e->feed;
	struct feed_word done = {.mail = e->mail->number, .final = true};
	struct err err;
	char *why;

	if (end->timed_out || (end->code != 0 && !e->spoke)) {
		why = xasprintf("the command %s %d",
		    end->timed_out   ? "took longer than allowed, limit in ms"
		    : end->code >= 0 ? "ended with exit status"
				     : "ended by signal",
		    end->timed_out   ? f->o.timeout_ms
		    : end->code >= 0 ? end->code
				     : end->signal);
		f->o.calls.fault(e->mail->number, why, f->o.calls.arg);
		free(why);
	} else {
		f->o.calls.word(&done, f->o.calls.arg);
	}
	free(e);
	spawn_free(spawn);
	f->running--;
	if (!feed_by_command(f, &err))
		f->o.calls.fault(-1, err.text, f->o.calls.arg);
}

static bool
start(struct feed *f, const struct mail *mail, struct err *err)
{
	json_t *values = json_deep_copy(f->o.values);
	struct errand *e = xcalloc(1, sizeof(*e));
	size_t n = 0;
	const char **env;
	char *command, *from, *to, *hop;
	struct spawn *spawn = NULL;

	json_object_set_new(values, "from", json_string(mail->from));
	json_object_set_new(values, "to", json_string(mail->to));
	json_object_set_new(values, "nexthop",
	    json_string(mail->nexthop == NULL ? "" : mail->nexthop));
	while (f->o.env[n] != NULL)
		n++;
	env = xcalloc(n + 4, sizeof(env[0]));
	memcpy(env, f->o.env, n * sizeof(env[0]));
	env[n] = from = xasprintf("BADMX_FROM=%s", mail->from);
	env[n + 1] = to = xasprintf("BADMX_TO=%s", mail->to);
	env[n + 2] = hop = xasprintf(
	    "BADMX_NEXTHOP=%s", mail->nexthop == NULL ? "" : mail->nexthop);
	e->feed = f;
	e->mail = mail;
	command = fill_in(f->o.client->send_to, values, err);
	if (command != NULL)
		spawn = spawn_start(f->o.spawner,
		    &(struct spawn_options){.command = command,
			.env = env,
			.keep_fds = f->o.keep_fds,
			.timeout_ms = f->o.timeout_ms,
			.on_line = on_line,
			.on_exit = on_end,
			.arg = e},
		    err);
	if (spawn != NULL) {
		spawn_write(spawn, mail->text, strlen(mail->text));
		spawn_close_input(spawn);
	} else {
		free(e);
	}
	free(from), free(to), free(hop), free(command), free(env);
	json_decref(values);
	return spawn != NULL;
}

bool
feed_by_command(struct feed *f, struct err *err)
{
	while (f->next < f->n && f->running < f->o.jobs) {
		if (!start(f, f->waiting[f->next], err))
			return false;
		f->next++;
		f->running++;
	}
	return true;
}
