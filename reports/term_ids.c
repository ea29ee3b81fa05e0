/* SPDX-License-Identifier: MIT */
#include "reports/term_ids.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

/* A policy with fewer cases than that is told case by case. */
#define MANY 4
/* A policy with more cases than that is folded, and so many are named. */
#define FOLD_FROM  12
#define FOLD_NAMES 3

struct list {
	const struct report *r;
	bool *left; /* cells that are not named yet */
	char *text;
	bool whole_only;
};

static void
append(struct list *list, const char *between, char *more)
{
	char *longer = xasprintf(
	    "%s%s%s", list->text, list->text[0] == '\0' ? "" : between, more);

	free(list->text);
	free(more);
	list->text = longer;
}

/* --- whole policies ------------------------------------------------------ */

static bool
of_client(const struct report *r, size_t cell, size_t client)
{
	const char *name = r->run->rows[r->cells[cell].row].client;

	return r->run->n_clients < 2 || name == NULL ||
	       strcmp(name, r->run->clients[client].name) == 0;
}

/*
 * How many rows the policy has if all its cells are in the list that were not
 * skipped, else 0.
 */
static size_t
whole_policy(const struct list *list, size_t policy, size_t client)
{
	const struct report *r = list->r;
	size_t rows = 0, last = r->run->n_rows;

	for (size_t i = 0; i < r->n_cells; i++) {
		if (r->cells[i].policy != policy || !of_client(r, i, client))
			continue;
		if (!list->left[i] && r->cells[i].result == REPORT_SKIPPED)
			continue;
		if (!list->left[i])
			return 0;
		rows += r->cells[i].row != last;
		last = r->cells[i].row;
	}
	return rows;
}

/* "postfix: policy strict (80 cases" */
static void
open_policy(struct list *list, size_t policy, size_t client, size_t rows)
{
	const struct report_run *run = list->r->run;
	bool several = run->n_clients > 1;

	append(list, ", ",
	    xasprintf("%s%spolicy %s (%zu cases",
		several ? run->clients[client].name : "", several ? ": " : "",
		run->policies[policy], rows));
}

/* Takes the text; none of its cells is left. */
static void
close_policy(struct list *list, size_t policy, size_t client, char *text)
{
	const struct report *r = list->r;

	append(list, "", text);
	for (size_t i = 0; i < r->n_cells; i++)
		if (r->cells[i].policy == policy && of_client(r, i, client))
			list->left[i] = false;
}

static void
name_policies(struct list *list)
{
	const struct report_run *run = list->r->run;

	for (size_t client = 0; client < run->n_clients; client++)
		for (size_t policy = 0; policy < run->n_policies; policy++) {
			size_t rows = whole_policy(list, policy, client);

			if (rows < MANY)
				continue;
			open_policy(list, policy, client, rows);
			close_policy(list, policy, client, xstrdup(")"));
		}
}

/* --- many of a policy ---------------------------------------------------- */

static bool
is_new_row(const struct list *list, size_t cell, size_t policy, size_t client,
    size_t *last)
{
	const struct report_cell *c = &list->r->cells[cell];

	if (!list->left[cell] || c->policy != policy || c->row == *last ||
	    !of_client(list->r, cell, client))
		return false;
	*last = c->row;
	return true;
}

/* "policy strict (80 cases: name-exact, name-other, name-third and 77 more)" */
static void
fold_policy(struct list *list, size_t policy, size_t client, size_t rows)
{
	const struct report *r = list->r;
	size_t named = 0, last = r->run->n_rows;

	open_policy(list, policy, client, rows);
	for (size_t i = 0; i < r->n_cells && named < FOLD_NAMES; i++)
		if (is_new_row(list, i, policy, client, &last))
			append(list, named++ == 0 ? ": " : ", ",
			    xstrdup(r->run->rows[r->cells[i].row].case_id));
	close_policy(
	    list, policy, client, xasprintf(" and %zu more)", rows - named));
}

static void
fold_policies(struct list *list)
{
	const struct report_run *run = list->r->run;

	for (size_t client = 0; client < run->n_clients; client++)
		for (size_t policy = 0; policy < run->n_policies; policy++) {
			size_t rows = 0, last = run->n_rows;

			for (size_t i = 0; i < list->r->n_cells; i++)
				rows +=
				    is_new_row(list, i, policy, client, &last);
			if (rows > FOLD_FROM)
				fold_policy(list, policy, client, rows);
		}
}

/* --- rows ---------------------------------------------------------------- */

/* Names what is left of one row; its cells are those from first to end. */
static void
name_row(struct list *list, size_t first, size_t end, bool policies)
{
	const struct report *r = list->r;
	char *label = report_row_label(r, r->cells[first].row);
	const char *between = "/";
	size_t left = 0, last = r->run->n_policies;

	for (size_t i = first; i < end; i++)
		left += list->left[i];
	if (left == 0) {
		free(label);
		return;
	}
	append(list, ", ", label);
	list->whole_only = false;
	for (size_t i = first; i < end && (policies || left < end - first);
	     i++) {
		if (!list->left[i] || r->cells[i].policy == last)
			continue;
		last = r->cells[i].policy;
		append(list, between, xstrdup(r->run->policies[last]));
		between = ",";
	}
}

static size_t
end_of_row(const struct report *r, size_t first)
{
	size_t end = first;

	while (end < r->n_cells && r->cells[end].row == r->cells[first].row)
		end++;
	return end;
}

static struct list
begin(const struct report *r, const bool *in)
{
	return (struct list){
	    .r = r,
	    .left = xmemdup(in, r->n_cells * sizeof(*in)),
	    .text = xstrdup(""),
	    .whole_only = true,
	};
}

struct term_ids
term_ids(const struct report *r, const bool *in, bool fold)
{
	struct list list = begin(r, in);
	size_t n = 0;

	for (size_t i = 0; i < r->n_cells; i++)
		n += in[i];
	if (n == r->n_cells && n >= MANY) {
		append(&list, "", xstrdup("every cell"));
		memset(list.left, 0, n * sizeof(*in));
	}
	name_policies(&list);
	if (fold)
		fold_policies(&list);
	for (size_t i = 0; i < r->n_cells; i = end_of_row(r, i))
		name_row(&list, i, end_of_row(r, i), false);
	free(list.left);
	return (struct term_ids){list.text, list.whole_only};
}

char *
term_ids_of_row(const struct report *r, const bool *in, size_t row)
{
	struct list list = begin(r, in);

	for (size_t i = 0; i < r->n_cells; i = end_of_row(r, i))
		if (r->cells[i].row == row)
			name_row(&list, i, end_of_row(r, i), true);
	free(list.left);
	return list.text;
}
