/* SPDX-License-Identifier: MIT */
#include "harness/run/feed.h"

#include <stdlib.h>
#include <string.h>

#include <event2/util.h>
#include <netinet/in.h>

#include "harness/run/feed_parts.h"
#include "harness/run/feed_smtp.h"
#include "harness/run/fill.h"
#include "sim/base/mem.h"

struct feed *
feed_new(const struct feed_options *o)
{
	struct feed *f = xcalloc(1, sizeof(*f));

	f->o = *o;
	LIST_INIT(&f->errands);
	return f;
}

void
feed_free(struct feed *f)
{
	if (f == NULL)
		return;
	feed_smtp_end(f);
	feed_batch_stop(f);
	feed_command_stop(f);
	free(f->waiting);
	free(f);
}

bool
feed_send(
    struct feed *f, const struct mail *const *mails, size_t n, struct err *err)
{
	f->waiting = xreallocarray(f->waiting, f->n + n, sizeof(struct mail *));
	memcpy(f->waiting + f->n, mails, n * sizeof(struct mail *));
	f->n += n;
	switch (f->o.client->send) {
	case CLIENT_SMTP:
		return feed_by_smtp(f, err);
	case CLIENT_COMMAND:
		return feed_by_command(f, err);
	case CLIENT_BATCH:
		return feed_by_batch(f, err);
	}
	abort();
}

void
feed_end(struct feed *f)
{
	feed_batch_end(f);
}

/* --- by SMTP ----------------------------------------------------------- */

static void
on_taken(const struct mail *mail, bool taken, const char *reply, void *arg)
{
	struct feed *f = arg;

	f->o.calls.taken(mail->number, taken, reply, f->o.calls.arg);
}

static void
on_over(const char *failure, void *arg)
{
	struct feed *f = arg;
	struct err err;

	f->smtp_busy = false;
	if (failure != NULL)
		f->o.calls.fault(-1, failure, f->o.calls.arg);
	else if (f->next < f->n && !feed_by_smtp(f, &err))
		f->o.calls.fault(-1, err.text, f->o.calls.arg);
}

static bool
submit_address(struct feed *f, struct sockaddr_in *sin, struct err *err)
{
	char *to = fill_in(f->o.client->send_to, f->o.values, err);
	int len = sizeof(*sin);
	bool ok = to != NULL && evutil_parse_sockaddr_port(
				    to, (struct sockaddr *)sin, &len) == 0;

	if (to != NULL && !ok)
		err_input(err, "\"%s\" is not an address with a port", to);
	free(to);
	return ok;
}

bool
feed_by_smtp(struct feed *f, struct err *err)
{
	struct feed_smtp_calls calls = {
	    .taken = on_taken, .over = on_over, .arg = f};
	struct sockaddr_in to = {0};
	size_t n = f->n - f->next, first = f->next;

	if (f->smtp_busy)
		return true;
	if (f->smtp == NULL) {
		if (!submit_address(f, &to, err))
			return false;
		f->smtp = feed_smtp_new(f->o.base, &to, &calls);
	}
	f->smtp_busy = true;
	f->next = f->n;
	feed_smtp_send(f->smtp, f->waiting + first, n);
	return true;
}

void
feed_smtp_end(struct feed *f)
{
	feed_smtp_free(f->smtp);
	f->smtp = NULL;
}
