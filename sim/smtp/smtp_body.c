/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_body.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum {
	LINE_START,
	IN_TEXT,
	AFTER_CR,
	AFTER_DOT,    /* a dot at the start of a line, held back */
	AFTER_DOT_CR, /* the same, and a CR, held back too */
	COMPLETE,
};

void
smtp_body_start(struct smtp_body *body, size_t keep)
{
	memset(body, 0, sizeof(*body));
	body->keep = keep;
	body->text = xcalloc(1, 1);
}

void
smtp_body_clear(struct smtp_body *body)
{
	free(body->text);
	memset(body, 0, sizeof(*body));
}

static void
grow(struct smtp_body *body)
{
	body->cap = body->cap == 0 ? 1024 : body->cap * 2;
	if (body->cap > body->keep)
		body->cap = body->keep;
	body->text = xreallocarray(body->text, body->cap + 1, 1);
}

static void
put(struct smtp_body *body, char c)
{
	body->total++;
	body->column++;
	if (body->column > SMTP_TEXT_LINE_MAX)
		body->long_line = true;
	if (body->len >= body->keep)
		return;
	if (body->len == body->cap)
		grow(body);
	body->text[body->len++] = c;
	body->text[body->len] = '\0';
}

static int
text(struct smtp_body *body, char c)
{
	if (c == '\r')
		return AFTER_CR;
	if (c == '\n')
		body->bare = true;
	put(body, c);
	return IN_TEXT;
}

static int
after_cr(struct smtp_body *body, char c)
{
	put(body, '\r');
	if (c != '\n') {
		body->bare = true;
		return text(body, c);
	}
	put(body, c);
	body->column = 0;
	return LINE_START;
}

/* A dot with anything behind it was put there by the client (4.5.2). */
static int
after_dot_cr(struct smtp_body *body, char c)
{
	return c == '\n' ? COMPLETE : after_cr(body, c);
}

static int
step(struct smtp_body *body, char c)
{
	switch (body->state) {
	case LINE_START:
		return c == '.' ? AFTER_DOT : text(body, c);
	case IN_TEXT:
		return text(body, c);
	case AFTER_CR:
		return after_cr(body, c);
	case AFTER_DOT:
		return c == '\r' ? AFTER_DOT_CR : text(body, c);
	case AFTER_DOT_CR:
		return after_dot_cr(body, c);
	default: /* an int, so that the header need not show the states */
		abort();
	}
}

size_t
smtp_body_take(
    struct smtp_body *body, const char *bytes, size_t len, bool *complete)
{
	size_t n = 0;

	while (n < len && body->state != COMPLETE)
		body->state = step(body, bytes[n++]);
	*complete = body->state == COMPLETE;
	return n;
}
