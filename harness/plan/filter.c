/* SPDX-License-Identifier: MIT */
#include "harness/plan/filter.h"

#include <stdlib.h>
#include <string.h>

#include "harness/plan/filter_parts.h"
#include "harness/plan/policy.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

static const struct {
	const char *name;
	enum filter_about about;
} keys[] = {
    {"case", ABOUT_CASE},
    {"cert", ABOUT_CASE},
    {"policy", ABOUT_POLICY},
    {"tag", ABOUT_TAG},
    {"reason", ABOUT_REASON},
    {"table", ABOUT_TABLE},
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

static bool
unknown_key(const char *key, struct err *err)
{
	const char *names[KEYS + 1], *nearest;

	if (strcmp(key, "is") == 0 || strcmp(key, "got") == 0)
		return err_set(err, ERR_USAGE,
		    "\"%s:\" asks for results of an earlier run, which a "
		    "filter cannot yet do; --failed runs what differed",
		    key);
	for (size_t i = 0; i < KEYS; i++)
		names[i] = keys[i].name;
	names[KEYS] = NULL;
	nearest = text_nearest(key, names);
	return err_set(err, ERR_USAGE,
	    "a filter cannot ask for \"%.40s:\"%s%s%s", key,
	    nearest != NULL ? "; did you mean "
			    : ": there are case:, policy:, "
			      "tag:, reason:, table:",
	    nearest != NULL ? nearest : "", nearest != NULL ? ":?" : "");
}

static bool
read_key(char *word, struct filter_atom *atom, char **rest, struct err *err)
{
	char *colon = strchr(word, ':');

	*rest = word;
	if (colon == NULL)
		return true;
	*colon = '\0';
	*rest = colon + 1;
	for (size_t i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].name, word) == 0) {
			atom->about = keys[i].about;
			return true;
		}
	}
	return unknown_key(word, err);
}

/* A name without "*" may be any name of a policy. */
static char *
policy_glob(const char *glob)
{
	char canonical[POLICY_NAME_MAX];
	struct err err;

	return xstrdup(
	    policy_canonical(glob, canonical, &err) ? canonical : glob);
}

static bool
is_known_policy(const char *glob, struct err *err)
{
	char canonical[POLICY_NAME_MAX];
	struct err why;
	const char *nearest;

	if (strpbrk(glob, "*?") != NULL ||
	    policy_canonical(glob, canonical, &why))
		return true;
	nearest = policy_suggest(glob);
	return err_set(err, ERR_USAGE, "%s%s%s%s", why.text,
	    nearest != NULL ? "; did you mean " : "",
	    nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
}

static bool
read_atom(char *word, struct filter_atom *atom, struct err *err)
{
	char *rest, *slash;

	if (*word == '!') {
		atom->inverted = true;
		word++;
	}
	if (!read_key(word, atom, &rest, err))
		return false;
	slash = atom->about == ABOUT_ANY ? strchr(rest, '/') : NULL;
	if (slash != NULL) {
		*slash = '\0';
		atom->about = ABOUT_CASE;
		atom->policy = policy_glob(slash + 1);
	}
	if (*rest == '\0')
		return err_set(err, ERR_USAGE,
		    "a filter has a word with nothing in it, for example: "
		    "name-*/strict");
	if (atom->policy != NULL && atom->policy[0] == '\0')
		return err_set(err, ERR_USAGE,
		    "behind the / of a filter stands a policy, for example: "
		    "name-*/strict");
	atom->glob =
	    atom->about == ABOUT_POLICY ? policy_glob(rest) : xstrdup(rest);
	if (atom->about == ABOUT_POLICY)
		return is_known_policy(atom->glob, err);
	return atom->policy == NULL || is_known_policy(atom->policy, err);
}

static struct filter_atom *
new_atom(struct filter *f, enum filter_about about)
{
	f->atoms = xreallocarray(f->atoms, f->n + 1, sizeof(f->atoms[0]));
	f->atoms[f->n] = (struct filter_atom){.term = f->terms, .about = about};
	return &f->atoms[f->n++];
}

/* A key holds for the alternatives behind it too: "policy:none,strict". */
static bool
read_term(struct filter *f, char *term, struct err *err)
{
	enum filter_about about = ABOUT_ANY;
	char *word;

	while ((word = strsep(&term, ",")) != NULL) {
		bool has_key = strchr(word, ':') != NULL;
		struct filter_atom *atom =
		    new_atom(f, has_key ? ABOUT_ANY : about);

		if (!read_atom(word, atom, err))
			return false;
		if (has_key)
			about = atom->about;
	}
	f->terms++;
	return true;
}

static bool
read_filter(struct filter *f, char *text, struct err *err)
{
	char *term;

	while ((term = strsep(&text, " \t\n")) != NULL)
		if (*term != '\0' && !read_term(f, term, err))
			return false;
	return true;
}

struct filter *
filter_parse(const char *const *texts, size_t n, struct err *err)
{
	struct filter *f = xcalloc(1, sizeof(*f));

	for (size_t i = 0; i < n; i++) {
		char *copy = xstrdup(texts[i]);
		bool good = read_filter(f, copy, err);

		free(copy);
		if (!good) {
			filter_free(f);
			return NULL;
		}
	}
	return f;
}

void
filter_free(struct filter *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->n; i++) {
		free(f->atoms[i].glob);
		free(f->atoms[i].policy);
	}
	free(f->atoms);
	free(f);
}

static bool
any_matches(const char *glob, char *const *texts)
{
	for (size_t i = 0; texts[i] != NULL; i++)
		if (text_glob(glob, texts[i]))
			return true;
	return false;
}

static bool
holds(const struct filter_atom *atom, const struct case_def *c,
    const char *policy, const char *table)
{
	if (atom->policy != NULL && !text_glob(atom->policy, policy))
		return false;
	switch (atom->about) {
	case ABOUT_ANY:
		return text_glob(atom->glob, c->id) ||
		       any_matches(atom->glob, c->tags);
	case ABOUT_CASE:
		return text_glob(atom->glob, c->id);
	case ABOUT_POLICY:
		return text_glob(atom->glob, policy);
	case ABOUT_TAG:
		return any_matches(atom->glob, c->tags);
	case ABOUT_REASON:
		return any_matches(atom->glob, c->reasons);
	case ABOUT_TABLE:
		return text_glob(atom->glob, table);
	}
	return false;
}

bool
filter_admits(const struct filter *f, const struct case_def *c,
    const char *policy, const char *table)
{
	for (size_t i = 0; i < f->n;) {
		size_t term = f->atoms[i].term;
		bool good = false;

		for (; i < f->n && f->atoms[i].term == term; i++)
			good = good || holds(&f->atoms[i], c, policy, table) !=
					   f->atoms[i].inverted;
		if (!good)
			return false;
	}
	return true;
}
