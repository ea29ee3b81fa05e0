/* SPDX-License-Identifier: MIT */
#include "harness/cli/persona_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/base/mem.h"

static void
write_span(FILE *f, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *word;
	} units[] = {
	    {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	size_t i = 0;

	while (seconds % units[i].seconds != 0)
		i++;
	seconds /= units[i].seconds;
	fprintf(f, "%lld %s%s", (long long)seconds, units[i].word,
	    seconds == 1 ? "" : "s");
}

static void
write_starttls(FILE *f, const struct smtp_persona *p)
{
	if (p->hides_starttls)
		fputs("does not offer STARTTLS", f);
	else if (p->acts[SMTP_AT_STARTTLS].reply != NULL)
		fprintf(f, "offers STARTTLS, and answers it with \"%s\"",
		    p->acts[SMTP_AT_STARTTLS].reply);
	else
		fputs("offers STARTTLS", f);
}

static bool
write_acts(FILE *f, const struct smtp_persona *p)
{
	bool any = false;

	for (enum smtp_moment at = 0; at < SMTP_MOMENTS; at++) {
		if (p->acts[at].reply == NULL || at == SMTP_AT_STARTTLS)
			continue;
		fputs(", answers ", f);
		for (const char *c = smtp_moment_name(at); *c != '\0'; c++)
			putc(toupper((unsigned char)*c), f);
		fprintf(f, " with \"%s\"", p->acts[at].reply);
		any = true;
	}
	return any;
}

static void
write_capabilities(FILE *f, const struct smtp_persona *p)
{
	for (char **c = p->capabilities; c != NULL && *c != NULL; c++)
		fprintf(f, "%s%s", c == p->capabilities ? ", announces " : ", ",
		    *c);
}

char *
persona_text(const struct smtp_persona *p)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		out_of_memory();
	write_starttls(f, p);
	if (p->greylist != 0) {
		fputs(", takes a mail only ", f);
		write_span(f, p->greylist);
		fputs(" after the first try (451 before)", f);
	} else if (!write_acts(f, p)) {
		fputs(", takes every mail", f);
	}
	write_capabilities(f, p);
	if (fclose(f) != 0)
		out_of_memory();
	return text;
}
