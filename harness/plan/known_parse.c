/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/caret.h"
#include "harness/plan/known.h"
#include "harness/plan/policy.h"
#include "harness/plan/reason.h"
#include "harness/plan/version.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

#define ALL_WORDS      "All words: badmx help words"
#define ALL_POLICIES   "All policies: badmx list policies"
#define ALL_REASONS    "All reasons: badmx list reasons"
#define FIRST_LINE     "for example: name-cn-only/strict  withhold -> verified"
#define SECOND_LINE    "for example: until 2027-03-01  bugs.example/7  \"why\""
#define SECONDS_OF_DAY 86400

/* One line, and how far it is read. */
struct line {
	const char *start, *end, *at;
	int number;
};

/* Never NUL-terminated; len 0: the line ends here. */
struct word {
	const char *at;
	size_t len;
};

struct reader {
	struct known *known;
	struct line line;
	struct line head; /* number 0: no difference waits for its reason */
	struct err *err;
};

static bool complain(const struct reader *, struct word, const char *hint,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

static bool
complain(const struct reader *r, struct word w, const char *hint,
    const char *fmt, ...)
{
	struct caret caret = {
	    .path = r->known->path,
	    .number = r->line.number,
	    .line = r->line.start,
	    .line_len = (size_t)(r->line.end - r->line.start),
	    .at = (size_t)(w.at - r->line.start),
	    .len = w.len,
	};
	char message[240];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	return caret_complain(r->err, &caret, message, hint);
}

/* "did you mean withhold?   All words: ...", as far as there is something. */
static bool
complain_of(const struct reader *r, struct word w, const char *nearest,
    const char *all, const char *what)
{
	char hint[200];

	snprintf(hint, sizeof(hint), "%s%s%s%s",
	    nearest == NULL ? "" : "did you mean ",
	    nearest == NULL ? "" : nearest, nearest == NULL ? "" : "?   ", all);
	if (w.len == 0)
		return complain(
		    r, w, hint, "the line ends where %s belongs", what);
	return complain(r, w, hint, "\"%.*s\" stands where %s belongs",
	    w.len < 80 ? (int)w.len : 80, w.at, what);
}

/* --- words --------------------------------------------------------------- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct word
next_word(struct reader *r)
{
	struct line *l = &r->line;
	struct word w;

	while (l->at < l->end && is_blank(*l->at))
		l->at++;
	w.at = l->at;
	while (l->at < l->end && !is_blank(*l->at))
		l->at++;
	w.len = (size_t)(l->at - w.at);
	if (w.len == 0) /* behind the last word, not behind its blanks */
		while (w.at > l->start && is_blank(w.at[-1]))
			w.at--;
	return w;
}

static bool
is(struct word w, const char *text)
{
	return strlen(text) == w.len && strncmp(w.at, text, w.len) == 0;
}

/* Reads the word if it is this one. */
static bool
accept(struct reader *r, const char *text)
{
	const char *before = r->line.at;

	if (is(next_word(r), text))
		return true;
	r->line.at = before;
	return false;
}

static char *
copy(struct word w)
{
	return xstrndup(w.at, w.len);
}

static const char *
nearest_of(struct word w, const char *const *words)
{
	char *typed = copy(w);
	const char *found = w.len == 0 ? NULL : text_nearest(typed, words);

	free(typed);
	return found;
}

static bool
expect(struct reader *r, const char *text, const char *all)
{
	struct word w = next_word(r);

	return is(w, text) ||
	       complain_of(r, w,
		   nearest_of(w, (const char *const[]){text, NULL}), all, text);
}

static bool
expect_end(struct reader *r)
{
	struct word w = next_word(r);

	return w.len == 0 ||
	       complain(r, w, NULL, "nothing belongs behind the end");
}

/* --- the first line ------------------------------------------------------ */

static const struct {
	const char *word;
	unsigned bits;
} sets[] = {
    {"verified", OUTCOME_BIT(OUTCOME_VERIFIED)},
    {"unverified", OUTCOME_BIT(OUTCOME_UNVERIFIED)},
    {"cleartext", OUTCOME_BIT(OUTCOME_CLEARTEXT)},
    {"defer", OUTCOME_BIT(OUTCOME_DEFER)},
    {"bounce", OUTCOME_BIT(OUTCOME_BOUNCE)},
    {"deliver", OUTCOME_HANDED_OVER},
    {"withhold", OUTCOME_WITHHELD},
};
#define SETS (sizeof(sets) / sizeof(sets[0]))

