/* SPDX-License-Identifier: MIT */
/*
 * observation.h - everything seen of one mail, from every side.  Pure.
 *
 * The world's own view comes first: a mail is handed over when a host of the
 * world answered 250 to its text, and at no other time.  The client's word
 * (its log, queue, report or exit status) adds what the world cannot see:
 * deferred, given up, and whether the host was authenticated.  Where the two
 * contradict each other, that is said; silence is never proof.
 *
 * A case may have several mails.  A connection, or a line of the log that
 * names only a host, then belongs to all of them: it supports what else is
 * known of a mail, but is never the only proof of what became of it.
 */
#ifndef HARNESS_RUN_OBSERVATION_H
#define HARNESS_RUN_OBSERVATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/plan/outcome.h"

#define OBSERVATION_TEXT 128

struct observation {
	struct outcome_path path;
	bool tells_end; /* the client says when it is done with a mail */
	bool settled; /* nothing more is to come; see observation_accepted() */
	/* When it was given away or a host was visited; the caller's. */
	int64_t stirred_us;

	/* The world's view. */
	bool shared;	       /* its hosts are those of other mails, too */
	unsigned sessions;     /* connections to its hosts */
	bool attempted;	       /* one was over since the queue was seen */
	unsigned accepted;     /* how often its text was taken */
	unsigned taken_in_tls; /* so many of them */
	int tls_host;	       /* the first that took it in TLS, or -1 */
	bool tls_hosts_differ;
	int first_host;		     /* that was connected to, or -1 */
	char host[OBSERVATION_TEXT]; /* that took it */
	bool dsn;	  /* a bounce arrived at the sender's own MX */
	char refusal[16]; /* status code of a host's last refusal, or "" */

	/* The client's word. */
	unsigned defers;     /* attempts after which it kept the mail */
	bool tells_verified; /* it speaks of authentication at all */
	bool says_verified;  /* in its last word of it */
	unsigned verified_words, unverified_words;
	bool says_delivered, says_bounced;
	char reason[OBSERVATION_TEXT]; /* RFC 8460 type or ours; "" unknown */
	char status[16];	       /* enhanced status code (RFC 3463) */

	/* Why it cannot be judged, or "". */
	char fault[OBSERVATION_TEXT * 2];
	bool stalled; /* the lab stood still meanwhile */
};

void observation_start(struct observation *);

void observation_connected(struct observation *, int host_no);
/* An attempt is over, as the world saw it: a connection has ended. */
void observation_attempted(struct observation *);
/*
 * Does not settle it: the client may still tell whether it had authenticated
 * the host.  Its "delivered" does, or observation_client_done().
 */
void observation_accepted(
    struct observation *, int host_no, const char *host, bool tls);
/* A DSN with Action: failed (RFC 3464 2.3.3); status may be NULL. */
void observation_dsn_failed(struct observation *, const char *status);

/* What one line of the client's log, queue or report can say of a mail. */
enum client_word {
	SAYS_NOTHING,
	SAYS_VERIFIED,	 /* the host was authenticated */
	SAYS_UNVERIFIED, /* TLS, the host was not */
	SAYS_DELIVERED,
	SAYS_DEFERRED,
	SAYS_BOUNCED,
};

bool client_word_parse(const char *word, enum client_word *);

/* reason may be NULL. */
void observation_client_says(
    struct observation *, enum client_word, const char *reason);
/*
 * The same in a line that names only a host.  If that is shared the line says
 * nothing of the outcome, and `unverified` outweighs `verified`.
 */
void observation_client_hints(
    struct observation *, enum client_word, const char *reason);
/*
 * The mail stands in the client's queue.  True: that is news, as an attempt
 * was over since; to look into the queue again is no attempt.
 */
bool observation_in_queue(struct observation *);
/* An attempt may have failed that the queue has not told of yet. */
bool observation_awaits_queue(const struct observation *);
/* The client is done with this mail, as far as it tells. */
void observation_client_done(struct observation *);
void observation_fault(struct observation *, const char *why);
/* The lab stood still; what is settled already is not touched by it. */
void observation_stalled(struct observation *);

/* What became of it, with `verified` decided by the client's word. */
enum outcome observation_final(const struct observation *);
/* How the deliveries in TLS were called by the client. */
bool observation_all_called_verified(const struct observation *);
/* NULL: none.  The client's word and the world's view do not agree. */
const char *observation_contradiction(const struct observation *);

#endif
