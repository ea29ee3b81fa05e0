/* SPDX-License-Identifier: MIT */
#include "harness/run/run_setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "harness/plan/filter_suggest.h"
#include "harness/plan/known_check.h"
#include "harness/plan/suite_idle.h"
#include "harness/run/client_find.h"
#include "harness/run/evidence.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

static bool
load(struct run_setup *s, struct err *err)
{
	struct complaints complaints = {0};

	s->suite = suite_load(&s->o->suite, &complaints, err);
	complaints_print(&complaints, stderr);
	complaints_clear(&complaints);
	if (s->suite == NULL)
		return false;
	suite_warn_of_idle_cases(s->suite, stderr);
	return suite_given_counts(s->suite, &s->o->suite, err);
}

static bool
unknown_client(const struct run_setup *s, const char *name, struct err *err)
{
	const char **names = xcalloc(s->suite->n_clients + 1, sizeof(char *));
	const char *near;

	for (size_t i = 0; i < s->suite->n_clients; i++)
		names[i] = s->suite->clients[i]->name;
	near = text_nearest(name, names);
	err_set(err, ERR_USAGE, "there is no client \"%s\"%s%s%s", name,
	    near == NULL ? "" : ", did you mean \"", near == NULL ? "" : near,
	    near == NULL ? ".  All of them: badmx list clients" : "\"?");
	free(names);
	return false;
}

static bool
find_clients(struct run_setup *s, struct err *err)
{
	static const char *const builtin[] = {"builtin"};
	const char *const *names =
	    s->o->n_clients == 0 ? builtin : s->o->clients;

	s->n_clients = s->o->n_clients == 0 ? 1 : s->o->n_clients;
	s->clients = xcalloc(s->n_clients, sizeof(s->clients[0]));
	s->known = xcalloc(s->n_clients, sizeof(s->known[0]));
	s->seals = xcalloc(s->n_clients, sizeof(s->seals[0]));
	for (size_t i = 0; i < s->n_clients; i++) {
		s->clients[i] = suite_client(s->suite, names[i]);
		if (s->clients[i] == NULL)
			return unknown_client(s, names[i], err);
		for (size_t k = 0; k < i; k++)
			if (s->clients[k] == s->clients[i])
				return err_set(err, ERR_USAGE,
				    "the client \"%s\" is named twice; "
				    "--repeat runs one more often",
				    names[i]);
	}
	return true;
}

/* Somebody must have a use for it. */
static bool
check_root(const struct run_setup *s, struct err *err)
{
	const char *root = s->o->client_root;
	struct stat st;
	bool used = root == NULL;

	for (size_t i = 0; i < s->n_clients; i++)
		used = used || s->clients[i]->programs[0] != NULL;
	if (!used)
		return err_set(err, ERR_USAGE,
		    "--client-root is of no use: %s has no programs that "
		    "could lie there; which client, is said with --client",
		    s->clients[0]->name);
	if (root == NULL || (stat(root, &st) == 0 && S_ISDIR(st.st_mode)))
		return true;
	return err_set(err, ERR_MISSING,
	    "--client-root %s: there is no such folder", root);
}

static bool
check_clients(const struct run_setup *s, struct err *err)
{
	if (!check_root(s, err))
		return false;
	for (size_t i = 0; i < s->n_clients; i++)
		if (!client_find_all(s->clients[i], s->o->client_root, err))
			return false;
	return true;
}

/* A date that has passed is said before it begins to count. */
static void
warn_of_dates(const struct known *known)
{
	int64_t now = clock_wall();

	for (size_t i = 0; i < known->n; i++) {
		const struct known_entry *e = &known->entries[i];
		char day[KNOWN_DAY_SIZE];

		if (known_state(e, now) != KNOWN_PASSED)
			continue;
		fprintf(stderr,
		    "badmx: %s:%d: the date of this known difference has "
		    "passed; from %s on it counts\n",
		    known->path, e->line, known_counts_from(e, day));
	}
}

static bool
load_known(struct run_setup *s, size_t i, struct err *err)
{
	if (!known_of_client(
		s->suite, s->clients[i]->name, s->o->known, &s->known[i], err))
		return false;
	if (s->known[i] != NULL)
		warn_of_dates(s->known[i]);
	return true;
}

