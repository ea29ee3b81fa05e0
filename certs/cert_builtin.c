/* SPDX-License-Identifier: MIT */
#include "certs/cert_builtin.h"

#include <string.h>

#define DAY  INT64_C(86400)
#define YEAR (365 * DAY)
#define LITERAL(s)                         \
	{                                  \
		(char *)(s), sizeof(s) - 1 \
	}
#define LASTS(years)                                             \
	.not_before = {CERT_TIME_RELATIVE, -(years)*YEAR, NULL}, \
	.not_after = {CERT_TIME_RELATIVE, (years)*YEAR, NULL}
#define NAMED(name)                                      \
	.subject = {                                     \
	    [CERT_O] = LITERAL(CERT_OPERATOR),           \
	    [CERT_C] = LITERAL(CERT_COUNTRY),            \
	    [CERT_CN] = LITERAL(CERT_OPERATOR " " name), \
	}
#define WORD(s) (char *)(s)

const struct cert_spec cert_builtin[CERT_BUILTINS] = {
    {.label = WORD("R"),
	.issuer = WORD("self"),
	.key_name = WORD("R"),
	.authority = true,
	.trusted = true,
	.san = CERT_SAN_NONE,
	NAMED("Root R"),
	LASTS(15)},
    {.label = WORD("I"),
	.issuer = WORD("R"),
	.key_name = WORD("I"),
	.authority = true,
	.san = CERT_SAN_NONE,
	NAMED("Intermediate I"),
	LASTS(10)},
    {.label = WORD("P"),
	.issuer = WORD("self"),
	.key_name = WORD("P"),
	.authority = true,
	.san = CERT_SAN_NONE,
	NAMED("Private Root P"),
	LASTS(15)},
};

const struct cert_spec *
cert_builtin_find(const char *label)
{
	for (size_t i = 0; i < CERT_BUILTINS; i++)
		if (strcmp(cert_builtin[i].label, label) == 0)
			return &cert_builtin[i];
	return NULL;
}
