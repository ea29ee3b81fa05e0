/* SPDX-License-Identifier: MIT */
#include "harness/plan/filter_suggest.h"

#include <stdlib.h>

#include "harness/plan/filter.h"
#include "harness/plan/filter_parts.h"
#include "harness/plan/name_suggest.h"
#include "harness/plan/policy.h"
#include "harness/plan/reason.h"
#include "sim/base/mem.h"

/* Borrowed from the suite; ends with NULL. */
struct names {
	const char **at;
	size_t n;
};

static const char *const called[] = {
    [ABOUT_ANY] = "case or tag",
    [ABOUT_CASE] = "case",
    [ABOUT_POLICY] = "policy",
    [ABOUT_TAG] = "tag",
    [ABOUT_REASON] = "reason",
    [ABOUT_TABLE] = "table",
};

static void
add(struct names *names, const char *name)
{
	names->at =
	    xreallocarray(names->at, names->n + 2, sizeof(names->at[0]));
	names->at[names->n++] = name;
	names->at[names->n] = NULL;
}

static void
add_of_case(
    struct names *names, enum filter_about about, const struct case_def *c)
{
	if (about == ABOUT_ANY || about == ABOUT_CASE)
		add(names, c->id);
	for (char **tag = c->tags;
	     (about == ABOUT_ANY || about == ABOUT_TAG) && *tag != NULL; tag++)
		add(names, *tag);
}

static void
add_of_table(
    struct names *names, enum filter_about about, const struct table *t)
{
	if (about == ABOUT_TABLE)
		add(names, t->title);
	for (size_t i = 0; about == ABOUT_POLICY && i < t->n_policies; i++)
		add(names, t->policies[i]);
}

static struct names
names_of(const struct suite *s, enum filter_about about)
{
	struct names names = {xcalloc(1, sizeof(char *)), 0};

	for (size_t i = 0; i < s->n_cases; i++)
		add_of_case(&names, about, s->cases[i]);
	for (size_t i = 0; i < s->n_tables; i++)
		add_of_table(&names, about, s->tables[i]);
	for (size_t i = 0; about == ABOUT_REASON && i < n_reasons; i++)
		add(&names, reasons[i].name);
	return names;
}

static char *
suggest_word(const struct suite *s, enum filter_about about, const char *glob)
{
	struct names names = names_of(s, about);
	char *near, *text = NULL;

	if (glob != NULL && !name_fits(glob, names.at)) {
		near = name_suggest(glob, names.at);
		text =
		    xasprintf("no %s matches \"%.100s\"%s%s%s", called[about],
			glob, near == NULL ? "" : ", did you mean \"",
			near == NULL ? "" : near,
			near != NULL	      ? "\"?"
			: about <= ABOUT_CASE ? ".  All cases: badmx list cases"
					      : "");
		free(near);
	}
	free(names.at);
	return text;
}

char *
filter_suggest(const struct suite *s, const char *const *texts, size_t n)
{
	struct err err;
	struct filter *f = filter_parse(texts, n, &err);
	char *text = NULL;

	for (size_t i = 0; f != NULL && text == NULL && i < f->n; i++) {
		const struct filter_atom *atom = &f->atoms[i];

		text = suggest_word(s, atom->about, atom->glob);
		if (text == NULL)
			text = suggest_word(s, ABOUT_POLICY, atom->policy);
	}
	filter_free(f);
	return text;
}
