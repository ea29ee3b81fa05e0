/* SPDX-License-Identifier: MIT */
#include "harness/run/keeper.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/run/evidence.h"
#include "sim/base/mem.h"

struct keeper {
	enum run_keep which;
	struct evidence *evidence; /* NULL: nothing is kept */
};

struct keeper *
keeper_new(const struct run_options *o, struct err *err)
{
	struct keeper *k = xcalloc(1, sizeof(*k));

	k->which = o->keep;
	if (o->keep == KEEP_NONE)
		return k;
	k->evidence = evidence_open(o->evidence, err);
	if (k->evidence != NULL)
		return k;
	if (o->evidence_asked) {
		err_within(err, "no evidence can be kept");
		free(k);
		return NULL;
	}
	fprintf(stderr, "badmx: no evidence is kept: %s\n", err->text);
	return k;
}

void
keeper_free(struct keeper *k)
{
	if (k == NULL)
		return;
	evidence_close(k->evidence);
	free(k);
}

static void
give_up(struct keeper *k, const struct err *err)
{
	fprintf(stderr, "badmx: no more evidence is kept: %s\n", err->text);
	evidence_close(k->evidence);
	k->evidence = NULL;
}

/* Takes where.  False: it could not be written, and nothing more is kept. */
static bool
write_file(struct keeper *k, char *where, const char *text)
{
	struct err err;
	bool ok = evidence_file(k->evidence, where, text, &err);

	if (!ok)
		give_up(k, &err);
	free(where);
	return ok;
}

static const char *
text_of(const json_t *message, const char *key)
{
	const char *s = json_string_value(json_object_get(message, key));

	return s == NULL ? "" : s;
}

char *
keeper_cell(
    struct keeper *k, const struct kept_cell *c, enum report_result result)
{
	bool wanted = k->which == KEEP_ALL || (result != REPORT_AS_EXPECTED &&
						  result != REPORT_SKIPPED);
	const char *text = text_of(c->message, "transcript");
	const char *chain = text_of(c->message, "chain");
	char *folder, *path = NULL;

	if (k->evidence == NULL || !wanted)
		return NULL;
	if (text[0] == '\0')
		return xasprintf("%s/%s/lab-%s.txt", evidence_path(k->evidence),
		    c->client, c->policy);
	folder = xasprintf("%s/%s/%s", c->client, c->case_id, c->policy);
	if (write_file(k, xasprintf("%s/transcript.txt", folder), text))
		path = xasprintf(
		    "%s/%s/transcript.txt", evidence_path(k->evidence), folder);
	if (path != NULL && chain[0] != '\0' &&
	    !write_file(k, xasprintf("%s/chain.pem", folder), chain)) {
		free(path);
		path = NULL;
	}
	free(folder);
	return path;
}

void
keeper_result(
    struct keeper *k, const struct kept_cell *c, const struct report_cell *told)
{
	struct err err;
	json_t *json;

	if (k->evidence == NULL)
		return;
	json = json_pack("{ss ss ss ss ss ss ss ss si}", "client", c->client,
	    "case", c->case_id, "policy", c->policy, "result",
	    report_result_id(told->result), "expected", told->expected, "got",
	    told->got, "reason", told->reason_got, "why", told->why, "round",
	    (int)told->round);
	if (json == NULL)
		abort(); /* a text that is not UTF-8 */
	if (!evidence_result(k->evidence, json, &err))
		give_up(k, &err);
	json_decref(json);
}

void
keeper_lab(struct keeper *k, const char *client, const char *policy,
    const char *journal, bool failed)
{
	if (k->evidence == NULL || (k->which != KEEP_ALL && !failed))
		return;
	(void)write_file(
	    k, xasprintf("%s/lab-%s.txt", client, policy), journal);
}
