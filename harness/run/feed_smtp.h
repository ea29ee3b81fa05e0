/* SPDX-License-Identifier: MIT */
/*
 * feed_smtp.h - hands mails to the client under test, as its user would: by
 * SMTP, one after the other in one session (RFC 5321).
 *
 * Ownership.  Runs on the caller's event_base and borrows it and the mails
 * until feed_smtp_free(), which `over` may call.
 */
#ifndef HARNESS_RUN_FEED_SMTP_H
#define HARNESS_RUN_FEED_SMTP_H

#include <netinet/in.h>

#include "harness/run/mail.h"
#include "sim/base/err.h"

struct event_base;
struct feed_smtp;

/* The client took the mail, or said why not (its reply, one line). */
typedef void feed_taken_fn(
    const struct mail *, bool taken, const char *reply, void *arg);
/* All are fed; failure is NULL, or why the rest could not be. */
typedef void feed_over_fn(const char *failure, void *arg);

struct feed_smtp_calls {
	feed_taken_fn *taken;
	feed_over_fn *over;
	void *arg;
};

struct feed_smtp *feed_smtp_new(struct event_base *,
    const struct sockaddr_in *to, const struct feed_smtp_calls *);
void feed_smtp_free(struct feed_smtp *);

/* Starts, or goes on after `over` was called. */
void feed_smtp_send(
    struct feed_smtp *, const struct mail *const *mails, size_t n);

#endif
