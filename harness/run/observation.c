/* SPDX-License-Identifier: MIT */
#include "harness/run/observation.h"

#include <stdio.h>
#include <string.h>

#include "sim/base/text.h"

/*
 * A client that goes on in the clear does so at its second attempt at the
 * latest where it was measured, so two refusals with nothing between them
 * are a decision.
 */
#define ENOUGH_DEFERS 2

void
observation_start(struct observation *o)
{
	memset(o, 0, sizeof(*o));
	o->first_host = o->tls_host = -1;
}

void
observation_connected(struct observation *o, int host_no)
{
	o->sessions++;
	if (o->first_host == -1)
		o->first_host = host_no;
}

void
observation_attempted(struct observation *o)
{
	o->attempted = true;
}

static void
took_in_tls(struct observation *o, int host_no)
{
	if (o->taken_in_tls++ == 0)
		o->tls_host = host_no;
	else if (o->tls_host != host_no)
		o->tls_hosts_differ = true;
}

void
observation_accepted(
    struct observation *o, int host_no, const char *host, bool tls)
{
	o->accepted++;
	if (tls)
		took_in_tls(o, host_no);
	text_ascii(o->host, sizeof(o->host), host);
	o->path.next_mx = o->first_host != -1 && o->first_host != host_no;
	outcome_path_add(
	    &o->path, tls ? OUTCOME_UNVERIFIED : OUTCOME_CLEARTEXT);
}

/* A client that tells its end may still do something else until then. */
static void
settle(struct observation *o)
{
	if (!o->tells_end)
		o->settled = true;
}

void
observation_dsn_failed(struct observation *o, const char *status)
{
	o->dsn = true;
	if (status != NULL)
		text_ascii(o->status, sizeof(o->status), status);
	outcome_path_add(&o->path, OUTCOME_BOUNCE);
	settle(o);
}

static void
take_reason(struct observation *o, const char *reason)
{
	if (reason != NULL && reason[0] != '\0')
		text_ascii(o->reason, sizeof(o->reason), reason);
}

bool
client_word_parse(const char *word, enum client_word *what)
{
	static const struct {
		const char *word;
		enum client_word what;
	} words[] = {
	    {"verified", SAYS_VERIFIED},
	    {"unverified", SAYS_UNVERIFIED},
	    {"deliver", SAYS_DELIVERED},
	    {"defer", SAYS_DEFERRED},
	    {"bounce", SAYS_BOUNCED},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, word) == 0) {
			*what = words[i].what;
			return true;
		}
	return false;
}

/*
 * A log is read a little later than the wire: a refusal before the mail was
 * taken may be heard of only then.
 */
static void
says_delivered(struct observation *o)
{
	struct outcome_path *path = &o->path;
	size_t n = path->n;

	o->says_delivered = true;
	if (o->accepted == 0)
		return;
	if (n > 1 && path->steps[n - 1] == OUTCOME_DEFER) {
		path->steps[n - 1] = path->steps[n - 2];
		path->steps[n - 2] = OUTCOME_DEFER;
	}
	settle(o);
}

static void
says_deferred(struct observation *o)
{
	if (o->settled)
		return;
	outcome_path_add(&o->path, OUTCOME_DEFER);
	if (++o->defers >= ENOUGH_DEFERS)
		settle(o);
}

static void
says_of_host(struct observation *o, bool verified)
{
	o->tells_verified = true;
	o->says_verified = verified;
	if (verified)
		o->verified_words++;
	else
		o->unverified_words++;
}

void
observation_client_says(
    struct observation *o, enum client_word what, const char *reason)
{
	take_reason(o, reason);
	switch (what) {
	case SAYS_NOTHING:
		return;
	case SAYS_VERIFIED:
	case SAYS_UNVERIFIED:
		says_of_host(o, what == SAYS_VERIFIED);
		return;
	case SAYS_DELIVERED:
		says_delivered(o);
		return;
	case SAYS_DEFERRED:
		says_deferred(o);
		return;
	case SAYS_BOUNCED:
		o->says_bounced = true;
		if (!o->settled)
			outcome_path_add(&o->path, OUTCOME_BOUNCE);
		settle(o);
		return;
	}
}

void
observation_client_hints(
    struct observation *o, enum client_word what, const char *reason)
{
	if (!o->shared) {
		observation_client_says(o, what, reason);
		return;
	}
	if (o->settled)
		return;
	take_reason(o, reason);
	if (what == SAYS_VERIFIED || what == SAYS_UNVERIFIED)
		says_of_host(
		    o, what == SAYS_VERIFIED && o->unverified_words == 0);
}

bool
observation_awaits_queue(const struct observation *o)
{
	return !o->settled && o->accepted == 0 &&
	       (o->attempted || o->defers == 0);
}

bool
observation_in_queue(struct observation *o)
{
	if (o->settled || !o->attempted)
		return false;
	o->attempted = false;
	says_deferred(o);
	return true;
}

void
observation_client_done(struct observation *o)
{
	o->settled = true;
}

void
observation_fault(struct observation *o, const char *why)
{
	if (o->fault[0] == '\0')
		text_ascii(o->fault, sizeof(o->fault), why);
	o->settled = true;
}

void
observation_stalled(struct observation *o)
{
	if (o->settled)
		return;
	o->stalled = true;
	observation_fault(o, "the lab stood still for more than a second");
}

enum outcome
observation_final(const struct observation *o)
{
	enum outcome last = outcome_path_last(&o->path);

	if (last == OUTCOME_UNVERIFIED && o->says_verified)
		return OUTCOME_VERIFIED;
	return last;
}

bool
observation_all_called_verified(const struct observation *o)
{
	return o->unverified_words == 0 && o->verified_words > 0 &&
	       o->verified_words >= o->taken_in_tls;
}

const char *
observation_contradiction(const struct observation *o)
{
	if (o->accepted == 0 && o->says_delivered)
		return "the client says that it handed the mail over, but no "
		       "host of the world took it";
	if (o->accepted > 0 && (o->dsn || o->says_bounced))
		return "a host of the world took the mail, but the client "
		       "returned it to the sender";
	if (o->accepted > 0 && outcome_path_last(&o->path) == OUTCOME_DEFER)
		return "a host of the world took the mail, but the client "
		       "kept it as well";
	return NULL;
}
