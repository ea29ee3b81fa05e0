/* SPDX-License-Identifier: MIT */
#include "reports/term_matrix.h"

#include <stdlib.h>
#include <string.h>

#include "reports/term_text.h"
#include "reports/terminal.h"
#include "sim/base/mem.h"

/* How the outcomes are written; the pitch is the width of a column. */
enum writing { FULL_WORDS, BRIEF_WORDS, LETTERS, SENTENCES };

#define FULL_COLUMNS   10
#define BRIEF_COLUMNS  5
#define LEGEND_COLUMNS 10 /* at least, as everywhere in the report */
#define STAIR	       " -."

struct square {
	bool told;
	enum report_result result;
	char mark;     /* ' ', '!', ... */
	char *outcome; /* owned copy: the cells may be sorted meanwhile */
};

struct term_matrix {
	const struct report_format *f; /* borrowed */
	const struct report_run *run;
	enum writing writing;
	size_t label, pitch;	/* columns */
	size_t *missing;	/* cells that each row still waits for */
	struct square *squares; /* rows x policies */
	size_t n_squares;
	size_t next_row;
	size_t shown[REPORT_RESULTS];
	bool *used; /* which words have been shown */
	bool sequence_shown, head_shown;
};

static const struct {
	char mark;
	const char *meaning;
} marks[] = {
    [REPORT_LET_IN] = {'!', "differs from the table"},
    [REPORT_LOST] = {'!', "differs from the table"},
    [REPORT_WRONG_KIND] = {'!', "differs from the table"},
    [REPORT_WRONG_REASON] = {'!', "differs from the table"},
    [REPORT_GONE] = {'+', "a known difference that is gone"},
    [REPORT_NOT_JUDGED] = {'?', "not judged"},
    [REPORT_DEVIATION] = {'~', "deviation: breaks only a SHOULD"},
    [REPORT_KNOWN] = {'=', "a known difference"},
    [REPORT_SKIPPED] = {' ', NULL},
    [REPORT_AS_EXPECTED] = {' ', NULL},
};

static const struct report_word *
word_of(const struct term_matrix *m, const char *outcome)
{
	const struct report_word *w = m->run->words;

	while (w != NULL && w->word != NULL) {
		if (outcome != NULL && strcmp(w->word, outcome) == 0)
			return w;
		w++;
	}
	return NULL;
}

static struct square *
square_at(const struct term_matrix *m, size_t row, size_t policy)
{
	return &m->squares[row * m->run->n_policies + policy];
}

static size_t
longest_label(const struct term_matrix *m)
{
	size_t longest = strlen("case");

	for (size_t i = 0; i < m->run->n_rows; i++) {
		char *label = report_row_label(m->f->report, i);
		size_t width = term_text_width(label);

		free(label);
		if (width > longest)
			longest = width;
	}
	return longest;
}

static bool
fits(struct term_matrix *m, enum writing writing, size_t label, size_t pitch)
{
	m->writing = writing;
	m->label = label;
	m->pitch = pitch;
	return label + m->run->n_policies * pitch <= m->f->look->width;
}

/* The names of the policies stand left of their columns, as on a stair. */
static size_t
stair_label(const struct term_matrix *m, size_t label, size_t pitch)
{
	for (size_t i = 0; i < m->run->n_policies; i++) {
		size_t name = strlen(m->run->policies[i]) + strlen(STAIR) - 2;

		if (name > label + i * pitch)
			label = name - i * pitch;
	}
	return label;
}

static bool
fits_as_stair(
    struct term_matrix *m, enum writing writing, size_t label, size_t pitch)
{
	return fits(m, writing, stair_label(m, label, pitch), pitch);
}

static void
choose_writing(struct term_matrix *m)
{
	size_t label = longest_label(m), widest = FULL_COLUMNS;

	for (size_t i = 0; i < m->run->n_policies; i++) {
		if (strlen(m->run->policies[i]) > widest)
			widest = strlen(m->run->policies[i]);
	}
	if (fits(m, FULL_WORDS, label, widest + 2) ||
	    fits_as_stair(m, BRIEF_WORDS, label, BRIEF_COLUMNS + 2) ||
	    /* The mark stands next to the longest name only if it must. */
	    fits_as_stair(m, BRIEF_WORDS, label + 1, BRIEF_COLUMNS + 1) ||
	    fits_as_stair(m, BRIEF_WORDS, label, BRIEF_COLUMNS + 1) ||
	    fits_as_stair(m, LETTERS, label, 3))
		return;
	m->writing = SENTENCES;
}

