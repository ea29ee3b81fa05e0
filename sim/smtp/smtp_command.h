/* SPDX-License-Identifier: MIT */
/*
 * smtp_command.h - one line from an SMTP client, understood.
 *
 * Pure: text in, struct out, nothing allocated.  The line comes without its
 * end.  Commands are those of RFC 5321 section 4.1.1 and STARTTLS (RFC 3207),
 * parameters those of RFC 1870 (SIZE), 6152 (BODY), 6531 (SMTPUTF8), 8689
 * (REQUIRETLS) and 3461 (RET ENVID NOTIFY ORCPT).
 *
 * Whether a command may come now, and whether a parameter was offered, is
 * for the session to say.  This is a function we fuzz.
 */
#ifndef SIM_SMTP_SMTP_COMMAND_H
#define SIM_SMTP_SMTP_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/smtp/smtp_path.h"

/*
 * Longest line with its end (RFC 5321 section 4.5.3.1.4).  The extensions
 * above lengthen MAIL and RCPT; a generous common limit serves both.
 */
#define SMTP_LINE_MAX	       512
#define SMTP_EXTENDED_LINE_MAX (SMTP_LINE_MAX + 1024)

#define SMTP_ENVID_MAX 100 /* RFC 3461 section 4.4 */
#define SMTP_ORCPT_MAX 500 /* RFC 3461 section 4.2 */

enum smtp_verb {
	SMTP_UNKNOWN,
	SMTP_EHLO,
	SMTP_HELO,
	SMTP_STARTTLS,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_RSET,
	SMTP_NOOP,
	SMTP_VRFY,
	SMTP_EXPN,
	SMTP_HELP,
	SMTP_QUIT,
	SMTP_VERBS
};

enum smtp_fault {
	SMTP_FINE,
	SMTP_BAD_VERB,
	SMTP_BAD_BYTES, /* control characters, or 8 bits that are no UTF-8 */
	SMTP_LINE_TOO_LONG,
	SMTP_NEEDS_ARGUMENT,
	SMTP_NO_ARGUMENT_WANTED,
	SMTP_BAD_SENDER,
	SMTP_BAD_RECIPIENT,
	SMTP_PATH_TOO_LONG,
	SMTP_BAD_PARAMETER,	/* known, but malformed or given twice */
	SMTP_UNKNOWN_PARAMETER, /* also: known, but for the other command */
	SMTP_FAULTS
};

/* Bits of smtp_params.given. */
enum smtp_param {
	SMTP_PARAM_SIZE = 1 << 0,
	SMTP_PARAM_BODY = 1 << 1,
	SMTP_PARAM_SMTPUTF8 = 1 << 2,
	SMTP_PARAM_REQUIRETLS = 1 << 3,
	SMTP_PARAM_RET = 1 << 4,
	SMTP_PARAM_ENVID = 1 << 5,
	SMTP_PARAM_NOTIFY = 1 << 6,
	SMTP_PARAM_ORCPT = 1 << 7,
};

/* Bits of smtp_params.notify; none of them is NOTIFY=NEVER. */
enum smtp_notify {
	SMTP_NOTIFY_SUCCESS = 1 << 0,
	SMTP_NOTIFY_FAILURE = 1 << 1,
	SMTP_NOTIFY_DELAY = 1 << 2,
};

struct smtp_params {
	unsigned given;
	uint64_t size;	/* octets */
	bool eight_bit; /* BODY=8BITMIME */
	bool ret_full;	/* RET=FULL; else RET=HDRS */
	unsigned notify;
	char envid[SMTP_ENVID_MAX + 1]; /* xtext decoded; no NUL in it */
	char orcpt[SMTP_ORCPT_MAX + 1]; /* "rfc822;user@example", decoded */
};

struct smtp_command {
	enum smtp_verb verb;
	enum smtp_fault fault;
	const char *arg; /* borrowed from the line; "" if there is none */
	size_t arg_len;
	struct smtp_path path;	   /* MAIL and RCPT */
	struct smtp_params params; /* MAIL and RCPT */
	bool sloppy; /* understood, but not what the grammar says */
};

struct smtp_command smtp_command_parse(const char *line, size_t len);

const char *smtp_verb_name(enum smtp_verb);
/* The reply that the fault deserves: "501 5.1.3 ...". */
const char *smtp_fault_reply(enum smtp_fault);
/* "SIZE" for SMTP_PARAM_SIZE. */
const char *smtp_param_name(enum smtp_param);

#endif
