/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_suffix.h"

#include <string.h>
#include <strings.h>

static const char *const registry_words[] = {"ac", "co", "com", "edu", "go",
    "gob", "gouv", "gov", "mil", "ne", "net", "or", "org"};

/* What one registry alone calls so. */
static const char *const odd_ones[] = {"ltd.uk", "me.uk", "nhs.uk", "nic.uk",
    "plc.uk", "police.uk", "sch.uk", "id.au", "asn.au", "ad.jp", "ed.jp",
    "gr.jp", "lg.jp", "govt.nz", "gen.nz", "geek.nz", "kiwi.nz", "maori.nz",
    "school.nz", "gv.at", "gen.in", "firm.in", "ind.in", "nic.in", "res.in",
    "nom.br", "art.br", "eti.br", "ind.br", "inf.br"};

static bool
is(const char *a, size_t len, const char *b)
{
	return len == strlen(b) && strncasecmp(a, b, len) == 0;
}

bool
sender_suffix_is_public(const char *name, size_t len)
{
	const char *dot = memchr(name, '.', len);
	size_t first;

	if (dot == NULL)
		return true;
	for (size_t i = 0; i < sizeof(odd_ones) / sizeof(odd_ones[0]); i++)
		if (is(name, len, odd_ones[i]))
			return true;
	first = (size_t)(dot - name);
	if (len - first != strlen(".uk") || name[len - 1] == '.' ||
	    dot[1] == '.')
		return false;
	for (size_t i = 0;
	     i < sizeof(registry_words) / sizeof(registry_words[0]); i++)
		if (is(name, first, registry_words[i]))
			return true;
	return false;
}
