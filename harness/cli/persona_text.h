/* SPDX-License-Identifier: MIT */
/*
 * persona_text.h - how a mail server behaves, in words.  Pure.
 */
#ifndef HARNESS_CLI_PERSONA_TEXT_H
#define HARNESS_CLI_PERSONA_TEXT_H

#include "sim/smtp/smtp_persona.h"

/* "offers STARTTLS, answers RCPT with \"550 ...\""; allocated. */
char *persona_text(const struct smtp_persona *);

#endif
