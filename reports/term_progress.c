/* SPDX-License-Identifier: MIT */
#include "reports/term_progress.h"

#include <stdio.h>
#include <string.h>

#include "reports/terminal.h"

#define BAR_COLUMNS	 30
#define REDRAW_EVERY_US	 100000
#define MICROSECONDS	 1000000.0
#define ESTIMATE_FROM_US 500000

void
term_progress_begin(
    struct term_progress *p, const struct terminal *look, size_t total)
{
	memset(p, 0, sizeof(*p));
	p->look = look;
	p->total = total;
	p->began_us = look->now_us();
}

static double
seconds_left(const struct term_progress *p, size_t done, int64_t now)
{
	double spent = (double)(now - p->began_us) / MICROSECONDS;

	return spent * (double)(p->total - done) / (double)done;
}

static void
draw_bar(struct term_progress *p, size_t done)
{
	int64_t now = p->look->now_us();
	size_t full = BAR_COLUMNS * done / p->total;
	char bar[BAR_COLUMNS + 1];

	if (p->drawn && done < p->total && now - p->drawn_us < REDRAW_EVERY_US)
		return;
	memset(bar, '-', BAR_COLUMNS);
	memset(bar, '#', full);
	bar[BAR_COLUMNS] = '\0';
	fprintf(
	    p->look->notes, "\r\033[K[%s]  %zu of %zu", bar, done, p->total);
	if (done > 0 && done < p->total && now - p->began_us > ESTIMATE_FROM_US)
		fprintf(p->look->notes, "  about %.0f s left",
		    seconds_left(p, done, now));
	fflush(p->look->notes);
	p->drawn = true;
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
	fprintf(p->look->notes, "%3zu %%  %zu of %zu  %.1f s\n", 10 * tenth,
	    done, p->total, spent);
	fflush(p->look->notes);
}

void
term_progress_show(struct term_progress *p, size_t done)
{
	if (p->total == 0 || done > p->total)
		return;
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

void
term_progress_clear(struct term_progress *p)
{
	if (!p->drawn)
		return;
	fputs("\r\033[K", p->look->notes);
	fflush(p->look->notes);
	p->drawn = false;
}
