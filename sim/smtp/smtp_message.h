/* SPDX-License-Identifier: MIT */
/*
 * smtp_message.h - one mail transaction: envelope and text.
 *
 * Owns everything in it.
 */
#ifndef SIM_SMTP_SMTP_MESSAGE_H
#define SIM_SMTP_SMTP_MESSAGE_H

#include "sim/smtp/smtp_body.h"
#include "sim/smtp/smtp_command.h"

struct smtp_recipient {
	struct smtp_path path;
	struct smtp_params params;
};

struct smtp_message {
	struct smtp_path from;
	struct smtp_params params;
	struct smtp_recipient *recipients;
	size_t recipient_count;
	struct smtp_body body;
};

struct smtp_message *smtp_message_new(const struct smtp_command *mail);
void smtp_message_free(struct smtp_message *);

void smtp_message_add(struct smtp_message *, const struct smtp_command *rcpt);

#endif
