/* SPDX-License-Identifier: MIT */
#include "reports/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/ioctl.h>

#include "sim/base/clock.h"

const char *const terminal_color_words[] = {"auto", "always", "never", NULL};
const char *const terminal_progress_words[] = {
    "auto", "bar", "lines", "none", NULL};

static bool
is(const char *word, const char *wanted)
{
	return word != NULL && strcmp(word, wanted) == 0;
}

static bool
set(const struct terminal_facts *facts, const char *name)
{
	const char *value = facts->env(name);

	return value != NULL && value[0] != '\0';
}

static bool
dumb(const struct terminal_facts *facts)
{
	const char *term = facts->env("TERM");

	return term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0;
}

static bool
wants_colour(const char *wish, const struct terminal_facts *facts)
{
	if (is(wish, "always"))
		return true;
	if (is(wish, "never") || set(facts, "NO_COLOR"))
		return false;
	if (set(facts, "FORCE_COLOR"))
		return !is(facts->env("FORCE_COLOR"), "0");
	return facts->out_is_tty && !dumb(facts);
}

/*
 * A log of a CI run is read afterwards: even if it calls itself a terminal,
 * a bar that is drawn over and over would be noise there.
 */
static enum terminal_progress
wants_progress(const char *wish, const struct terminal_facts *facts)
{
	if (is(wish, "none"))
		return PROGRESS_NONE;
	if (is(wish, "lines"))
		return PROGRESS_LINES;
	if (is(wish, "bar"))
		return PROGRESS_BAR;
	if (!facts->notes_is_tty || dumb(facts) || set(facts, "CI"))
		return PROGRESS_LINES;
	return PROGRESS_BAR;
}

/* The first of these that is set decides, as in setlocale(3). */
static bool
speaks_utf8(const struct terminal_facts *facts)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = facts->env(names[i]);

		if (value == NULL || value[0] == '\0')
			continue;
		return strcasestr(value, "utf-8") != NULL ||
		       strcasestr(value, "utf8") != NULL;
	}
	return false;
}

static unsigned
width_of(unsigned columns)
{
	if (columns == 0 || columns > TERMINAL_WIDTH)
		return TERMINAL_WIDTH;
	return columns < TERMINAL_MIN_WIDTH ? TERMINAL_MIN_WIDTH : columns;
}

void
terminal_decide(struct terminal *t, const struct terminal_wish *wish,
    const struct terminal_facts *facts)
{
	t->colour = wants_colour(wish->color, facts);
	t->progress = wants_progress(wish->progress, facts);
	t->utf8 = speaks_utf8(facts);
	t->width = width_of(facts->columns);
	t->notes_width = width_of(facts->notes_columns);
}

static const char *
from_environment(const char *name)
{
	return getenv(name);
}

static unsigned
columns_of(FILE *out)
{
	struct winsize size;
	const char *told = getenv("COLUMNS");

	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return told == NULL ? 0 : (unsigned)strtoul(told, NULL, 10);
}

bool
terminal_utf8(void)
{
	const struct terminal_facts facts = {.env = from_environment};

	return speaks_utf8(&facts);
}

void
terminal_look(struct terminal *t, const struct terminal_wish *wish, FILE *out,
    FILE *notes)
{
	const struct terminal_facts facts = {
	    .out_is_tty = isatty(fileno(out)) == 1,
	    .notes_is_tty = isatty(fileno(notes)) == 1,
	    .columns = columns_of(out),
	    .notes_columns = columns_of(notes),
	    .env = from_environment,
	};

	terminal_decide(t, wish, &facts);
	t->notes = notes;
	t->now_us = clock_monotonic_us;
}
