/* SPDX-License-Identifier: MIT */
#include "harness/run/run_story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/exit_code.h"
#include "harness/base/reader.h"
#include "harness/plan/known.h"
#include "harness/run/keeper.h"
#include "harness/run/run_known.h"
#include "harness/run/run_next.h"
#include "harness/run/run_repeat.h"
#include "harness/run/run_table.h"
#include "harness/run/shown_path.h"
#include "harness/run/verdict.h"
#include "reports/terminal.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"

#define NOT_KNOWN    (-1.0)
#define HEAD_WAIT_US (3 * 1000000LL) /* from the first world, for versions */

/* A result that came before the head of the report was complete. */
struct held {
	struct run_result result;
	json_t *message;
};

struct run_story {
	struct run_story_options o;
	struct report *report;
	struct terminal terminal;
	struct keeper *keeper;
	struct report_run run;
	struct run_table table;
	char **versions; /* one a client; NULL: not known */
	int64_t began_us;
	bool begun, is_up;
	int64_t up_us;
	bool *failed; /* one a client: no lab of it will say its version */
	struct held *held;
	size_t n_held;
	unsigned hosts, domains;
	double world_seconds;
	size_t told, judged;
	char *here; /* the working directory; NULL: not known */
};

static const struct report_word words[] = {
    {"verified", "verif", 'V', "handed over in TLS, host authenticated"},
    {"unverified", "unver", 'U', "handed over in TLS, host not authenticated"},
    {"cleartext", "clear", 'C', "handed over without TLS"},
    {"defer", "defer", 'D', "kept in the queue"},
    {"bounce", "bounc", 'B', "returned to the sender"},
    {0},
};

static const char *
shown(const struct run_story *s, const char *path)
{
	return shown_path(path, s->o.suite->folder, s->here);
}

/* --- life --------------------------------------------------------------- */

static void
look(struct terminal *terminal, const struct run_options *o)
{
	struct terminal_wish wish = {o->color, o->progress};

	terminal_look(terminal, &wish, stdout, stderr);
	if (o->quiet)
		terminal->progress = PROGRESS_NONE;
}

void
run_story_greet(const struct run_options *o)
{
	struct terminal terminal;

	if (o->json)
		return;
	look(&terminal, o);
	report_say(stdout, &terminal,
	    "A private mail Internet on this machine. Nothing leaves it.");
}

static void
open_reports(struct run_story *s)
{
	look(&s->terminal, s->o.run);
	s->report = report_new();
	if (s->o.run->json)
		report_also(s->report, &report_json, stdout, NULL);
	else
		report_also(s->report, &report_term, stdout, &s->terminal);
}

struct run_story *
run_story_new(const struct run_story_options *o, struct err *err)
{
	struct run_story *s = xcalloc(1, sizeof(*s));

	s->o = *o;
	s->began_us = clock_monotonic_us();
	s->here = getcwd(NULL, 0);
	s->versions = xcalloc(o->n_clients, sizeof(char *));
	s->failed = xcalloc(o->n_clients, sizeof(bool));
	run_table_make(&s->table, &(struct run_table_options){
				      .suite = o->suite,
				      .plan = o->plan,
				      .clients = o->clients,
				      .n_clients = o->n_clients,
				      .here = s->here,
				  });
	s->keeper = keeper_new(o->run, err);
	if (s->keeper == NULL) {
		run_story_free(s);
		return NULL;
	}
	open_reports(s);
	return s;
}

void
run_story_free(struct run_story *s)
{
	if (s == NULL)
		return;
	report_free(s->report);
	keeper_free(s->keeper);
	for (size_t i = 0; s->versions != NULL && i < s->o.n_clients; i++)
		free(s->versions[i]);
	free(s->versions);
	free(s->failed);
	for (size_t i = 0; i < s->n_held; i++)
		json_decref(s->held[i].message);
	free(s->held);
	run_table_clear(&s->table);
	free(s->here);
	free(s);
}

bool
run_story_knows_version(const struct run_story *s, size_t client)
{
	return s->versions[client] != NULL;
}

static void tell_held(struct run_story *);