static bool
choose_seal(struct run_setup *s, size_t i, struct err *err)
{
	const struct client_def *c = s->clients[i];
	struct seal_choice *seal = &s->seals[i];
	bool ports_do = client_may_use(c, "ports");

	if (!seal_choose(s->o->isolation, c->many_ids, seal, err))
		return err_within(err, "%s", c->name);
	if (seal->isolation == ISOLATION_PORTS && !ports_do)
		return err_set(err, ERR_SYSTEM,
		    "%s needs a lab with its own network (netns), and there "
		    "is none: %s.  badmx doctor says how to mend that",
		    c->name, seal->text);
	return true;
}

static bool
find_program(struct run_setup *s, struct err *err)
{
	ssize_t n =
	    readlink("/proc/self/exe", s->program, sizeof(s->program) - 1);

	if (n <= 0)
		return err_system(err, "/proc/self/exe");
	s->program[n] = '\0';
	return true;
}

/* "case/policy,case/policy": what differed last time. */
static bool
filter_failed(struct run_setup *s, struct err *err)
{
	json_t *results = evidence_last_results(s->o->evidence, err), *r;
	size_t i;

	if (results == NULL)
		return false;
	s->failed_filter = xstrdup("");
	json_array_foreach(results, i, r)
	{
		const char *id, *policy, *result;
		char *longer;

		if (json_unpack(r, "{ss ss ss}", "case", &id, "policy", &policy,
			"result", &result) == -1 ||
		    strcmp(result, "as-expected") == 0 ||
		    strcmp(result, "skipped") == 0 ||
		    strcmp(result, "known") == 0)
			continue;
		longer = xasprintf("%s%s%s/%s", s->failed_filter,
		    s->failed_filter[0] == '\0' ? "" : ",", id, policy);
		free(s->failed_filter);
		s->failed_filter = longer;
	}
	json_decref(results);
	return true;
}

/* An empty filter would let everything through. */
bool
run_setup_nothing_failed(const struct run_setup *s)
{
	return s->failed_filter != NULL && s->failed_filter[0] == '\0';
}

void
run_setup_say_nothing(const struct run_setup *s)
{
	if (run_setup_nothing_failed(s))
		fputs("badmx: nothing to run: nothing differed in the last "
		      "run\n",
		    stderr);
	else
		fprintf(stderr, "badmx: nothing to run: %s\n",
		    s->hint != NULL ? s->hint
				    : "no cell is left by the filter.  All "
				      "cases: badmx list cases");
}

/* A misspelt alternative would make a run smaller than its user thinks. */
static void
take_hint(struct run_setup *s)
{
	s->hint = filter_suggest(s->suite, s->o->filters, s->o->n_filters);
	if (s->hint != NULL && s->plan->n_cells > 0)
		fprintf(stderr, "badmx: %s\n", s->hint);
}

static bool
make_plan(struct run_setup *s, struct err *err)
{
	const struct run_options *o = s->o;
	const char **filters = xcalloc(o->n_filters + 1, sizeof(char *));
	struct plan_options options = {
	    .policies = o->n_policies == 0 ? NULL : o->policies,
	    .n_policies = o->n_policies,
	    .filters = filters,
	    .n_filters = o->n_filters,
	};

	for (size_t i = 0; i < o->n_filters; i++)
		filters[i] = o->filters[i];
	if (s->failed_filter != NULL && !run_setup_nothing_failed(s))
		filters[options.n_filters++] = s->failed_filter;
	s->plan = plan_new(s->suite, &options, err);
	free(filters);
	if (s->plan != NULL)
		take_hint(s);
	return s->plan != NULL;
}

bool
run_setup_make(
    struct run_setup *s, const struct run_options *o, struct err *err)
{
	s->o = o;
	if (!load(s, err) || !find_clients(s, err) || !find_program(s, err))
		return false;
	if (s->o->failed && !filter_failed(s, err))
		return false;
	if (!make_plan(s, err) || !check_clients(s, err))
		return false;
	for (size_t i = 0; i < s->n_clients; i++)
		if (!load_known(s, i, err) || !choose_seal(s, i, err))
			return false;
	return true;
}

void
run_setup_clear(struct run_setup *s)
{
	for (size_t i = 0; s->known != NULL && i < s->n_clients; i++)
		known_free(s->known[i]);
	free(s->known);
	free(s->seals);
	free(s->clients);
	free(s->failed_filter);
	free(s->hint);
	plan_free(s->plan);
	suite_free(s->suite);
}
