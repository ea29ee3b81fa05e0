/* SPDX-License-Identifier: MIT */
/*
 * smtp_params.h - what stands behind the path in MAIL and RCPT.
 *
 * Pure.  esmtp-param of RFC 5321 section 4.1.2; used by smtp_command only.
 */
#ifndef SIM_SMTP_SMTP_PARAMS_H
#define SIM_SMTP_SMTP_PARAMS_H

#include "sim/smtp/smtp_command.h"

/* The text starts behind the ">" and is empty or starts with a blank. */
enum smtp_fault smtp_params_parse(
    enum smtp_verb, const char *text, size_t len, struct smtp_params *);

#endif
