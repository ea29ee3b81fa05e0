/* SPDX-License-Identifier: MIT */
#include "harness/run/mail.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "sim/base/mem.h"

#define LOCAL_PART "alice+"

/* RFC 5322 3.3, always in UTC and in English. */
static void
write_date(char *out, size_t size, int64_t t)
{
	static const char *const days[] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t when = (time_t)t;
	struct tm tm;

	gmtime_r(&when, &tm);
	snprintf(out, size, "%s, %d %s %d %02d:%02d:%02d +0000",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void
mail_compose(struct mail *mail, int number, const char *case_id, const char *to,
    int64_t t0)
{
	char date[64];

	write_date(date, sizeof(date), t0);
	mail->number = number;
	mail->from = xasprintf(LOCAL_PART "%d@" MAIL_SENDER_DOMAIN, number);
	mail->to = xstrdup(to);
	mail->nexthop = NULL;
	mail->text = xasprintf("From: <%s>\r\nTo: <%s>\r\nDate: %s\r\n"
			       "Message-ID: <%d.%s@" MAIL_CLIENT_NAME ">\r\n"
			       "Subject: badmx %s\r\n"
			       "\r\n"
			       "A test mail for the case %s.\r\n",
	    mail->from, to, date, number, case_id, case_id, case_id);
}

void
mail_clear(struct mail *mail)
{
	free(mail->from);
	free(mail->to);
	free(mail->nexthop);
	free(mail->text);
	memset(mail, 0, sizeof(*mail));
}

bool
mail_number_of(const char *address, int *number)
{
	const char *domain = strrchr(address, '@');
	size_t skip = strlen(LOCAL_PART);
	char *end;
	long n;

	if (domain == NULL || strncasecmp(address, LOCAL_PART, skip) != 0 ||
	    strcasecmp(domain + 1, MAIL_SENDER_DOMAIN) != 0)
		return false;
	if (!isdigit((unsigned char)address[skip]))
		return false;
	n = strtol(address + skip, &end, 10);
	if (end != domain || n > 1 << 30)
		return false;
	*number = (int)n;
	return true;
}
