/* SPDX-License-Identifier: MIT */
#include "harness/plan/version.h"

#include <stddef.h>
#include <string.h>

#define DIGITS "0123456789"

/* The next number of a version: its digits, without zeros in front. */
static size_t
next_number(const char **version, const char **digits)
{
	const char *s = *version;
	size_t n = strspn(s, DIGITS);

	*version =
	    s[n] == '.' && strspn(s + n + 1, DIGITS) > 0 ? s + n + 1 : "";
	while (n > 0 && *s == '0')
		s++, n--;
	*digits = s;
	return n;
}

int
version_compare(const char *a, const char *b)
{
	const char *x, *y;
	int order = 0;

	a += strcspn(a, DIGITS);
	b += strcspn(b, DIGITS);
	while (order == 0 && (*a != '\0' || *b != '\0')) {
		size_t m = next_number(&a, &x), n = next_number(&b, &y);

		order = m != n ? (m < n ? -1 : 1) : memcmp(x, y, m);
	}
	return order;
}

bool
version_is_plain(const char *s)
{
	do {
		size_t n = strspn(s, DIGITS);

		if (n == 0)
			return false;
		s += n;
		if (*s == '\0')
			return true;
	} while (*s++ == '.');
	return false;
}

/* Which signs of the order fulfil it: before, the same, after. */
static const struct {
	const char *word;
	bool before, same, after;
} operators[] = {
    {"<", true, false, false},
    {"<=", true, true, false},
    {"=", false, true, false},
    {">=", false, true, true},
    {">", false, false, true},
};
#define OPERATORS (sizeof(operators) / sizeof(operators[0]))

const char *
version_operator(const char *word)
{
	for (size_t i = 0; i < OPERATORS; i++)
		if (strcmp(operators[i].word, word) == 0)
			return operators[i].word;
	return NULL;
}

bool
version_is_known(const char *version)
{
	return version != NULL && strpbrk(version, DIGITS) != NULL;
}

bool
version_holds(const char *condition, const char *version)
{
	size_t n = strcspn(condition, " ");
	int order;

	if (!version_is_known(version))
		return false;
	order = version_compare(version, condition + n);
	for (size_t i = 0; i < OPERATORS; i++)
		if (strlen(operators[i].word) == n &&
		    strncmp(operators[i].word, condition, n) == 0)
			return order < 0   ? operators[i].before
			       : order > 0 ? operators[i].after
					   : operators[i].same;
	return false;
}
