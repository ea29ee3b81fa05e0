/* SPDX-License-Identifier: MIT */
#include "reports/term_progress.h"

#include <stdio.h>
#include <string.h>

#include "reports/terminal.h"

#define BAR_COLUMNS	 30 /* at most */
#define BAR_WORTH	 5  /* a shorter one says nothing */
#define REDRAW_EVERY_US	 100000
#define MICROSECONDS	 1000000.0
#define ESTIMATE_FROM_US 500000
#define SILENT_BAR_US	 1500000 /* then it says what goes on */
#define SILENT_LINE_US	 5000000

void
term_progress_begin(
    struct term_progress *p, const struct terminal *look, size_t total)
{
	memset(p, 0, sizeof(*p));
	p->look = look;
	p->total = total;
	p->began_us = p->heard_us = p->said_us = look->now_us();
}

static double
seconds_left(const struct term_progress *p, size_t done, int64_t now)
{
	double spent = (double)(now - p->began_us) / MICROSECONDS;

	return spent * (double)(p->total - done) / (double)done;
}

static void
write_words(const struct term_progress *p, size_t done, int64_t now,
    char *words, size_t size)
{
	int n = snprintf(words, size, "%zu of %zu", done, p->total);

	if (!p->uneven && done >= p->total / 10 && done > 0 &&
	    done < p->total && now - p->began_us > ESTIMATE_FROM_US)
		snprintf(words + n, size - (size_t)n, "  about %.0f s left",
		    seconds_left(p, done, now));
}

static void
put_bar(const struct term_progress *p, size_t done, size_t room)
{
	size_t columns = room < BAR_COLUMNS ? room : BAR_COLUMNS;
	size_t full = columns * done / p->total;

	putc('[', p->look->notes);
	for (size_t i = 0; i < columns; i++)
		putc(i < full ? '#' : '-', p->look->notes);
	fputs("]  ", p->look->notes);
}

static void
put_line(struct term_progress *p, size_t done, const char *words)
{
	size_t room = p->look->notes_width - 1; /* the last one would wrap */
	size_t used;

	used = strlen(words) + strlen("[]  ");
	fputs("\r\033[K", p->look->notes);
	if (used + BAR_WORTH <= room)
		put_bar(p, done, room - used);
	fprintf(p->look->notes, "%.*s", (int)room, words);
	fflush(p->look->notes);
	p->drawn = true;
}

static void
draw_bar(struct term_progress *p, size_t done)
{
	int64_t now = p->look->now_us();
	char words[100];

	if (p->drawn && done < p->total && now - p->drawn_us < REDRAW_EVERY_US)
		return;
	write_words(p, done, now, words, sizeof(words));
	put_line(p, done, words);
	p->drawn_us = now;
}

static void
say_tenth(struct term_progress *p, size_t done)
{
	size_t tenth = 10 * done / p->total;
	double spent = (double)(p->look->now_us() - p->began_us) / MICROSECONDS;

	if (tenth <= p->told)
		return;
	p->told = tenth;
	p->said_us = p->look->now_us();
	fprintf(p->look->notes, "%3zu %%  %zu of %zu  %.1f s\n", 10 * tenth,
	    done, p->total, spent);
	fflush(p->look->notes);
}

void
term_progress_show(struct term_progress *p, size_t done)
{
	if (p->total == 0 || done > p->total)
		return;
	p->heard_us = p->look->now_us();
	switch (p->look->progress) {
	case PROGRESS_NONE:
		return;
	case PROGRESS_LINES:
		say_tenth(p, done);
		return;
	case PROGRESS_BAR:
		draw_bar(p, done);
		return;
	}
}

/* In the bar there is no room for both, so it takes the place of the time. */
void
term_progress_say(struct term_progress *p, size_t done, const char *words)
{
	int64_t now = p->look->now_us();
	char line[200];

	if (done >= p->total)
		return;
	if (p->look->progress == PROGRESS_BAR &&
	    now - p->heard_us >= SILENT_BAR_US) {
		p->uneven = true;
		snprintf(line, sizeof(line), "%zu of %zu  %s", done, p->total,
		    words);
		put_line(p, done, line);
	} else if (p->look->progress == PROGRESS_LINES &&
		   now - p->heard_us >= SILENT_LINE_US &&
		   now - p->said_us >= SILENT_LINE_US) {
		p->said_us = now;
		fprintf(p->look->notes, "%3zu %%  %zu of %zu  %.1f s  %s\n",
		    100 * done / p->total, done, p->total,
		    (double)(now - p->began_us) / MICROSECONDS, words);
		fflush(p->look->notes);
	}
}

void
term_progress_clear(struct term_progress *p)
{
	if (!p->drawn)
		return;
	fputs("\r\033[K", p->look->notes);
	fflush(p->look->notes);
	p->drawn = false;
}