static bool
read_outcome(struct reader *r, unsigned *bits)
{
	struct word w = next_word(r);
	const char *names[SETS + 1] = {NULL};

	for (size_t i = 0; i < SETS; i++) {
		names[i] = sets[i].word;
		if (is(w, sets[i].word)) {
			*bits |= sets[i].bits;
			return true;
		}
	}
	return complain_of(r, w, nearest_of(w, names), ALL_WORDS, "an outcome");
}

static bool
read_set(struct reader *r, unsigned *bits)
{
	do {
		if (!read_outcome(r, bits))
			return false;
	} while (accept(r, "or"));
	return true;
}

/* A name, or the beginning of one and a star. */
static bool
check_glob(const struct reader *r, struct word w, const char *what)
{
	size_t plain = 0;

	while (plain < w.len && strchr("*?", w.at[plain]) == NULL)
		plain++;
	if (w.len == 0)
		return complain(r, w, FIRST_LINE, "there is no %s here", what);
	if (plain < w.len && (w.at[plain] == '?' || plain + 1 < w.len))
		return complain(r, w, "a star for the rest of it: name-ip-*",
		    "only a star, only at the end of the %s", what);
	return true;
}

static bool
read_policy(const struct reader *r, struct word w, struct known_entry *e)
{
	char canonical[POLICY_NAME_MAX];
	struct err why;

	if (!check_glob(r, w, "policy"))
		return false;
	e->policy = copy(w);
	if (w.at[w.len - 1] == '*')
		return true;
	if (!policy_canonical(e->policy, canonical, &why)) {
		const char *nearest = policy_suggest(e->policy);
		char hint[200];

		snprintf(hint, sizeof(hint), "%s%s%s" ALL_POLICIES,
		    nearest == NULL ? "" : "did you mean ",
		    nearest == NULL ? "" : nearest,
		    nearest == NULL ? "" : "?   ");
		return complain(r, w, hint, "%.200s", why.text);
	}
	free(e->policy);
	e->policy = xstrdup(canonical);
	return true;
}

/* "name-cn-only/strict" */
static bool
read_cell(struct reader *r, struct known_entry *e)
{
	struct word w = next_word(r), case_id = w, policy = w;
	const char *slash = memchr(w.at, '/', w.len);

	if (slash == NULL)
		return complain(
		    r, w, FIRST_LINE, "a difference begins with case/policy");
	case_id.len = (size_t)(slash - w.at);
	policy.at = slash + 1;
	policy.len = w.len - case_id.len - 1;
	if (memchr(policy.at, '/', policy.len) != NULL)
		return complain(r, w, FIRST_LINE,
		    "case/policy has one slash; the table has no part in it");
	if (!check_glob(r, case_id, "case"))
		return false;
	e->case_id = copy(case_id);
	return read_policy(r, policy, e);
}

/* "certificate-host-mismatch", behind "reason" */
static bool
read_client_reason(struct reader *r, struct known_entry *e)
{
	struct word w = next_word(r);
	const char **names = xcalloc(n_reasons + 1, sizeof(names[0]));
	const char *nearest;

	for (size_t i = 0; i < n_reasons; i++) {
		names[i] = reasons[i].name;
		if (is(w, names[i]))
			e->reason = names[i];
	}
	nearest = nearest_of(w, names);
	free(names);
	if (e->reason == NULL)
		return complain_of(r, w, nearest, ALL_REASONS, "a reason");
	return (e->to & OUTCOME_WITHHELD) != 0 ||
	       complain(r, w, NULL, "only a mail that is kept has a reason");
}

