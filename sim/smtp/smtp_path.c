/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_path.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <arpa/inet.h>

/* The text that is still to be read. */
struct scan {
	const char *at, *end;
	struct smtp_path *path;
};

static size_t
left(const struct scan *s)
{
	return (size_t)(s->end - s->at);
}

static bool
sees(const struct scan *s, char c)
{
	return s->at < s->end && *s->at == c;
}

static bool
take(struct scan *s, char c)
{
	if (!sees(s, c))
		return false;
	s->at++;
	return true;
}

size_t
smtp_utf8_length(const char *text, size_t n)
{
	const uint8_t *s = (const uint8_t *)text;
	size_t want;

	if (n == 0)
		return 0;
	want = s[0] < 0x80   ? 1
	       : s[0] < 0xc2 ? 0
	       : s[0] < 0xe0 ? 2
	       : s[0] < 0xf0 ? 3
	       : s[0] < 0xf5 ? 4
			     : 0;
	if (want > n)
		return 0;
	for (size_t i = 1; i < want; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return want;
}

/* Takes one UTF8-non-ascii (RFC 6531 section 3.3). */
static bool
take_utf8(struct scan *s)
{
	size_t n = smtp_utf8_length(s->at, left(s));

	if (n < 2)
		return false;
	s->at += n;
	s->path->utf8 = true;
	return true;
}

/* atext of RFC 5322 section 3.2.3, which Atom of RFC 5321 is made of. */
static bool
take_atext(struct scan *s)
{
	if (s->at == s->end)
		return false;
	if (isalnum((unsigned char)*s->at) ||
	    (*s->at != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", *s->at))) {
		s->at++;
		return true;
	}
	return take_utf8(s);
}

static bool
take_dot_string(struct scan *s)
{
	do {
		if (!take_atext(s))
			return false;
		while (take_atext(s))
			;
	} while (take(s, '.'));
	return true;
}

/* qtextSMTP and quoted-pairSMTP: printable ASCII, or UTF-8. */
static bool
take_qcontent(struct scan *s)
{
	bool escaped = take(s, '\\');

	if (s->at == s->end || (!escaped && *s->at == '"'))
		return false;
	if (*s->at >= 0x20 && *s->at <= 0x7e) {
		s->at++;
		return true;
	}
	return !escaped && take_utf8(s);
}

static bool
take_quoted_string(struct scan *s)
{
	s->path->quoted = true;
	if (!take(s, '"'))
		return false;
	while (!sees(s, '"'))
		if (!take_qcontent(s))
			return false;
	return take(s, '"');
}

static bool
take_let_dig(struct scan *s)
{
	if (s->at == s->end)
		return false;
	if (isalnum((unsigned char)*s->at)) {
		s->at++;
		return true;
	}
	if (take(s, '_')) {
		s->path->sloppy = true;
		return true;
	}
	return take_utf8(s);
}

/* sub-domain: letters, digits, U-labels; hyphens only inside. */
static bool
take_label(struct scan *s)
{
	const char *start = s->at;

	if (!take_let_dig(s))
		return false;
	while (take_let_dig(s) || take(s, '-'))
		;
	return s->at[-1] != '-' && (s->path->utf8 || s->at - start <= 63);
}

static bool
take_domain(struct scan *s)
{
	do {
		if (!take_label(s))
			return false;
	} while (take(s, '.'));
	return true;
}

static bool
is_address(const char *text, size_t len)
{
	uint8_t bytes[16];
	char copy[64];
	bool six = len > 5 && strncasecmp(text, "IPv6:", 5) == 0;

	if (six) {
		text += 5;
		len -= 5;
	}
	if (len == 0 || len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return inet_pton(six ? AF_INET6 : AF_INET, copy, bytes) == 1;
}

/* The general literal of 4.1.3 has no registered tag, so it is refused. */
static bool
take_literal(struct scan *s)
{
	const char *start = s->at + 1;
	const char *close = memchr(s->at, ']', left(s));

	if (close == NULL || !is_address(start, (size_t)(close - start)))
		return false;
	s->path->literal = true;
	s->at = close + 1;
	return true;
}

static bool
take_host(struct scan *s)
{
	return sees(s, '[') ? take_literal(s) : take_domain(s);
}

/* "@a.example,@b.example:", to be accepted and ignored (4.1.1.3). */
static bool
take_route(struct scan *s)
{
	if (!sees(s, '@'))
		return true;
	s->path->routed = true;
	do {
		if (!take(s, '@') || !take_domain(s))
			return false;
	} while (take(s, ','));
	return take(s, ':');
}

static enum smtp_path_fault
take_mailbox(struct scan *s)
{
	const char *start = s->at, *host;
	struct smtp_path *p = s->path;

	if (!(sees(s, '"') ? take_quoted_string(s) : take_dot_string(s)))
		return SMTP_PATH_SYNTAX;
	if (s->at - start > SMTP_LOCAL_MAX)
		return SMTP_PATH_LONG;
	if (sees(s, '@')) {
		host = ++s->at;
		if (!take_host(s))
			return SMTP_PATH_SYNTAX;
		if (s->at - host > SMTP_DOMAIN_MAX)
			return SMTP_PATH_LONG;
		p->domain = (size_t)(host - start);
	} else if (s->at - start != 10 ||
		   strncasecmp(start, "postmaster", 10) != 0) {
		return SMTP_PATH_SYNTAX;
	}
	if (s->at - start > SMTP_PATH_MAX - 2)
		return SMTP_PATH_LONG;
	memcpy(p->address, start, (size_t)(s->at - start));
	return SMTP_PATH_FINE;
}

static enum smtp_path_fault
parse(struct scan *s)
{
	enum smtp_path_fault fault;

	if (!take(s, '<'))
		return SMTP_PATH_SYNTAX;
	s->path->null = take(s, '>');
	if (s->path->null)
		return SMTP_PATH_FINE;
	if (!take_route(s))
		return SMTP_PATH_SYNTAX;
	fault = take_mailbox(s);
	if (fault != SMTP_PATH_FINE)
		return fault;
	return take(s, '>') ? SMTP_PATH_FINE : SMTP_PATH_SYNTAX;
}

enum smtp_path_fault
smtp_path_parse(
    const char *text, size_t len, struct smtp_path *path, size_t *taken)
{
	struct scan s = {text, text + len, path};
	enum smtp_path_fault fault;

	memset(path, 0, sizeof(*path));
	fault = parse(&s);
	if (fault != SMTP_PATH_FINE)
		memset(path, 0, sizeof(*path));
	*taken = fault == SMTP_PATH_FINE ? (size_t)(s.at - text) : 0;
	return fault;
}

const char *
smtp_path_domain(const struct smtp_path *path)
{
	return path->domain == 0 ? "" : path->address + path->domain;
}

bool
smtp_path_is_host(const char *text, size_t len)
{
	struct smtp_path path = {0};
	struct scan s = {text, text + len, &path};

	return len <= SMTP_DOMAIN_MAX && take_host(&s) && s.at == s.end &&
	       !path.sloppy;
}
