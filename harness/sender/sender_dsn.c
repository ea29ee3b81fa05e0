/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_dsn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

#define BOUNDARY "=_badmx_delivery_report"

/* RFC 5322 3.3, with English names whatever the locale. */
static void
date_text(int64_t t, char *out, size_t cap)
{
	static const char *const days[] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t when = (time_t)t;
	struct tm tm;

	gmtime_r(&when, &tm);
	snprintf(out, cap, "%s, %02d %s %d %02d:%02d:%02d +0000",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* The length of the UTF-8 sequence that begins with this byte. */
static int
sequence_length(unsigned char c)
{
	if (c < 0x80)
		return 1;
	return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
}

/* utf-8-addr-xtext of RFC 6533 3: "\x{FC}" for what is not ASCII. */
static void
address_text(const char *utf8, char *out, size_t cap)
{
	const unsigned char *s = (const unsigned char *)utf8;
	size_t at = 0;

	out[0] = '\0';
	while (*s != '\0' && at + 16 < cap) {
		int len = sequence_length(*s);
		unsigned code = len == 1 ? *s : *s & (0x7fU >> len);

		for (int i = 1; i < len && s[i] != '\0'; i++)
			code = code << 6 | (s[i] & 0x3fU);
		if (len == 1)
			at += (size_t)snprintf(out + at, cap - at, "%c", *s);
		else
			at += (size_t)snprintf(
			    out + at, cap - at, "\\x{%X}", code);
		for (int i = 0; i < len && *s != '\0'; i++)
			s++;
	}
}

static char *
head(const struct dsn_facts *f, const char *date)
{
	return xasprintf("From: Mail Delivery System <mailer-daemon@%s>\n"
			 "To: <%s>\n"
			 "Date: %s\n"
			 "Message-ID: <dsn.%lld.%lx@%s>\n"
			 "Subject: Undelivered mail returned to sender\n"
			 "Auto-Submitted: auto-replied\n"
			 "MIME-Version: 1.0\n"
			 "Content-Type: multipart/report; "
			 "report-type=delivery-status;\n"
			 "\tboundary=\"" BOUNDARY "\"\n\n",
	    f->reporter, f->to, date, (long long)f->now,
	    (unsigned long)strlen(f->recipient) * 7919 + strlen(f->headers),
	    f->reporter);
}

static char *
status_part(const struct dsn_facts *f, const char *arrived, const char *now)
{
	char recipient[2048];
	bool ascii = true;

	for (const char *s = f->recipient; *s != '\0'; s++)
		ascii = ascii && (unsigned char)*s < 0x80;
	address_text(f->recipient, recipient, sizeof(recipient));
	return xasprintf("Reporting-MTA: dns; %s\n"
			 "Arrival-Date: %s\n\n"
			 "Final-Recipient: %s; %s\n"
			 "Action: failed\n"
			 "Status: %s\n"
			 "%s%s%s"
			 "Diagnostic-Code: %s; %s\n"
			 "Last-Attempt-Date: %s\n",
	    f->reporter, arrived, ascii ? "rfc822" : "utf-8", recipient,
	    f->status, f->remote != NULL ? "Remote-MTA: dns; " : "",
	    f->remote != NULL ? f->remote : "", f->remote != NULL ? "\n" : "",
	    f->said_by_remote ? "smtp" : "X-badmx", f->diagnostic, now);
}

char *
dsn_compose(const struct dsn_facts *facts)
{
	struct dsn_facts f = *facts;
	char arrived[64], now[64], person[2048];
	char *safe =
	    text_printable(facts->diagnostic, strnlen(facts->diagnostic, 700));
	char *top, *status, *all;

	f.diagnostic = safe;
	date_text(f.arrived, arrived, sizeof(arrived));
	date_text(f.now, now, sizeof(now));
	address_text(f.recipient, person, sizeof(person));
	top = head(&f, now);
	status = status_part(&f, arrived, now);
	all = xasprintf("%s--" BOUNDARY "\n"
			"Content-Type: text/plain; charset=us-ascii\n\n"
			"This is %s. Your mail to <%s> could not be "
			"delivered:\n\n"
			"    host:   %s\n    reason: %s (%s)\n    %s\n\n"
			"--" BOUNDARY "\n"
			"Content-Type: message/delivery-status\n\n"
			"%s\n"
			"--" BOUNDARY "\n"
			"Content-Type: text/rfc822-headers\n\n"
			"%s\n"
			"--" BOUNDARY "--\n",
	    top, f.reporter, person, f.remote != NULL ? f.remote : "none",
	    f.reason, f.status, f.diagnostic, status, f.headers);
	free(top);
	free(status);
	free(safe);
	return all;
}