/* "client < 3.11", behind "if" */
static bool
read_condition(struct reader *r, struct known_entry *e)
{
	const char *all = "for example: if client < 3.11", *op;
	struct word w;
	char *text;
	bool plain;

	if (!expect(r, "client", all))
		return false;
	w = next_word(r);
	text = copy(w);
	op = version_operator(text);
	free(text);
	if (op == NULL)
		return complain_of(r, w, NULL, all, "< <= = >= or >");
	w = next_word(r);
	text = copy(w);
	plain = version_is_plain(text);
	if (plain)
		e->condition = xasprintf("%s %s", op, text);
	free(text);
	return plain || complain_of(r, w, NULL,
			    "numbers with dots between: 3.11", "a version");
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Of two for one cell the second would never be looked at. */
static bool
is_new(const struct reader *r, const struct known_entry *e)
{
	const char *start = r->line.start;
	struct word w = {start, strcspn(start, " \t\r\n")};

	for (const struct known_entry *old = r->known->entries; old != e; old++)
		if (same_text(old->case_id, e->case_id) &&
		    same_text(old->policy, e->policy) &&
		    same_text(old->condition, e->condition))
			return complain(r, w, NULL,
			    "the same cell twice, the first is on line %d",
			    old->line);
	return true;
}

static bool
read_head(struct reader *r)
{
	struct known *known = r->known;
	struct known_entry *e;

	known->entries = xreallocarray(
	    known->entries, known->n + 1, sizeof(known->entries[0]));
	e = &known->entries[known->n++];
	*e = (struct known_entry){.line = r->line.number};
	if (!read_cell(r, e) || !read_set(r, &e->from) ||
	    !expect(r, "->", FIRST_LINE) || !read_set(r, &e->to))
		return false;
	if (accept(r, "reason") && !read_client_reason(r, e))
		return false;
	if (accept(r, "if") && !read_condition(r, e))
		return false;
	if (!expect_end(r) || !is_new(r, e))
		return false;
	r->head = r->line;
	return true;
}

/* --- the second line ----------------------------------------------------- */

static bool
read_until(struct reader *r, int64_t *until)
{
	static const char *const never[] = {"never", NULL};
	struct word w;
	struct err why;
	char *text;
	bool ok;

	if (!expect(r, "until", SECOND_LINE))
		return false;
	w = next_word(r);
	*until = 0;
	if (is(w, "never"))
		return true;
	text = copy(w);
	ok = text_date(text, until, &why);
	free(text);
	*until += SECONDS_OF_DAY - 1;
	return ok || complain_of(r, w, nearest_of(w, never),
			 "write 2027-03-01 or never", "a date");
}

/* From the first quote to the last one of the line. */
static bool
read_reason(struct reader *r, struct known_entry *e)
{
	struct word w = next_word(r), text;
	const char *last = memrchr(w.at, '"', (size_t)(r->line.end - w.at));
	const char *at;

	if (w.len == 0 || *w.at != '"')
		return complain_of(
		    r, w, NULL, SECOND_LINE, "the reason, in quotes,");
	text = (struct word){w.at, (size_t)(r->line.end - w.at)};
	if (last == w.at)
		return complain(
		    r, text, NULL, "the reason has no closing quote");
	text.len = (size_t)(last - w.at) + 1;
	for (at = w.at + 1; at < last && is_blank(*at);)
		at++;
	if (at == last)
		return complain(r, text, SECOND_LINE, "the reason is empty");
	e->why = xstrndup(w.at + 1, (size_t)(last - w.at) - 1);
	r->line.at = last + 1;
	return expect_end(r);
}

static bool
read_why(struct reader *r)
{
	struct known_entry *e = &r->known->entries[r->known->n - 1];
	const char *before;
	struct word w;

	if (!read_until(r, &e->until))
		return false;
	before = r->line.at;
	w = next_word(r);
	if (w.len > 0 && *w.at != '"')
		e->link = copy(w);
	else
		r->line.at = before;
	r->head.number = 0;
	return read_reason(r, e);
}

/* --- lines --------------------------------------------------------------- */

/* The difference that was begun says why before anything else comes. */
static bool
is_complete(struct reader *r)
{
	struct word w = {r->head.start, strcspn(r->head.start, " \t\r\n")};

	if (r->head.number == 0)
		return true;
	r->line = r->head;
	return complain(
	    r, w, SECOND_LINE, "the line below has to say until when, and why");
}

static bool
read_line(struct reader *r)
{
	struct word first = next_word(r);

	r->line.at = r->line.start;
	if (first.len == 0 || *first.at == '#')
		return true;
	if (first.at == r->line.start)
		return is_complete(r) && read_head(r);
	if (r->head.number == 0)
		return complain(r, first, FIRST_LINE,
		    "an indented line belongs below its difference");
	return read_why(r);
}

static void
begin_line(struct line *line, const char *text)
{
	line->start = line->at = text;
	line->end = text + strcspn(text, "\n");
	line->number++;
}

static bool
read_text(struct reader *r, const char *text)
{
	while (*text != '\0') {
		begin_line(&r->line, text);
		text = r->line.end + (*r->line.end != '\0');
		if (r->line.end > r->line.start && r->line.end[-1] == '\r')
			r->line.end--;
		if (!read_line(r))
			return false;
	}
	return is_complete(r);
}

struct known *
known_parse(const char *path, const char *text, struct err *err)
{
	struct reader r = {.known = xcalloc(1, sizeof(*r.known)), .err = err};

	r.known->path = xstrdup(path);
	r.known->text = xstrdup(text);
	r.head.start = "";
	if (read_text(&r, text))
		return r.known;
	known_free(r.known);
	return NULL;
}