struct term_matrix *
term_matrix_new(const struct report_format *f)
{
	struct term_matrix *m = xcalloc(1, sizeof(*m));
	size_t words = 0;

	m->f = f;
	m->run = f->report->run;
	m->n_squares = m->run->n_rows * m->run->n_policies;
	m->squares = xcalloc(m->n_squares + 1, sizeof(m->squares[0]));
	m->missing = xcalloc(m->run->n_rows + 1, sizeof(m->missing[0]));
	for (size_t i = 0; i < m->run->n_rows; i++)
		m->missing[i] = m->run->rows[i].cells;
	while (m->run->words != NULL && m->run->words[words].word != NULL)
		words++;
	m->used = xcalloc(words + 1, sizeof(m->used[0]));
	choose_writing(m);
	return m;
}

void
term_matrix_free(struct term_matrix *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n_squares; i++)
		free(m->squares[i].outcome);
	free(m->squares);
	free(m->missing);
	free(m->used);
	free(m);
}

bool
term_matrix_add(struct term_matrix *m, size_t i)
{
	const struct report_cell *cell = &m->f->report->cells[i];
	struct square *s = square_at(m, cell->row, cell->policy);

	if (m->missing[cell->row] > 0)
		m->missing[cell->row]--;
	/* Of several rounds the worst one is shown. */
	if (!s->told || cell->result < s->result) {
		free(s->outcome);
		s->told = true;
		s->result = cell->result;
		s->outcome =
		    cell->outcome == NULL ? NULL : xstrdup(cell->outcome);
		s->mark = marks[cell->result].mark;
		if (s->mark == ' ' && cell->got != NULL &&
		    cell->outcome != NULL &&
		    strcmp(cell->got, cell->outcome) != 0)
			s->mark = '>';
	}
	return m->missing[m->next_row] == 0;
}

static void
print_heads_in_a_line(const struct term_matrix *m)
{
	fprintf(m->f->out, "\n%-*s", (int)m->label, "case");
	for (size_t i = 0; i < m->run->n_policies; i++)
		fprintf(m->f->out, "  %-*s",
		    i + 1 < m->run->n_policies ? (int)m->pitch - 2 : 0,
		    m->run->policies[i]);
	putc('\n', m->f->out);
}

/* The column, from 1, where the first policy's words begin. */
static size_t
first_letter(const struct term_matrix *m)
{
	return m->label + (m->pitch == BRIEF_COLUMNS + 1 ? 2 : 3);
}

static void
print_heads_as_a_stair(const struct term_matrix *m)
{
	putc('\n', m->f->out);
	for (size_t i = m->run->n_policies; i-- > 0;) {
		size_t column = first_letter(m) + i * m->pitch;
		const char *left = i == 0 ? "case" : "";
		int name = (int)(column - strlen(STAIR) - strlen(left));

		fprintf(
		    m->f->out, "%s%*s" STAIR, left, name, m->run->policies[i]);
		for (size_t k = i + 1; k < m->run->n_policies; k++)
			fprintf(m->f->out, "%*s", (int)m->pitch, "|");
		putc('\n', m->f->out);
	}
}

static void
print_head(struct term_matrix *m)
{
	if (m->head_shown)
		return;
	m->head_shown = true;
	if (m->writing == FULL_WORDS)
		print_heads_in_a_line(m);
	else if (m->writing != SENTENCES)
		print_heads_as_a_stair(m);
}

static const char *
written(const struct term_matrix *m, const struct square *s, char letter[2])
{
	const struct report_word *word = word_of(m, s->outcome);

	if (!s->told)
		return "-";
	if (s->result == REPORT_SKIPPED)
		return m->writing == LETTERS ? "." : "skip";
	if (word == NULL)
		return s->outcome == NULL ? "" : s->outcome;
	m->used[word - m->run->words] = true;
	letter[0] = word->letter;
	letter[1] = '\0';
	if (m->writing == LETTERS)
		return letter;
	return m->writing == BRIEF_WORDS ? word->brief : word->word;
}

static void
note_shown(struct term_matrix *m, const struct square *s)
{
	if (!s->told)
		return;
	m->shown[s->result]++;
	m->sequence_shown |= s->mark == '>';
}

static void
print_square(struct term_matrix *m, const struct square *s, bool last)
{
	/* In the narrowest table the mark stands where a space would. */
	bool tight = m->pitch == BRIEF_COLUMNS + 1;
	size_t room = m->pitch - (tight ? 1 : 2);
	char letter[2];
	char *text = xasprintf("%c%.*s", s->told ? s->mark : ' ', (int)room,
	    written(m, s, letter));
	size_t pad = m->pitch - (tight ? 0 : 1);

	note_shown(m, s);
	if (!tight)
		putc(' ', m->f->out);
	term_text_paint(
	    m->f, s->told ? term_text_paint_of(s->result) : PAINT_PLAIN, text);
	if (!last)
		fprintf(
		    m->f->out, "%*s", (int)(pad - term_text_width(text)), "");
	free(text);
}

