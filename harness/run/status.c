/* SPDX-License-Identifier: MIT */
#include "harness/run/status.h"

#include <stdio.h>
#include <string.h>

struct status {
	unsigned class_, subject, detail;
};

static bool
parse(const char *text, struct status *s)
{
	int end = 0;

	return sscanf(text, "%1u.%3u.%3u%n", &s->class_, &s->subject,
		   &s->detail, &end) == 3 &&
	       text[end] == '\0';
}

static bool
class_fits(const struct status *got, enum outcome kept)
{
	return got->class_ == 4 || (got->class_ == 5 && kept == OUTCOME_BOUNCE);
}

static bool
means(const struct status *a, const struct status *b)
{
	return a->subject == b->subject && a->detail == b->detail;
}

static bool
is_true(const struct status *is, const struct status *right, const char *server)
{
	struct status said;

	if (means(is, right) || (parse(server, &said) && means(is, &said)))
		return true;
	return is->detail == 0 &&
	       (is->subject == 0 || is->subject == right->subject);
}

bool
status_is_right(const struct status_told *told, char *why, size_t size)
{
	struct status is, right;

	if (!parse(told->got, &is))
		return true;
	if (!class_fits(&is, told->kept)) {
		snprintf(why, size,
		    "%s as expected, but with status %s, which is not of class "
		    "%s (RFC 3463 2)",
		    told->kept == OUTCOME_BOUNCE ? "bounced" : "deferred",
		    told->got, told->kept == OUTCOME_BOUNCE ? "5 or 4" : "4");
		return false;
	}
	if (told->expected == NULL || !parse(told->expected, &right) ||
	    is_true(&is, &right, told->server))
		return true;
	/* Subject N is in section 3.N+1. */
	snprintf(why, size,
	    "withheld as expected, but with status %s, where %u.%u.%u says "
	    "what happened (RFC 3463 3.%u)",
	    told->got, is.class_, right.subject, right.detail,
	    right.subject + 1);
	return false;
}

const char *
status_of_reply(const char *reply, char buf[STATUS_SIZE])
{
	struct status s;
	size_t n;

	buf[0] = '\0';
	if (strspn(reply, "0123456789") != 3 || reply[3] != ' ')
		return buf;
	n = strcspn(reply + 4, " ");
	if (n >= STATUS_SIZE)
		return buf;
	memcpy(buf, reply + 4, n);
	buf[n] = '\0';
	if (!parse(buf, &s))
		buf[0] = '\0';
	return buf;
}
