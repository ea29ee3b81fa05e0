/* SPDX-License-Identifier: MIT */
/* lab_parts.h - what the files of the lab share; for lab*.c only. */
#ifndef HARNESS_RUN_LAB_PARTS_H
#define HARNESS_RUN_LAB_PARTS_H

#include <jansson.h>

#include "harness/run/client_start.h"
#include "harness/run/feed.h"
#include "harness/run/lab.h"
#include "harness/run/log_tail.h"
#include "harness/run/mail_index.h"
#include "harness/run/observation.h"
#include "harness/run/roll.h"
#include "harness/run/verdict.h"
#include "sim/base/clock.h"
#include "sim/base/journal.h"
#include "sim/smtp/smtp_event.h"
#include "sim/world/world.h"

enum lab_phase {
	LAB_STARTS, /* the client does */
	LAB_CANARIES,
	LAB_CASES,
	LAB_RESTARTS,	/* the client, for the cases that want it */
	LAB_AFTERWARDS, /* the rest of their mails */
	LAB_WATCHES,	/* whether a mail that was kept goes out after all */
	LAB_ENDS,
};

struct lab_mail {
	struct mail mail;
	struct observation seen;
	size_t entry;	  /* of the roll */
	bool second_half; /* to be fed after the restart */
	bool due;	  /* given to the feed, which gives it to the client */
	bool given;	  /* and has been taken, where that is told */
	int64_t fed_us;	  /* the client has it; 0: not yet */
	int64_t accepted_us; /* by the world; 0: not yet */
};

/* One reader of one log of the client. */
struct lab_log {
	struct lab *lab;
	const struct client_log *def;
	struct log_tail *tail; /* NULL: standard output or error */
};

struct lab {
	const struct lab_job *job;
	int wire;
	int64_t t0, began_us;
	enum lab_phase phase;
	bool netns;

	struct event_base *base;
	struct event *tick, *progress, *heartbeat, *stop;
	int64_t ticked_us;
	int64_t watch_until_us; /* in LAB_WATCHES */
	struct spawner *spawner;
	struct journal *journal;
	struct clock_page *clocks; /* NULL: the client's clock is the real */
	struct world *world;
	struct roll *roll;
	struct case_def **defs; /* one an entry, with final texts, or NULL */
	bool *told;		/* one an entry: its result has been sent */
	struct lab_mail *mails;
	struct mail_index *index;

	json_t *values;	  /* for ${...} */
	json_t *canaries; /* what the world has borrowed for them */
	int ca_fd;	  /* ports: the CA bundle; -1 */
	int keep_fds[3];
	struct client_start *start;
	struct feed *feed;
	struct lab_log *logs;
	bool logs_tell_defers;
	bool queue_runs;   /* or the retry behind it */
	bool client_tells; /* of authentication, of any mail */
	struct err fault;  /* kind ERR_NONE: none */
};

/* lab_world.c */
MUST_USE bool lab_build_world(struct lab *, struct err *);
/* lab_client.c */
MUST_USE bool lab_start_client(struct lab *, struct err *);
void lab_end_client(struct lab *);
MUST_USE bool lab_feed_phase(struct lab *, struct err *);
void lab_ask_queue(struct lab *);
/* lab_watch.c */
void lab_on_smtp(const struct smtp_event *, void *lab);
void lab_on_fault(int case_no, const char *text, void *lab);
void lab_on_log_line(struct lab_log *, const char *line);
extern const struct feed_calls lab_feed_calls;
/* It goes on with what it keeps after a mail has been fed. */
bool lab_client_has_queue(const struct lab *);
/* lab_canary.c */
bool lab_canaries_right(struct lab *, char *why, size_t size);
/* lab_judge.c */
void lab_tell_results(struct lab *);
void lab_tell_rest(struct lab *, const char *why); /* as not judged */

/* The lab can not go on; the first fault counts. */
void lab_fail(struct lab *, const struct err *);
/* Something happened: look soon whether a mail is settled. */
void lab_stir(struct lab *);
struct lab_mail *lab_mail(struct lab *, int number);

#endif
