/* SPDX-License-Identifier: MIT */
#include "sim/smtp/mime.h"

#include <string.h>
#include <strings.h>

/* Without its end. */
static bool
next_line(struct mime_span *s, struct mime_span *line)
{
	const char *lf;

	if (s->at == s->end)
		return false;
	lf = memchr(s->at, '\n', (size_t)(s->end - s->at));
	line->at = s->at;
	line->end = lf != NULL ? lf : s->end;
	s->at = lf != NULL ? lf + 1 : s->end;
	if (line->end > line->at && line->end[-1] == '\r')
		line->end--;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
trim(struct mime_span *s)
{
	while (s->at < s->end && is_blank(*s->at))
		s->at++;
	while (s->end > s->at && is_blank(s->end[-1]))
		s->end--;
}

/* Appends what fits, with a blank between it and what is there. */
static void
append(char *buf, size_t size, struct mime_span s)
{
	size_t used = strlen(buf);

	trim(&s);
	if (used > 0 && s.at < s.end && used + 1 < size)
		buf[used++] = ' ';
	for (; s.at < s.end && used + 1 < size; s.at++) {
		unsigned char c = (unsigned char)*s.at;

		buf[used++] = (char)(c < 0x20 || c == 0x7f ? '?' : c);
	}
	buf[used] = '\0';
}

static void
take_folded(struct mime_span *s, struct mime_field *field)
{
	struct mime_span line;

	while (s->at < s->end && is_blank(*s->at)) {
		next_line(s, &line);
		append(field->value, sizeof(field->value), line);
	}
}

/* Lines that are no field, as the "From " of a mailbox, are skipped. */
bool
mime_next_field(struct mime_span *s, struct mime_field *field)
{
	struct mime_span line;

	while (next_line(s, &line) && line.at < line.end) {
		const char *colon =
		    memchr(line.at, ':', (size_t)(line.end - line.at));

		memset(field, 0, sizeof(*field));
		if (colon == NULL || is_blank(*line.at)) {
			take_folded(s, field);
			continue;
		}
		append(field->name, sizeof(field->name),
		    (struct mime_span){line.at, colon});
		append(field->value, sizeof(field->value),
		    (struct mime_span){colon + 1, line.end});
		take_folded(s, field);
		return true;
	}
	return false;
}

enum delimiter { NO_DELIMITER, OPENING, CLOSING };

static enum delimiter
delimiter_of(struct mime_span line, const char *boundary)
{
	size_t n = strlen(boundary);

	if (line.end - line.at < 2 || memcmp(line.at, "--", 2) != 0)
		return NO_DELIMITER;
	line.at += 2;
	if ((size_t)(line.end - line.at) < n ||
	    memcmp(line.at, boundary, n) != 0)
		return NO_DELIMITER;
	line.at += n;
	trim(&line);
	if (line.at == line.end)
		return OPENING;
	return line.end - line.at >= 2 && memcmp(line.at, "--", 2) == 0
		   ? CLOSING
		   : NO_DELIMITER;
}

/* The delimiter behind a part is left there: it may open the next one. */
bool
mime_next_part(
    struct mime_span *s, const char *boundary, struct mime_span *part)
{
	struct mime_span line = {NULL, NULL}, ahead;
	enum delimiter d = NO_DELIMITER;

	while (d == NO_DELIMITER && next_line(s, &line))
		d = delimiter_of(line, boundary);
	if (d != OPENING)
		return false;
	part->at = s->at;
	ahead = *s;
	while (next_line(&ahead, &line)) {
		if (delimiter_of(line, boundary) != NO_DELIMITER)
			break;
		*s = ahead;
	}
	part->end = s->at;
	return true;
}

bool
mime_is_type(const char *value, const char *type)
{
	size_t n = strlen(type);

	return strncasecmp(value, type, n) == 0 &&
	       (value[n] == '\0' || value[n] == ';' || is_blank(value[n]));
}

bool
mime_is_multipart(const char *value)
{
	return strncasecmp(value, "multipart/", 10) == 0;
}

/* The value of a parameter, a token or quoted; returns where it ends. */
static const char *
copy_value(const char *at, char *buf, size_t size)
{
	bool quoted = *at == '"';
	size_t n = 0;

	at += quoted;
	while (*at != '\0' &&
	       (quoted ? *at != '"' : *at != ';' && !is_blank(*at))) {
		if (quoted && *at == '\\' && at[1] != '\0')
			at++;
		if (n + 1 < size)
			buf[n] = *at;
		n++;
		at++;
	}
	buf[n < size ? n : 0] = '\0'; /* what does not fit is not there */
	return *at == '"' ? at + 1 : at;
}

bool
mime_parameter(const char *value, const char *name, char *buf, size_t size)
{
	size_t n = strlen(name);
	const char *at = strchr(value, ';');

	while (at != NULL) {
		const char *key;

		at += 1 + strspn(at + 1, " \t");
		key = at;
		at += strcspn(at, "=;");
		if (*at == '=') {
			bool wanted = (size_t)(at - key) == n &&
				      strncasecmp(key, name, n) == 0;

			at = copy_value(at + 1, buf, size);
			if (wanted)
				return buf[0] != '\0';
		}
		at = strchr(at, ';');
	}
	return false;
}
