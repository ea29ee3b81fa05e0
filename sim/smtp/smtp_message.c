/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_message.h"

#include <stdlib.h>

#include "sim/base/mem.h"

struct smtp_message *
smtp_message_new(const struct smtp_command *mail)
{
	struct smtp_message *m = xcalloc(1, sizeof(*m));

	m->from = mail->path;
	m->params = mail->params;
	return m;
}

void
smtp_message_free(struct smtp_message *m)
{
	if (m == NULL)
		return;
	smtp_body_clear(&m->body);
	free(m->recipients);
	free(m);
}

void
smtp_message_add(struct smtp_message *m, const struct smtp_command *rcpt)
{
	m->recipients = xreallocarray(
	    m->recipients, m->recipient_count + 1, sizeof(*m->recipients));
	m->recipients[m->recipient_count++] =
	    (struct smtp_recipient){rcpt->path, rcpt->params};
}