/* "name-exact: 6 as expected; strict !unverified" */
static char *
sentence(struct term_matrix *m, size_t row)
{
	char *label = report_row_label(m->f->report, row);
	char *rest = xstrdup(""), *text;
	unsigned fine = 0;

	for (size_t i = 0; i < m->run->n_policies; i++) {
		struct square *s = square_at(m, row, i);
		char letter[2];

		note_shown(m, s);
		if (!s->told || s->result == REPORT_AS_EXPECTED) {
			fine += s->told;
			continue;
		}
		text = xasprintf("%s; %s %c%s", rest, m->run->policies[i],
		    s->mark, written(m, s, letter));
		free(rest);
		rest = text;
	}
	text = xasprintf("%s: %u as expected%s", label, fine, rest);
	free(label);
	free(rest);
	return text;
}

static void
print_group(struct term_matrix *m, size_t row)
{
	const char *group = m->run->rows[row].group;
	const char *before = row == 0 ? NULL : m->run->rows[row - 1].group;

	if (group == NULL || (before != NULL && strcmp(group, before) == 0))
		return;
	putc('\n', m->f->out);
	term_text_paint(m->f, PAINT_HEAD, group);
	putc('\n', m->f->out);
}

static void
print_row(struct term_matrix *m, size_t row)
{
	char *label;

	print_head(m);
	print_group(m, row);
	if (m->writing == SENTENCES) {
		label = sentence(m, row);
		term_text_say(m->f, 0, label);
		free(label);
		return;
	}
	label = report_row_label(m->f->report, row);
	fprintf(m->f->out, "%s%*s", label,
	    (int)(m->label - term_text_width(label)), "");
	free(label);
	for (size_t i = 0; i < m->run->n_policies; i++)
		print_square(
		    m, square_at(m, row, i), i + 1 == m->run->n_policies);
	putc('\n', m->f->out);
}

void
term_matrix_print_ready(struct term_matrix *m)
{
	while (m->next_row < m->run->n_rows && m->missing[m->next_row] == 0)
		print_row(m, m->next_row++);
	fflush(m->f->out);
}

/* How the matrix writes a word; letter: room for it. */
static const char *
name_of(
    const struct term_matrix *m, const struct report_word *w, char letter[2])
{
	letter[0] = w->letter;
	letter[1] = '\0';
	return m->writing == LETTERS	   ? letter
	       : m->writing == BRIEF_WORDS ? w->brief
					   : w->word;
}

/* Behind the longest name of the legend stand two blanks. */
static size_t
legend_columns(const struct term_matrix *m)
{
	const struct report_word *words = m->run->words;
	size_t columns = LEGEND_COLUMNS;
	char letter[2];

	for (size_t i = 0; words != NULL && words[i].word != NULL; i++) {
		size_t width = strlen(name_of(m, &words[i], letter)) + 2;

		if (m->used[i] && width > columns)
			columns = width;
	}
	return columns;
}

static void
print_legend_of_words(const struct term_matrix *m, size_t columns)
{
	for (size_t i = 0; m->run->words != NULL && m->run->words[i].word;
	     i++) {
		const struct report_word *w = &m->run->words[i];
		char letter[2];

		if (m->used[i])
			term_text_legend(
			    m->f, columns, name_of(m, w, letter), w->meaning);
	}
}

static void
print_legend_of_marks(const struct term_matrix *m, size_t columns)
{
	char name[2] = ">";
	char before = '\0';

	if (m->sequence_shown)
		term_text_legend(m->f, columns, name,
		    "after something else was tried first");
	for (size_t r = 0; r < REPORT_RESULTS; r++) {
		if (m->shown[r] == 0 || marks[r].meaning == NULL ||
		    marks[r].mark == before)
			continue;
		before = name[0] = marks[r].mark;
		term_text_legend(m->f, columns, name, marks[r].meaning);
	}
}

void
term_matrix_end(struct term_matrix *m)
{
	size_t columns;

	for (; m->next_row < m->run->n_rows; m->next_row++) {
		if (m->missing[m->next_row] < m->run->rows[m->next_row].cells)
			print_row(m, m->next_row);
	}
	if (!m->head_shown)
		return;
	putc('\n', m->f->out);
	columns = legend_columns(m);
	print_legend_of_words(m, columns);
	print_legend_of_marks(m, columns);
}
