/* SPDX-License-Identifier: MIT */
#include "harness/plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "harness/plan/filter.h"
#include "sim/base/mem.h"

/* What is being planned. */
struct draft {
	const struct suite *suite;
	enum origin origin; /* of the tables that count */
	const struct filter *filter;
	char (*only)[POLICY_NAME_MAX]; /* the policies asked for */
	size_t n_only;
	struct plan *plan;
};

bool
plan_needs_twin(const struct expectation *e)
{
	unsigned finals = expectation_finals(e);

	return (finals & OUTCOME_BIT(OUTCOME_VERIFIED)) != 0 &&
	       (finals & OUTCOME_BIT(OUTCOME_UNVERIFIED)) == 0;
}

static bool
no_column(const char *policy, struct err *err)
{
	const struct policy *known = policy_find(policy);

	if (known != NULL && known->later)
		return err_set(err, ERR_USAGE,
		    "there are no cases for the policy \"%s\" yet", policy);
	return err_set(err, ERR_USAGE,
	    "no table has a column for the policy \"%s\"", policy);
}

static bool
has_column(const struct draft *d, const char *policy)
{
	for (size_t i = 0; i < d->suite->n_tables; i++) {
		const struct table *t = d->suite->tables[i];

		for (size_t k = 0; t->origin == d->origin && k < t->n_policies;
		     k++)
			if (strcmp(t->policies[k], policy) == 0)
				return true;
	}
	return false;
}

static bool
choose_policies(
    struct draft *d, const struct plan_options *options, struct err *err)
{
	d->only = xcalloc(options->n_policies + 1, sizeof(d->only[0]));
	for (size_t i = 0; i < options->n_policies; i++) {
		const char *name = options->policies[i], *near;

		if (!policy_canonical(name, d->only[i], err)) {
			near = policy_suggest(name);
			if (near != NULL)
				err_set(err, ERR_USAGE,
				    "there is no policy called \"%.80s\", did "
				    "you mean \"%s\"?",
				    name, near);
			return false;
		}
		if (!has_column(d, d->only[i]))
			return no_column(d->only[i], err);
		d->n_only++;
	}
	return true;
}

static bool
is_wanted(const struct draft *d, const char *policy)
{
	for (size_t i = 0; i < d->n_only; i++)
		if (strcmp(d->only[i], policy) == 0)
			return true;
	return d->n_only == 0;
}

static struct plan_group *
group_of(struct plan *plan, const char *policy)
{
	struct plan_group *group;

	for (size_t i = 0; i < plan->n_groups; i++)
		if (strcmp(plan->groups[i].policy, policy) == 0)
			return &plan->groups[i];
	plan->groups = xreallocarray(
	    plan->groups, plan->n_groups + 1, sizeof(plan->groups[0]));
	group = &plan->groups[plan->n_groups++];
	*group = (struct plan_group){0};
	strncpy(group->policy, policy, sizeof(group->policy) - 1);
	return group;
}

static void
add_cell(struct plan_group *group, const struct plan_cell *cell)
{
	group->cells =
	    xreallocarray(group->cells, group->n + 1, sizeof(group->cells[0]));
	group->cells[group->n++] = *cell;
}

static void
take_row(struct draft *d, const struct table *t, const struct row *row)
{
	struct plan_cell cell = {.table = t, .row = row};

	cell.def = suite_case(d->suite, row->case_id);
	if (cell.def == NULL)
		return; /* the loader has complained */
	for (size_t i = 0; i < t->n_policies; i++) {
		cell.expected = &row->cells[i];
		if (!is_wanted(d, t->policies[i]) ||
		    !filter_admits(
			d->filter, cell.def, t->policies[i], t->title))
			continue;
		add_cell(group_of(d->plan, t->policies[i]), &cell);
		d->plan->n_cells++;
	}
}

static void
take_tables(struct draft *d)
{
	for (size_t i = 0; i < d->suite->n_tables; i++) {
		const struct table *t = d->suite->tables[i];

		for (size_t k = 0; t->origin == d->origin && k < t->n_rows; k++)
			take_row(d, t, &t->rows[k]);
	}
}

static struct plan_cell *
find_cell(const struct plan_group *group, const char *case_id)
{
	for (size_t i = 0; i < group->n; i++)
		if (strcmp(group->cells[i].def->id, case_id) == 0)
			return &group->cells[i];
	return NULL;
}

/* Another table may know the twin; one of the same origin comes first. */
static bool
find_twin(const struct draft *d, const char *id, const char *policy,
    struct plan_cell *cell)
{
	cell->def = suite_case(d->suite, id);
	cell->table = NULL;
	for (size_t i = 0; i < d->suite->n_tables; i++) {
		const struct table *t = d->suite->tables[i];

		if (table_cell(t, id, policy) != NULL &&
		    (cell->table == NULL || t->origin == d->origin))
			cell->table = t;
	}
	if (cell->table == NULL || cell->def == NULL)
		return false;
	cell->row = table_row(cell->table, id);
	cell->expected = table_cell(cell->table, id, policy);
	return true;
}

static const char *
twin_of(const struct plan_cell *cell)
{
	if (cell->expected->skip || !plan_needs_twin(cell->expected))
		return NULL;
	return cell->row->twin;
}

static void
add_helpers(struct draft *d, struct plan_group *group)
{
	size_t n = group->n; /* a helper is withheld and needs none itself */

	for (size_t i = 0; i < n; i++) {
		struct plan_cell helper = {.helper = true};
		const char *twin = twin_of(&group->cells[i]);

		if (twin == NULL || find_cell(group, twin) != NULL ||
		    !find_twin(d, twin, group->policy, &helper))
			continue;
		add_cell(group, &helper);
		d->plan->n_helpers++;
	}
	for (size_t i = 0; i < n; i++) {
		const char *twin = twin_of(&group->cells[i]);

		if (twin != NULL)
			group->cells[i].twin = find_cell(group, twin);
	}
}

static bool
fill_plan(struct draft *d, const struct plan_options *options, struct err *err)
{
	if (!choose_policies(d, options, err))
		return false;
	take_tables(d);
	for (size_t i = 0; i < d->plan->n_groups; i++)
		add_helpers(d, &d->plan->groups[i]);
	return true;
}

struct plan *
plan_new(const struct suite *suite, const struct plan_options *options,
    struct err *err)
{
	struct filter *filter =
	    filter_parse(options->filters, options->n_filters, err);
	struct draft d = {.suite = suite, .filter = filter};

	if (filter == NULL)
		return NULL;
	d.origin = suite_tables_origin(suite);
	d.plan = xcalloc(1, sizeof(*d.plan));
	if (!fill_plan(&d, options, err)) {
		plan_free(d.plan);
		d.plan = NULL;
	}
	free(d.only);
	filter_free(filter);
	return d.plan;
}

void
plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	for (size_t i = 0; i < plan->n_groups; i++)
		free(plan->groups[i].cells);
	free(plan->groups);
	free(plan);
}
