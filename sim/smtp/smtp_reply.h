/* SPDX-License-Identifier: MIT */
/*
 * smtp_reply.h - replies as they are written in a persona.
 *
 * Pure.  A reply is "550 5.1.1 No such user"; one of several lines has "\n"
 * between them and is otherwise written as on the wire (RFC 5321, 4.2.1):
 * "220-go\n220 ahead".
 */
#ifndef SIM_SMTP_SMTP_REPLY_H
#define SIM_SMTP_SMTP_REPLY_H

#include "sim/base/err.h"

/* Longest reply line with its end (RFC 5321 section 4.5.3.1.5). */
#define SMTP_REPLY_MAX 512

/* Says what is wrong with a reply: code, line form, length. */
MUST_USE bool smtp_reply_check(const char *reply, struct err *);

/* The three digits it starts with; the reply has passed the check. */
int smtp_reply_code(const char *reply);

#endif
