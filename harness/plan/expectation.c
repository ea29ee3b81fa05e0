/* SPDX-License-Identifier: MIT */
#include "harness/plan/expectation.h"

#include <stdio.h>
#include <string.h>

static bool
parse_step(const json_t *json, struct outcome_path *path, struct err *err)
{
	const char *word = json_string_value(json);
	enum outcome o;

	if (word == NULL)
		return err_input(err, "a step of a cell must be a word");
	if (strcmp(word, "next-mx") == 0) {
		path->next_mx = true;
		return true;
	}
	if (!outcome_of_word(word, &o))
		return err_input(err, "\"%s\" is not an outcome", word);
	outcome_path_add(path, o);
	return true;
}

static bool
parse_path(const json_t *json, struct outcome_path *path, struct err *err)
{
	size_t i;
	const json_t *step;

	json_array_foreach(
	    json, i, step) if (!parse_step(step, path, err)) return false;
	if (path->n == 0)
		return err_input(err, "an alternative of a cell is empty");
	return true;
}

bool
expectation_parse(const json_t *json, struct expectation *e, struct err *err)
{
	const json_t *any = json_object_get(json, "any"), *path;
	size_t i;

	memset(e, 0, sizeof(*e));
	if (json_is_true(json_object_get(json, "skip"))) {
		e->skip = true;
		return true;
	}
	if (json_array_size(any) == 0)
		return err_input(err, "a cell needs an outcome");
	if (json_array_size(any) > EXPECTATION_MAX_PATHS)
		return err_input(err, "a cell has more than %d alternatives",
		    EXPECTATION_MAX_PATHS);
	json_array_foreach(any, i,
	    path) if (!parse_path(path, &e->paths[e->n++], err)) return false;
	return true;
}

static bool
step_admits(enum outcome wanted, enum outcome got)
{
	return wanted == got ||
	       (wanted == OUTCOME_UNVERIFIED && got == OUTCOME_VERIFIED);
}

static bool
path_admits(const struct outcome_path *wanted, const struct outcome_path *got)
{
	if (wanted->n != got->n || (wanted->next_mx && !got->next_mx))
		return false;
	for (size_t i = 0; i < wanted->n; i++)
		if (!step_admits(wanted->steps[i], got->steps[i]))
			return false;
	return true;
}

static bool
any_admits(const struct expectation *e, const struct outcome_path *got)
{
	for (size_t i = 0; i < e->n; i++)
		if (path_admits(&e->paths[i], got))
			return true;
	return false;
}

/* Where both may be the end, a mail may also wait before it goes back. */
static bool
waits_and_bounces(const struct expectation *e, const struct outcome_path *got)
{
	static const struct outcome_path defer = {{OUTCOME_DEFER}, 1, false};
	static const struct outcome_path bounce = {{OUTCOME_BOUNCE}, 1, false};

	return got->n == 2 && got->steps[0] == OUTCOME_DEFER &&
	       got->steps[1] == OUTCOME_BOUNCE && any_admits(e, &defer) &&
	       any_admits(e, &bounce);
}

bool
expectation_admits(const struct expectation *e, const struct outcome_path *got)
{
	return any_admits(e, got) || waits_and_bounces(e, got);
}

unsigned
expectation_finals(const struct expectation *e)
{
	unsigned bits = 0;

	for (size_t i = 0; i < e->n; i++)
		bits |= OUTCOME_BIT(outcome_path_last(&e->paths[i]));
	return bits;
}

bool
expectation_wants_next_mx(const struct expectation *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (!e->paths[i].next_mx)
			return false;
	return e->n > 0;
}

const char *
expectation_text(const struct expectation *e, char *buf, size_t size)
{
	char path[80];
	size_t used = 0;

	snprintf(buf, size, "%s", e->skip ? "skip" : "nothing");
	for (size_t i = 0; i < e->n && used < size; i++) {
		int n = snprintf(buf + used, size - used, "%s%s",
		    i == 0 ? "" : " or ",
		    outcome_path_text(&e->paths[i], path, sizeof(path)));

		if (n < 0)
			break;
		used += (size_t)n;
	}
	return buf;
}
