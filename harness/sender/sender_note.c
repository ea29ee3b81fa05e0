/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_note.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

const char *
fate_name(enum fate fate)
{
	switch (fate) {
	case FATE_VERIFIED:
		return "verified";
	case FATE_UNVERIFIED:
		return "unverified";
	case FATE_CLEARTEXT:
		return "cleartext";
	case FATE_DEFER:
		return "defer";
	case FATE_BOUNCE:
		return "bounce";
	}
	abort();
}

static void
write_line(int fd, const char *line, size_t n)
{
	ssize_t rc;

	do {
		rc = write(fd, line, n);
	} while (rc == -1 && errno == EINTR);
	/* Nobody listens any more: then there is nothing left to do. */
	if (rc == -1)
		_exit(EXIT_FAILURE);
}

/* The value must be UTF-8, and strangers' bytes need not be. */
static void
put(json_t *object, const char *key, const char *value)
{
	char *safe;

	if (value == NULL)
		return;
	safe = text_printable(value, strnlen(value, NOTE_TEXT_MAX));
	json_object_set_new(object, key, json_string(safe));
	free(safe);
}

static json_t *
begin(const struct notebook *book, const char *event)
{
	json_t *object = json_object();

	json_object_set_new(object, "mail", json_integer(book->mail));
	json_object_set_new(object, "time", json_integer(book->time));
	json_object_set_new(object, "attempt", json_integer(book->attempt));
	put(object, "event", event);
	if (book->is_report)
		json_object_set_new(object, "report", json_true());
	return object;
}

/* The text is the only long thing, so it is what gives way. */
static void
finish(const struct notebook *book, json_t *object)
{
	char line[NOTE_LINE_MAX + 1];
	size_t n = json_dumpb(object, line, NOTE_LINE_MAX - 1, JSON_COMPACT);

	if (n > NOTE_LINE_MAX - 1) {
		json_object_set_new(
		    object, "text", json_string("(too long for one line)"));
		n = json_dumpb(object, line, NOTE_LINE_MAX - 1, JSON_COMPACT);
	}
	json_decref(object);
	if (n == 0 || n > NOTE_LINE_MAX - 1)
		abort(); /* all other fields are short */
	line[n++] = '\n';
	write_line(book->fd, line, n);
}

static void tell_people(const struct notebook *book, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

static void
tell_people(const struct notebook *book, const char *fmt, ...)
{
	char *said;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&said, fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory();
	write_line(book->fd, said, (size_t)n);
	free(said);
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static void
decision_for_people(
    const struct notebook *book, const struct note *note, const char *text)
{
	long minutes = (long)((book->time - book->t0) / 60);
	char *safe = text_printable(text, strnlen(text, NOTE_TEXT_MAX));

	tell_people(book, "%4ld min  %-19s %-9s %s%s%s%s%s%s  [%s]\n", minutes,
	    note->about, note->result, or_empty(note->host),
	    note->host != NULL ? ": " : "", safe,
	    note->reason != NULL ? " (" : "", or_empty(note->reason),
	    note->reason != NULL ? ")" : "", note->clause);
	free(safe);
}

void
note_decision(
    const struct notebook *book, const struct note *note, const char *fmt, ...)
{
	char text[NOTE_TEXT_MAX];
	json_t *object;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (book->for_people) {
		decision_for_people(book, note, text);
		return;
	}
	object = begin(book, "decision");
	put(object, "about", note->about);
	put(object, "host", note->host);
	put(object, "result", note->result);
	put(object, "reason", note->reason);
	put(object, "clause", note->clause);
	put(object, "text", text);
	finish(book, object);
}

static void
fate_for_people(const struct notebook *book, const struct fate_note *note)
{
	char *safe = text_printable(
	    or_empty(note->text), strnlen(or_empty(note->text), NOTE_TEXT_MAX));

	tell_people(book, "%4ld min  => %s%s %s %s%s%s%s%s\n",
	    (long)((book->time - book->t0) / 60), fate_name(note->fate),
	    note->final ? "" : ", to be tried again", note->status,
	    or_empty(note->host), note->reason != NULL ? ": " : "",
	    or_empty(note->reason), safe[0] != '\0' ? ": " : "", safe);
	free(safe);
}

void
note_outcome(const struct notebook *book, const struct fate_note *note)
{
	json_t *object;

	if (book->for_people) {
		fate_for_people(book, note);
		return;
	}
	object = begin(book, "outcome");
	put(object, "outcome", fate_name(note->fate));
	put(object, "host", note->host);
	put(object, "address", note->address);
	put(object, "reason", note->reason);
	put(object, "status", note->status);
	put(object, "text", note->text);
	json_object_set_new(object, "final", json_boolean(note->final));
	finish(book, object);
}

void
note_fault(const struct notebook *book, const char *fmt, ...)
{
	char text[NOTE_TEXT_MAX];
	json_t *object;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (book->for_people) {
		tell_people(book, "fault: %s\n", text);
		return;
	}
	object = begin(book, "fault");
	put(object, "text", text);
	finish(book, object);
}