static void
begin(struct run_story *s)
{
	unsigned rounds = s->o.run->repeat == 0 ? 1 : s->o.run->repeat;

	if (s->begun)
		return;
	s->begun = true;
	s->run = (struct report_run){
	    .version = BADMX_VERSION,
	    .isolation = s->o.isolation,
	    .hosts = s->hosts,
	    .domains = s->domains,
	    .world_seconds = s->is_up ? s->world_seconds : NOT_KNOWN,
	    .clients = s->table.clients,
	    .n_clients = s->o.n_clients,
	    .tables = s->table.tables,
	    .policies = s->table.policies,
	    .n_policies = s->o.plan->n_groups,
	    .rows = s->table.rows,
	    .n_rows = s->table.n_rows,
	    .words = words,
	    .cases = s->table.n_rows / s->o.n_clients,
	    .cells = s->o.plan->n_cells * s->o.n_clients * rounds,
	    .seed = s->o.run->seed,
	    .t0 = clock_wall(),
	};
	report_begin(s->report, &s->run);
	tell_held(s);
}

/* The head names the version of each client, if there is one to wait for. */
static bool
is_complete(const struct run_story *s)
{
	if (s->is_up && clock_monotonic_us() - s->up_us > HEAD_WAIT_US)
		return true;
	for (size_t i = 0; i < s->o.n_clients; i++)
		if (s->versions[i] == NULL && !s->failed[i] &&
		    s->o.clients[i]->version != NULL)
			return false;
	return true;
}

static void
begin_if_complete(struct run_story *s)
{
	if (s->is_up && is_complete(s))
		begin(s);
}

void
run_story_begin(
    struct run_story *s, unsigned hosts, unsigned domains, double seconds)
{
	if (!s->is_up) {
		s->up_us = clock_monotonic_us();
		s->hosts = hosts;
		s->domains = domains;
		s->world_seconds = seconds;
	}
	s->is_up = true;
	begin_if_complete(s);
}

void
run_story_version(struct run_story *s, size_t client, const char *version)
{
	if (s->versions[client] != NULL)
		return;
	s->versions[client] = xstrdup(version);
	s->table.clients[client].version = s->versions[client];
	begin_if_complete(s);
}

/* --- one result --------------------------------------------------------- */

static const char *
text_of(const json_t *message, const char *key)
{
	const char *s = json_string_value(json_object_get(message, key));

	return s == NULL ? "" : s;
}

static void
reasons_text(const struct case_def *def, char *buf, size_t size)
{
	buf[0] = '\0';
	for (char **reason = def->reasons; *reason != NULL; reason++)
		snprintf(buf + strlen(buf), size - strlen(buf), "%s%s",
		    buf[0] == '\0' ? "" : " or ", *reason);
}

/* Why a mail was withheld says nothing of one that went out in the end. */
static const char *
reason_got(const json_t *message)
{
	enum outcome got = OUTCOME_NONE;

	if (!outcome_of_word(text_of(message, "outcome"), &got) ||
	    (OUTCOME_BIT(got) & OUTCOME_WITHHELD) == 0)
		return "";
	return text_of(message, "reason");
}

static struct run_known
known_of(const struct run_story *s, const struct run_result *r,
    const char *case_id, const char *policy)
{
	const struct known *known = s->o.known[r->client];
	const char *version = s->versions[r->client];

	if (known == NULL)
		return (struct run_known){.entry = NULL};
	return (struct run_known){
	    .entry = known_find(known, case_id, policy, version),
	    .unsure = known_unsure(known, case_id, policy, version),
	    .path = shown(s, known->path),
	};
}

static void
tell(struct run_story *s, const struct run_result *r)
{
	const struct plan_group *group = &s->o.plan->groups[r->group];
	const struct plan_cell *cell = &group->cells[r->cell];
	const char *client = s->o.clients[r->client]->name;
	const struct kept_cell kept = {
	    client, cell->def->id, group->policy, r->message};
	struct run_known listed = known_of(s, r, cell->def->id, group->policy);
	struct run_known_cell said = {
	    .expected = cell->expected,
	    .verdict = (enum verdict)json_integer_value(
		json_object_get(r->message, "verdict")),
	    .outcome = text_of(r->message, "outcome"),
	    .reason = reason_got(r->message),
	    .why = text_of(r->message, "why"),
	};
	char expected[300], reasons[300], place[300] = "";
	enum report_result result = run_with_known(&listed, &said);
	char *transcript, *repeat, *why;

	reasons_text(cell->def, reasons, sizeof(reasons));
	if (result == REPORT_KNOWN || result == REPORT_GONE)
		snprintf(place, sizeof(place), "%s:%d", listed.path,
		    listed.entry->line);
	why = run_known_why(&listed, &said, result);
	transcript = keeper_cell(s->keeper, &kept, result);
	repeat = run_repeat(s->o.run, client, cell->def->id, group->policy);
	struct report_cell told = {
	    .row = run_table_find(&s->table, cell->def->id, client),
	    .policy = r->group,
	    .round = r->round,
	    .result = result,
	    .expected =
		expectation_text(cell->expected, expected, sizeof(expected)),
	    .got = text_of(r->message, "got"),
	    .outcome = text_of(r->message, "outcome"),
	    .host = text_of(r->message, "host"),
	    .reason_expected = reasons,
	    .reason_got = said.reason,
	    .why = why,
	    .known = place[0] == '\0' ? NULL : place,
	    .transcript = transcript,
	    .repeat = repeat,
	    .again = r->again,
	    .seconds =
		json_number_value(json_object_get(r->message, "seconds")),
	};
	report_cell(s->report, &told);
	keeper_result(s->keeper, &kept, &told);
	s->told++;
	if (result != REPORT_NOT_JUDGED && result != REPORT_SKIPPED)
		s->judged++;
	free(transcript);
	free(repeat);
	free(why);
}

