/* SPDX-License-Identifier: MIT */
/* feed_fixture.h - a feed, and a story of what it told. */
#ifndef TESTS_UNIT_HARNESS_FEED_FIXTURE_H
#define TESTS_UNIT_HARNESS_FEED_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <event2/event.h>

#include "harness/run/feed.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"

#define MAILS 4

static struct event_base *base;
static struct spawner *spawner;
static struct feed *feed;
static struct client_def client;
static struct feed_options options;
static struct mail mails[MAILS];
static const struct mail *fed[MAILS];
static char story[8000];
static struct err err;
static unsigned finals;

static inline void
note(const char *text)
{
	size_t used = strlen(story);

	snprintf(story + used, sizeof(story) - used, "%s\n", text);
}

static unsigned givens;

static inline void
on_given(int mail, void *arg)
{
	(void)mail, (void)arg;
	givens++;
}

static inline void
on_taken(int mail, bool taken, const char *reply, void *arg)
{
	char *text =
	    xasprintf("%d %s: %s", mail, taken ? "taken" : "refused", reply);

	(void)arg;
	note(text);
	free(text);
	finals++;
}

static inline void
on_word(const struct feed_word *w, void *arg)
{
	static const char *const words[] = {"says nothing", "verified",
	    "unverified", "delivered", "deferred", "bounced"};
	char *text = xasprintf("%d %s%s%s%s%s%s%s%s", w->mail, words[w->word],
	    w->reason == NULL ? "" : " because ",
	    w->reason == NULL ? "" : w->reason, w->status == NULL ? "" : " ",
	    w->status == NULL ? "" : w->status, w->text == NULL ? "" : ": ",
	    w->text == NULL ? "" : w->text, w->final ? " final" : "");

	(void)arg;
	note(text);
	free(text);
	finals += w->final;
}

static inline void
on_fault(int mail, const char *why, void *arg)
{
	char *text = xasprintf("%d fault: %s", mail, why);

	(void)arg;
	note(text);
	free(text);
	finals++;
}

static inline void
feed_set_up(enum client_send how)
{
	static const char *const env[] = {"COLOUR=green", NULL};
	static char name[] = "acme";
	static const int keep[] = {-1};

	base = event_base_new();
	spawner = spawner_new(base, &err);
	ck_assert_msg(spawner != NULL, "%s", err.text);
	client = (struct client_def){.name = name, .send = how};
	for (int i = 0; i < MAILS; i++) {
		char *to = xasprintf("u@case%d.example", i);

		mail_compose(&mails[i], i, "case", to, 0);
		fed[i] = &mails[i];
		free(to);
	}
	options = (struct feed_options){.base = base,
	    .spawner = spawner,
	    .client = &client,
	    .values = json_pack("{ss ss}", "word", "value", "t0", "1000"),
	    .env = env,
	    .keep_fds = keep,
	    .jobs = 2,
	    .timeout_ms = 5000,
	    .calls = {.given = on_given,
		.taken = on_taken,
		.word = on_word,
		.fault = on_fault}};
	story[0] = '\0';
	finals = givens = 0;
	feed = feed_new(&options);
}

static inline void
tear_down(void)
{
	feed_free(feed);
	spawner_free(spawner);
	for (int i = 0; i < MAILS; i++)
		mail_clear(&mails[i]);
	json_decref((json_t *)options.values);
	free(client.send_to);
	event_base_free(base);
}

static inline void
send_to(const char *what)
{
	free(client.send_to);
	client.send_to = xstrdup(what);
}

static inline void
feed_mails(size_t n)
{
	ck_assert_msg(feed_send(feed, fed, n, &err), "%s", err.text);
}

/* Turns the loop until so many mails are settled. */
static inline void
wait_for(unsigned n)
{
	int64_t deadline = clock_monotonic_us() + 3000000;

	while (finals < n && clock_monotonic_us() < deadline)
		event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_msg(finals >= n, "only this happened: %s", story);
}

static inline void
turn(int64_t ms)
{
	int64_t deadline = clock_monotonic_us() + ms * 1000;

	while (clock_monotonic_us() < deadline)
		event_base_loop(base, EVLOOP_NONBLOCK);
}

static inline void
has(const char *line)
{
	ck_assert_msg(
	    strstr(story, line) != NULL, "no \"%s\" in: %s", line, story);
}

static inline void
has_not(const char *line)
{
	ck_assert_msg(
	    strstr(story, line) == NULL, "\"%s\" in: %s", line, story);
}

#endif
