/* SPDX-License-Identifier: MIT */
#include "harness/run/run_progress.h"

#include <stdio.h>

static size_t
number(const json_t *message, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(message, key));

	return n < 0 ? 0 : (size_t)n;
}

void
run_progress_take(struct run_progress *p, const json_t *message)
{
	p->mails = number(message, "mails");
	p->given = number(message, "given");
	p->settled = number(message, "settled");
}

void
run_progress_add(struct run_progress *sum, const struct run_progress *p)
{
	sum->mails += p->mails;
	sum->given += p->given;
	sum->settled += p->settled;
}

void
run_progress_text(const struct run_progress *p, char *buf, size_t size)
{
	if (p->mails == 0)
		buf[0] = '\0';
	else if (p->given == 0)
		snprintf(buf, size, "the client starts");
	else if (p->settled == p->mails)
		snprintf(buf, size, "all mails settled, a last look");
	else
		snprintf(buf, size, "%zu of %zu mails given, %zu settled",
		    p->given, p->mails, p->settled);
}
