/* SPDX-License-Identifier: MIT */
#include "sim/base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "sim/base/mem.h"

static size_t
without_dot(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && name[n - 1] == '.' ? n - 1 : n;
}

bool
text_same_host(const char *a, const char *b)
{
	size_t n = without_dot(a);

	return n == without_dot(b) && strncasecmp(a, b, n) == 0;
}

bool
text_glob(const char *pattern, const char *s)
{
	const char *star = NULL, *retry = NULL;

	while (*s != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			retry = s;
		} else if (*pattern == '?' || *pattern == *s) {
			pattern++;
			s++;
		} else if (star != NULL) {
			pattern = star;
			s = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* The optimal string alignment distance, three rows at a time. */
unsigned
text_distance(const char *a, const char *b)
{
	size_t m = strnlen(a, 100), n = strnlen(b, 100);
	unsigned rows[3][101], *before = rows[0], *last = rows[1],
			       *now = rows[2], *spare;

	for (size_t j = 0; j <= n; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= m; i++) {
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= n; j++) {
			unsigned cost = a[i - 1] != b[j - 1];

			now[j] = least(
			    last[j - 1] + cost, least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[n];
}

const char *
text_nearest(const char *typed, const char *const *candidates)
{
	unsigned best = ((unsigned)strnlen(typed, 100) + 1) / 3;
	const char *found = NULL;

	if (best == 0)
		best = 1;
	for (; *candidates != NULL; candidates++) {
		unsigned d = text_distance(typed, *candidates);

		if (d < best + (found == NULL)) {
			best = d;
			found = *candidates;
		}
	}
	return found;
}

bool
text_span(const char *s, int64_t *seconds, struct err *err)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} units[] = {
	    {"second", 1},
	    {"minute", 60},
	    {"hour", 3600},
	    {"day", 86400},
	    {"week", INT64_C(7) * 86400},
	    {"year", INT64_C(365) * 86400},
	};
	char unit[12];
	long long n;
	int end = 0;

	if (sscanf(s, "%lld %11[a-z]%n", &n, unit, &end) != 2 ||
	    s[end] != '\0' || n > 1000000000 || n < -1000000000)
		return err_input(err,
		    "\"%s\" is not a length of time (write: 10 minutes)", s);
	if (unit[strlen(unit) - 1] == 's')
		unit[strlen(unit) - 1] = '\0';
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i].name) == 0) {
			*seconds = n * units[i].seconds;
			return true;
		}
	return err_input(
	    err, "\"%s\": there is no unit of time \"%s\"", s, unit);
}

/* "2024-03-13": every 0 stands for a digit. */
static bool
has_shape(const char *s, const char *shape)
{
	for (; *shape != '\0'; s++, shape++)
		if (*shape == '0' ? !isdigit((unsigned char)*s) : *s != *shape)
			return false;
	return *s == '\0';
}

/* strptime(3) skips blanks and a 31st of February is fine with it. */
bool
text_date(const char *s, int64_t *t, struct err *err)
{
	struct tm tm = {0}, back;
	const char *end = NULL;
	time_t when;

	if (has_shape(s, "0000-00-00"))
		end = strptime(s, "%Y-%m-%d", &tm);
	else if (has_shape(s, "0000-00-00 00:00:00"))
		end = strptime(s, "%Y-%m-%d %H:%M:%S", &tm);
	back = tm;
	when = timegm(&back);
	if (end == NULL || back.tm_mday != tm.tm_mday)
		return err_input(
		    err, "\"%s\" is not a date (write: 2024-03-13)", s);
	*t = (int64_t)when;
	return true;
}

static int
nibble(char c)
{
	const char *digits = "0123456789abcdef", *at;

	at = c == '\0' ? NULL : strchr(digits, tolower((unsigned char)c));
	return at == NULL ? -1 : (int)(at - digits);
}

bool
text_unhex(const char *hex, uint8_t **out, size_t *len, struct err *err)
{
	size_t n = strlen(hex);
	uint8_t *bytes = xcalloc(n / 2 + 1, 1);

	for (size_t i = 0; i + 1 < n; i += 2) {
		int hi = nibble(hex[i]), lo = nibble(hex[i + 1]);

		if (hi < 0 || lo < 0)
			n = 1; /* falls out, and is odd */
		else
			bytes[i / 2] = (uint8_t)(hi << 4 | lo);
	}
	if (n % 2 != 0) {
		free(bytes);
		return err_input(err, "\"%s\" is not hex", hex);
	}
	*out = bytes;
	*len = n / 2;
	return true;
}

/* Length of the UTF-8 sequence at s, or 0 if it is none (RFC 3629). */
static size_t
utf8_length(const unsigned char *s, size_t left)
{
	size_t n = s[0] < 0x80	 ? 1
		   : s[0] < 0xc2 ? 0
		   : s[0] < 0xe0 ? 2
		   : s[0] < 0xf0 ? 3
		   : s[0] < 0xf5 ? 4
				 : 0;

	if (n == 0 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

char *
text_printable(const char *s, size_t len)
{
	char *out = xcalloc(len * 4 + 1, 1), *to = out;
	const unsigned char *in = (const unsigned char *)s;

	for (size_t i = 0; i < len;) {
		size_t n = utf8_length(in + i, len - i);
		bool c1 = n == 2 && in[i] == 0xc2 && in[i + 1] < 0xa0;

		if (n == 0 || c1 || in[i] < 0x20 || in[i] == 0x7f) {
			to += snprintf(to, sizeof("\\xNN"), "\\x%02x", in[i]);
			i++;
		} else {
			memcpy(to, in + i, n);
			to += n;
			i += n;
		}
	}
	return out;
}

void
text_ascii(char *out, size_t size, const char *s)
{
	size_t used = 0;

	for (; *s != '\0'; s++) {
		bool plain = *s >= 0x20 && *s < 0x7f;
		size_t need = plain ? 1 : 4;

		if (used + need >= size)
			break;
		if (plain)
			out[used] = *s;
		else
			snprintf(out + used, 5, "\\x%02x", (unsigned char)*s);
		used += need;
	}
	out[used] = '\0';
}
