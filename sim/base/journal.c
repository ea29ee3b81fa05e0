/* SPDX-License-Identifier: MIT */
#include "sim/base/journal.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define HEAD_LINES 300
#define TAIL_LINES 100
#define LINE_BYTES 500

/* The first lines stay; the last ones are a ring. */
struct page {
	char **head;
	size_t n_head;
	char *tail[TAIL_LINES];
	size_t n_tail; /* ever put into the ring */
};

struct journal {
	int64_t start;
	size_t cases;
	struct page **pages; /* [0] is the lab's; NULL until first used */
};

static const char *const marks[] = {
    [LANE_DNS] = "DNS",
    [LANE_TCP] = "TCP",
    [LANE_CLIENT] = " ->",
    [LANE_SERVER] = "<- ",
    [LANE_CLIENT_TLS] = " ~>",
    [LANE_SERVER_TLS] = "<~ ",
    [LANE_TLS] = "TLS",
    [LANE_WEB] = "WEB",
    [LANE_MAIL] = "***",
    [LANE_LOG] = "log",
    [LANE_JUDGE] = "===",
    [LANE_FAULT] = "!!!",
};

struct journal *
journal_new(size_t cases)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	j->start = clock_monotonic_us();
	j->cases = cases;
	j->pages = xcalloc(cases + 1, sizeof(struct page *));
	return j;
}

static void
page_free(struct page *page)
{
	if (page == NULL)
		return;
	for (size_t i = 0; i < page->n_head; i++)
		free(page->head[i]);
	free(page->head);
	for (size_t i = 0; i < TAIL_LINES; i++)
		free(page->tail[i]);
	free(page);
}

void
journal_free(struct journal *j)
{
	if (j == NULL)
		return;
	for (size_t i = 0; i <= j->cases; i++)
		page_free(j->pages[i]);
	free(j->pages);
	free(j);
}

long long
journal_age_us(const struct journal *j)
{
	return (long long)(clock_monotonic_us() - j->start);
}

static struct page *
page_of(struct journal *j, int case_no)
{
	size_t i = case_no < 0 || (size_t)case_no >= j->cases
		       ? 0
		       : (size_t)case_no + 1;

	if (j->pages[i] == NULL) {
		j->pages[i] = xcalloc(1, sizeof(struct page));
		j->pages[i]->head = xcalloc(HEAD_LINES, sizeof(char *));
	}
	return j->pages[i];
}

/* Takes the line. */
static void
put(struct page *page, char *line)
{
	char **place;

	if (page->n_head < HEAD_LINES) {
		page->head[page->n_head++] = line;
		return;
	}
	place = &page->tail[page->n_tail++ % TAIL_LINES];
	free(*place);
	*place = line;
}

void
journal_said(struct journal *j, int case_no, enum journal_lane lane,
    const char *text, size_t len)
{
	char *safe = text_printable(text, len < LINE_BYTES ? len : LINE_BYTES);
	long long us = journal_age_us(j);

	put(page_of(j, case_no),
	    xasprintf("%4lld.%03lld %s  %s%s", us / 1000000, us / 1000 % 1000,
		marks[lane], safe, len > LINE_BYTES ? " ..." : ""));
	free(safe);
}

void
journal_add(struct journal *j, int case_no, enum journal_lane lane,
    const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory();
	journal_said(j, case_no, lane, text, (size_t)n);
	free(text);
}

char *
journal_text(const struct journal *j, int case_no)
{
	const struct page *page;
	char *text = NULL;
	size_t size, kept;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		out_of_memory();
	page = case_no < 0 || (size_t)case_no >= j->cases
		   ? j->pages[0]
		   : j->pages[case_no + 1];
	for (size_t i = 0; page != NULL && i < page->n_head; i++)
		fprintf(f, "%s\n", page->head[i]);
	if (page != NULL && page->n_tail > 0) {
		kept = page->n_tail < TAIL_LINES ? page->n_tail : TAIL_LINES;
		if (page->n_tail > kept)
			fprintf(f, "         ...  %zu lines are cut here\n",
			    page->n_tail - kept);
		for (size_t i = page->n_tail - kept; i < page->n_tail; i++)
			fprintf(f, "%s\n", page->tail[i % TAIL_LINES]);
	}
	fclose(f);
	return text;
}
