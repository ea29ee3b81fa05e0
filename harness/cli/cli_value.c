/* SPDX-License-Identifier: MIT */
#include "harness/cli/cli_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/text.h"

#define DAY 86400

/* Digits and nothing else: no sign, no blank, no overflow. */
static bool
read_digits(const char *text, unsigned long long most, const char **end,
    unsigned long long *value)
{
	size_t n = strspn(text, "0123456789");

	errno = 0;
	*value = strtoull(text, NULL, 10);
	*end = text + n;
	return n > 0 && errno == 0 && *value <= most;
}

bool
cli_number(const char *option, const char *text, const char *also, unsigned *n,
    struct err *err)
{
	unsigned long long value;
	const char *end;

	if (read_digits(text, CLI_MOST, &end, &value) && *end == '\0' &&
	    value > 0) {
		*n = (unsigned)value;
		return true;
	}
	return err_set(err, ERR_USAGE,
	    "--%s takes a number from 1 to %d%s%s, not \"%.100s\"", option,
	    CLI_MOST, also == NULL ? "" : " or ", also == NULL ? "" : also,
	    text);
}

bool
cli_seed(const char *text, uint64_t *seed, struct err *err)
{
	unsigned long long value;
	const char *end;

	if (read_digits(text, INT64_MAX, &end, &value) && *end == '\0') {
		*seed = value;
		return true;
	}
	return err_set(err, ERR_USAGE,
	    "--seed takes a number from 0 to %lld, not \"%.100s\"",
	    (long long)INT64_MAX, text);
}

static bool
read_time(const char *text, int64_t *ms)
{
	unsigned long long value;
	int64_t seconds;
	struct err ignored;
	const char *unit;

	if (read_digits(text, DAY * 1000ULL, &unit, &value)) {
		*ms = (int64_t)value * (strcmp(unit, "ms") == 0 ? 1 : 1000);
		if (*unit == '\0' || strcmp(unit, "s") == 0 ||
		    strcmp(unit, "ms") == 0)
			return true;
	}
	if (!text_span(text, &seconds, &ignored) || seconds < 0 ||
	    seconds > DAY)
		return false;
	*ms = seconds * 1000;
	return true;
}

bool
cli_timeout(const char *text, int *ms, struct err *err)
{
	int64_t value;

	if (read_time(text, &value) && value > 0 && value <= DAY * 1000) {
		*ms = (int)value;
		return true;
	}
	return err_set(err, ERR_USAGE,
	    "--timeout takes a time from 1ms to 1 day, like 30s or '2 "
	    "minutes', not \"%.100s\"",
	    text);
}

bool
cli_word(const char *option, const char *text, const char *const *words,
    size_t *which, struct err *err)
{
	const char *near;

	for (*which = 0; words[*which] != NULL; ++*which)
		if (strcmp(words[*which], text) == 0)
			return true;
	near = text_nearest(text, words);
	return err_set(err, ERR_USAGE, "--%s does not know \"%.100s\"%s%s%s",
	    option, text,
	    near == NULL ? "; see badmx help run" : ", did you mean \"",
	    near == NULL ? "" : near, near == NULL ? "" : "\"?");
}
