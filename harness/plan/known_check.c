/* SPDX-License-Identifier: MIT */
#include "harness/plan/known_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/plan/caret.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

/* How much of the cell there is; the more the better. */
enum found { NO_CASE, NO_POLICY, CELL };

static bool
row_has(const struct table *t, const char *policy)
{
	for (size_t i = 0; i < t->n_policies; i++)
		if (text_glob(policy, t->policies[i]))
			return true;
	return false;
}

static enum found
look_for(const struct suite *s, const struct known_entry *e)
{
	enum found found = NO_CASE;

	for (size_t i = 0; i < s->n_tables; i++)
		for (size_t k = 0; k < s->tables[i]->n_rows; k++) {
			const char *id = s->tables[i]->rows[k].case_id;

			if (!text_glob(e->case_id, id))
				continue;
			if (row_has(s->tables[i], e->policy))
				return CELL;
			found = NO_POLICY;
		}
	return found;
}

/* "case/policy" begins its line. */
static struct caret
caret_at(const struct known *known, const struct known_entry *e)
{
	const char *line = known->text;

	for (int i = 1; i < e->line; i++)
		line += strcspn(line, "\n") + 1;
	return (struct caret){
	    .path = known->path,
	    .number = e->line,
	    .line = line,
	    .line_len = strcspn(line, "\r\n"),
	};
}

static const char *
nearest_case(const struct suite *s, const char *typed)
{
	const char **names = xcalloc(s->n_cases + 1, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < s->n_cases; i++)
		names[i] = s->cases[i]->id;
	near = text_nearest(typed, names);
	free(names);
	return near;
}

static bool
no_case(const struct known *known, const struct known_entry *e,
    const struct suite *s, struct err *err)
{
	struct caret caret = caret_at(known, e);
	const char *near = nearest_case(s, e->case_id);
	char message[200], hint[200];

	caret.len = strcspn(caret.line, "/");
	snprintf(
	    message, sizeof(message), "no table has a case \"%s\"", e->case_id);
	snprintf(hint, sizeof(hint), "%s%s%sAll cases: badmx list cases",
	    near == NULL ? "" : "did you mean ", near == NULL ? "" : near,
	    near == NULL ? "" : "?   ");
	return caret_complain(err, &caret, message, hint);
}

static bool
no_policy(
    const struct known *known, const struct known_entry *e, struct err *err)
{
	struct caret caret = caret_at(known, e);
	char message[300];

	caret.at = strcspn(caret.line, "/") + 1;
	caret.len = strcspn(caret.line + caret.at, " \t\r\n");
	snprintf(message, sizeof(message),
	    "the table has no policy \"%s\" for %s", e->policy, e->case_id);
	return caret_complain(
	    err, &caret, message, "All policies: badmx list policies");
}

bool
known_check(const struct known *known, const struct suite *s, struct err *err)
{
	for (size_t i = 0; i < known->n; i++) {
		const struct known_entry *e = &known->entries[i];
		enum found found = look_for(s, e);

		if (found == NO_CASE)
			return no_case(known, e, s, err);
		if (found == NO_POLICY)
			return no_policy(known, e, err);
	}
	return true;
}

bool
known_of_client(const struct suite *s, const char *client, const char *named,
    struct known **known, struct err *err)
{
	char *own = xasprintf("known/%s.known", client);
	char *shipped = xasprintf("%s/known/%s.known", s->folder, client);
	const char *path = named != NULL		? named
			   : access(own, F_OK) == 0	? own
			   : access(shipped, F_OK) == 0 ? shipped
							: NULL;

	*known = path == NULL ? NULL : known_load(path, err);
	free(own);
	free(shipped);
	if (path == NULL)
		return true;
	return *known != NULL && known_check(*known, s, err);
}
