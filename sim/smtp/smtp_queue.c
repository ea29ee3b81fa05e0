/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_queue.h"

#include <stdlib.h>
#include <sys/queue.h>

#include "sim/base/mem.h"

struct smtp_note {
	STAILQ_ENTRY(smtp_note) next;
	struct smtp_event event;
	char *line, *recipient, *reply;
	struct smtp_sighting *sighting;
};

struct smtp_queue {
	STAILQ_HEAD(note_list, smtp_note) notes;
};

struct smtp_queue *
smtp_queue_new(void)
{
	struct smtp_queue *q = xcalloc(1, sizeof(*q));

	STAILQ_INIT(&q->notes);
	return q;
}

void
smtp_queue_free(struct smtp_queue *q)
{
	struct smtp_note *note;

	if (q == NULL)
		return;
	while ((note = smtp_queue_take(q)) != NULL)
		smtp_note_free(note);
	free(q);
}

static char *
copy_text(const char *s)
{
	return s == NULL ? NULL : xstrdup(s);
}

/* A NUL behind it, for whoever takes it for a string. */
static char *
copy_line(const char *line, size_t len)
{
	char *copy = xcalloc(len + 1, 1);

	for (size_t i = 0; i < len; i++)
		copy[i] = line[i];
	return copy;
}

void
smtp_queue_add(struct smtp_queue *q, const struct smtp_event *event)
{
	struct smtp_note *note = xcalloc(1, sizeof(*note));

	note->event = *event;
	if (event->line != NULL)
		note->line = copy_line(event->line, event->len);
	note->recipient = copy_text(event->recipient);
	note->reply = copy_text(event->reply);
	if (event->sighting != NULL)
		note->sighting =
		    xmemdup(event->sighting, sizeof(*event->sighting));
	note->event.line = note->line;
	note->event.recipient = note->recipient;
	note->event.reply = note->reply;
	note->event.sighting = note->sighting;
	STAILQ_INSERT_TAIL(&q->notes, note, next);
}

struct smtp_note *
smtp_queue_take(struct smtp_queue *q)
{
	struct smtp_note *note = STAILQ_FIRST(&q->notes);

	if (note != NULL)
		STAILQ_REMOVE_HEAD(&q->notes, next);
	return note;
}

const struct smtp_event *
smtp_note_event(const struct smtp_note *note)
{
	return &note->event;
}

void
smtp_note_free(struct smtp_note *note)
{
	if (note == NULL)
		return;
	smtp_message_free(note->event.message);
	free(note->line);
	free(note->recipient);
	free(note->reply);
	free(note->sighting);
	free(note);
}