static void
hold(struct run_story *s, const struct run_result *r)
{
	struct held *held;

	s->held = xreallocarray(s->held, s->n_held + 1, sizeof(s->held[0]));
	held = &s->held[s->n_held++];
	held->result = *r;
	held->message = json_deep_copy(r->message);
	held->result.message = held->message;
}

static void
tell_held(struct run_story *s)
{
	for (size_t i = 0; i < s->n_held; i++) {
		tell(s, &s->held[i].result);
		json_decref(s->held[i].message);
	}
	s->n_held = 0;
}

void
run_story_result(struct run_story *s, const struct run_result *r)
{
	/* Its lab has failed, if there was one. */
	if (json_object_get(r->message, "outcome") == NULL)
		s->failed[r->client] = true;
	if (s->o.plan->groups[r->group].cells[r->cell].helper)
		return;
	if (!s->begun && !is_complete(s)) {
		hold(s, r);
		return;
	}
	begin(s);
	tell(s, r);
}

void
run_story_lab(struct run_story *s, const struct run_result *r, bool failed)
{
	char *name = xasprintf("%s%s", s->o.plan->groups[r->group].policy,
	    r->again == NULL ? "" : "-again");

	keeper_lab(s->keeper, s->o.clients[r->client]->name, name,
	    text_of(r->message, "journal"),
	    failed || report_count(s->report, REPORT_NOT_JUDGED) > 0);
	free(name);
}

void
run_story_progress(struct run_story *s, const char *text)
{
	if (s->begun && text[0] != '\0')
		report_progress(s->report, text);
}

bool
run_story_begun(const struct run_story *s)
{
	return s->begun;
}

void
run_story_no_progress(struct run_story *s)
{
	s->terminal.progress = PROGRESS_NONE;
}

size_t
run_story_judged(struct run_story *s)
{
	begin(s);
	return s->judged;
}

/* --- the end ------------------------------------------------------------ */

static int
decide(const struct run_story *s)
{
	static const enum report_result differs[] = {REPORT_LET_IN, REPORT_LOST,
	    REPORT_WRONG_KIND, REPORT_WRONG_REASON, REPORT_GONE};

	for (size_t i = 0; i < sizeof(differs) / sizeof(differs[0]); i++)
		if (report_count(s->report, differs[i]) > 0)
			return EXIT_DIFFERS;
	if (report_count(s->report, REPORT_NOT_JUDGED) > 0)
		return EXIT_NOT_JUDGED;
	return s->judged == 0 ? EXIT_NOTHING_RAN : EXIT_AS_EXPECTED;
}

int
run_story_end(struct run_story *s, int exit_code)
{
	bool builtin = s->o.n_clients == 1 &&
		       strcmp(s->o.clients[0]->name, "builtin") == 0;
	struct report_next *next = run_next(s->o.run->called, builtin);
	struct report_summary summary = {0};
	struct err err;
	int code;

	begin(s); /* tells the results that were held back */
	code = exit_code >= 0 ? exit_code : decide(s);
	summary.seconds = (double)(clock_monotonic_us() - s->began_us) / 1e6;
	summary.exit_code = code;
	summary.exit_words = exit_code_text(code);
	summary.next = code != EXIT_AS_EXPECTED ? NULL : next;
	if (report_end(s->report, &summary, &err)) {
		run_next_free(next);
		return code;
	}
	run_next_free(next);
	if (reader_is_gone(STDOUT_FILENO))
		return exit_code >= 0 ? code : EXIT_READER_GONE;
	fprintf(stderr, "badmx: the report is not complete: %s\n", err.text);
	return EXIT_SYSTEM;
}
