/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_offer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sim/base/mem.h"
#include "sim/smtp/smtp_command.h"
#include "sim/smtp/smtp_persona.h"

static const char *const usual[] = {
    "PIPELINING",
    "SIZE 10485760",
    "8BITMIME",
    "SMTPUTF8",
    "ENHANCEDSTATUSCODES",
    NULL,
};

static const char *const *
keywords(const struct smtp_offer *o)
{
	char **own = o->persona->capabilities;

	return own != NULL ? (const char *const *)own : usual;
}

static bool
offers_starttls(const struct smtp_offer *o)
{
	return !o->tls && !o->persona->hides_starttls;
}

bool
smtp_offer_has(const struct smtp_offer *o, const char *keyword)
{
	size_t n = strlen(keyword);

	if (!o->extended)
		return false;
	/* What a scripted reply offers is between it and the client. */
	if (o->persona->acts[SMTP_AT_EHLO].reply != NULL)
		return true;
	for (const char *const *k = keywords(o); *k != NULL; k++)
		if (strncasecmp(*k, keyword, n) == 0 &&
		    ((*k)[n] == '\0' || (*k)[n] == ' '))
			return true;
	return false;
}

/* Which capability a client must have seen to use a parameter. */
static const struct {
	const char *keyword;
	unsigned params;
	bool needs_tls; /* RFC 8689 section 4: never outside of TLS */
} needs[] = {
    {"SIZE", SMTP_PARAM_SIZE, false},
    {"8BITMIME", SMTP_PARAM_BODY, false},
    {"SMTPUTF8", SMTP_PARAM_SMTPUTF8, false},
    {"REQUIRETLS", SMTP_PARAM_REQUIRETLS, true},
    {"DSN",
	SMTP_PARAM_RET | SMTP_PARAM_ENVID | SMTP_PARAM_NOTIFY |
	    SMTP_PARAM_ORCPT,
	false},
};

const char *
smtp_offer_missing(const struct smtp_offer *o, unsigned params)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if ((params & needs[i].params) == 0)
			continue;
		if (!smtp_offer_has(o, needs[i].keyword) ||
		    (needs[i].needs_tls && !o->tls))
			return needs[i].keyword;
	}
	return NULL;
}

char *
smtp_offer_reply(const struct smtp_offer *o, const char *name)
{
	const char *last = name;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		out_of_memory();
	for (const char *const *k = keywords(o); *k != NULL; k++) {
		fprintf(f, "250-%s\n", last);
		last = *k;
	}
	if (offers_starttls(o)) {
		fprintf(f, "250-%s\n", last);
		last = "STARTTLS";
	}
	fprintf(f, "250 %s", last);
	if (fclose(f) != 0)
		out_of_memory();
	return text;
}
