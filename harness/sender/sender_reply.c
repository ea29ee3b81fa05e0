/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_reply.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

struct line {
	const char *text; /* behind the code and its separator */
	size_t len;
	int code;
	bool last;
	size_t used;
};

static bool
digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

/*
 * One line.  A bare LF ends it too: every receiver takes that, and a reply
 * has no use for one inside.  "250" alone is a reply (RFC 5321 4.2).
 */
static enum reply_parse
parse_line(const char *s, size_t n, struct line *line)
{
	const char *lf =
	    memchr(s, '\n', n < REPLY_LINE_MAX ? n : REPLY_LINE_MAX);
	size_t len;

	if (lf == NULL)
		return n >= REPLY_LINE_MAX ? REPLY_BROKEN : REPLY_PART;
	len = (size_t)(lf - s);
	line->used = len + 1;
	if (len > 0 && s[len - 1] == '\r')
		len--;
	if (len < 3 || !digits(s, 3) || s[0] < '2' || s[0] > '5')
		return REPLY_BROKEN;
	if (len > 3 && s[3] != ' ' && s[3] != '-')
		return REPLY_BROKEN;
	line->code = (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
	line->last = len == 3 || s[3] == ' ';
	line->text = len > 3 ? s + 4 : s + 3;
	line->len = len > 3 ? len - 4 : 0;
	return REPLY_WHOLE;
}

/* "4.7.1 text": class, subject and detail, 1 to 3 digits each. */
static size_t
status_length(const char *s, size_t n)
{
	size_t i = 0, dots = 0, run = 0;

	for (; i < n && i < sizeof("x.xxx.xxx") - 1; i++) {
		if (s[i] >= '0' && s[i] <= '9') {
			if (++run > 3)
				return 0;
		} else if (s[i] == '.' && run > 0 && dots < 2) {
			dots++;
			run = 0;
		} else {
			break;
		}
	}
	if (dots != 2 || run == 0 || s[1] != '.')
		return 0;
	return i == n || s[i] == ' ' ? i : 0;
}

static void
take_status(struct smtp_reply *reply, const struct line *line)
{
	size_t n = status_length(line->text, line->len);

	if (n == 0 || reply->status[0] != '\0' ||
	    line->text[0] - '0' != line->code / 100)
		return;
	memcpy(reply->status, line->text, n);
	reply->status[n] = '\0';
}

static void
append(char *to, size_t cap, const char *s, size_t n)
{
	size_t at = strlen(to);

	if (at > 0 && at + 1 < cap)
		to[at++] = ' ';
	for (size_t i = 0; i < n && at + 1 < cap; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x20 && c < 0x7f)
			to[at++] = s[i];
		else
			to[at++] = '?';
	}
	to[at] = '\0';
}

/* "SIZE 1000", with as many digits as the host likes (RFC 1870 3 (3)). */
static void
take_size(struct smtp_reply *reply, const char *s, size_t n)
{
	unsigned long long size = 0;

	for (size_t i = 0; i < n && digits(s + i, 1); i++) {
		unsigned digit = (unsigned)(s[i] - '0');

		size = size > (ULLONG_MAX - digit) / 10 ? ULLONG_MAX
							: size * 10 + digit;
	}
	reply->has_size = true;
	reply->size = size;
}

/* The first line of an EHLO answer is a greeting and no extension. */
static void
take_keyword(struct smtp_reply *reply, const struct line *line)
{
	char word[40];
	size_t n = 0;

	while (n < line->len && n + 1 < sizeof(word) && line->text[n] != ' ') {
		word[n] = (char)toupper((unsigned char)line->text[n]);
		n++;
	}
	word[n] = '\0';
	if (n == 0 || (n < line->len && line->text[n] != ' ') ||
	    strlen(reply->keywords) + n + 2 > sizeof(reply->keywords))
		return;
	append(reply->keywords, sizeof(reply->keywords), word, n);
	if (strcmp(word, "SIZE") == 0)
		take_size(reply, line->text + n + (n < line->len),
		    line->len - n - (n < line->len));
}

enum reply_parse
sender_reply_parse(
    const char *bytes, size_t n, struct smtp_reply *reply, size_t *used)
{
	struct line line = {0};
	enum reply_parse how;

	memset(reply, 0, sizeof(*reply));
	*used = 0;
	do {
		how = parse_line(bytes + *used, n - *used, &line);
		if (how != REPLY_WHOLE)
			return how;
		if (reply->lines > 0 && line.code != reply->code)
			return REPLY_BROKEN;
		reply->code = line.code;
		take_status(reply, &line);
		append(reply->text, sizeof(reply->text), line.text, line.len);
		if (reply->lines > 0)
			take_keyword(reply, &line);
		reply->lines++;
		*used += line.used;
	} while (!line.last && reply->lines < REPLY_LINES_MAX);
	return line.last ? REPLY_WHOLE : REPLY_BROKEN;
}

bool
sender_reply_offers(const struct smtp_reply *reply, const char *keyword)
{
	size_t n = strlen(keyword);

	for (const char *s = reply->keywords; (s = strstr(s, keyword)) != NULL;
	     s += n)
		if ((s == reply->keywords || s[-1] == ' ') &&
		    (s[n] == '\0' || s[n] == ' '))
			return true;
	return false;
}
