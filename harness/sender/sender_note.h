/* SPDX-License-Identifier: MIT */
/*
 * sender_note.h - what the sender says about its work: each decision with its
 * reason and clause, and each outcome.
 *
 * For programs one JSON object a line, one write() each, always below 4096
 * bytes, so that lines of processes that share a pipe never mix (PIPE_BUF,
 * POSIX write()).  For people one aligned line a decision.
 */
#ifndef HARNESS_SENDER_SENDER_NOTE_H
#define HARNESS_SENDER_SENDER_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/err.h"

#define NOTE_LINE_MAX 4095
#define NOTE_TEXT_MAX 900

struct notebook {
	int fd;
	bool for_people;
	long mail;
	bool is_report; /* the decisions are about a report, not the mail */
	int64_t t0;	/* people are told minutes since then */
	int64_t time;	/* the virtual one */
	int attempt;
};

struct note {
	const char *about;  /* "certificate-name" */
	const char *result; /* "accepted", "refused", "relaxed", ... */
	const char *host;   /* or NULL */
	const char *reason; /* NULL: nothing is wrong */
	const char *clause;
};

void note_decision(const struct notebook *, const struct note *,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

enum fate {
	FATE_VERIFIED,
	FATE_UNVERIFIED,
	FATE_CLEARTEXT,
	FATE_DEFER,
	FATE_BOUNCE,
};

const char *fate_name(enum fate);

struct fate_note {
	enum fate fate;
	const char *host;    /* or NULL */
	const char *address; /* or NULL */
	const char *reason;  /* or NULL */
	const char *status;  /* "2.0.0", "4.7.5" */
	const char *text;    /* or NULL */
	bool final;
};

void note_outcome(const struct notebook *, const struct fate_note *);

/* Trouble of ours: this mail says nothing about the host. */
void note_fault(const struct notebook *, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

#endif
