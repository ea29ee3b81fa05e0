/* SPDX-License-Identifier: MIT */
/*
 * cmd_run.c - the options of `badmx run`.  One table says what there is: the
 * parser and the help text are both made from it.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "harness/cli/cli_value.h"
#include "harness/run/evidence.h"
#include "harness/run/run.h"
#include "reports/terminal.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

enum {
	O_CLIENT_ROOT = 256,
	O_JSON,
	O_KEEP,
	O_TIMEOUT,
	O_SEED,
	O_FAILED,
	O_REPEAT,
	O_ISOLATION,
	O_KNOWN,
	O_EVIDENCE,
	O_SCENARIOS,
	O_COLOR,
	O_PROGRESS,
	O_NO_CASES
};

static const struct {
	const char *name;
	int key;
	const char *value; /* NULL: takes none */
	const char *help;
} rows[] = {
    {"client", 'c', "NAME[,NAME]", "who sends (builtin)"},
    {"policy", 'p', "NAME[,NAME]", "only these columns"},
    {"filter", 'f', "QUERY", "only these: 'name-*', 'val-*/strict', '!slow'"},
    {"client-root", O_CLIENT_ROOT, "DIR",
	"the client's packages, unpacked with dpkg -x"},
    {"jobs", 'j', "N|auto", "labs at a time (as many as cores)"},
    {"timeout", O_TIMEOUT, "SPAN", "for one mail ('30 seconds')"},
    {"repeat", O_REPEAT, "N", "run everything N times"},
    {"failed", O_FAILED, NULL, "only what differed in the last run"},
    {"seed", O_SEED, "N", "same seed, same keys and order"},
    {"isolation", O_ISOLATION, "HOW", "auto, netns, root or ports"},
    {"known", O_KNOWN, "FILE", "known differences (known/CLIENT.known)"},
    {"keep", O_KEEP, "WHICH", "transcripts: failed, all or none"},
    {"evidence", O_EVIDENCE, "DIR", "where they go (.badmx)"},
    {"scenarios", O_SCENARIOS, "DIR", "instead of those of badmx"},
    {"no-cases", O_NO_CASES, "HOW", "if nothing is left to run: fail, pass"},
    {"json", O_JSON, NULL, "the report as JSON"},
    {"quiet", 'q', NULL, "no progress"},
    {"color", O_COLOR, "WHEN", "auto, always or never"},
    {"progress", O_PROGRESS, "HOW", "auto, bar, lines or none"},
    {"help", 'h', NULL, "this"},
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

struct parsed {
	struct run_options o;
	char **lists[3]; /* clients, policies, filters; allocated words */
	size_t n[3];
	bool help;
};

static void
print_help(void)
{
	char left[40];

	puts("Runs the cases under each policy and compares what becomes of "
	     "every mail with\nthe table.\n\nbadmx run [OPTIONS] "
	     "[FILE|FOLDER...]\n\nFiles and folders are scenarios of your "
	     "own; without any, the tables that come\nwith "
	     "badmx run.\n");
	for (size_t i = 0; i < N_ROWS; i++) {
		snprintf(left, sizeof(left), "--%s%s%s", rows[i].name,
		    rows[i].value == NULL ? "" : " ",
		    rows[i].value == NULL ? "" : rows[i].value);
		printf("  %c%c%c %-22s %s\n", rows[i].key < 256 ? '-' : ' ',
		    rows[i].key < 256 ? rows[i].key : ' ',
		    rows[i].key < 256 ? ',' : ' ', left, rows[i].help);
	}
	puts("\nExit: 0 all as expected, 1 something differs, 3 something "
	     "could not be judged,\n4 nothing ran; 64 and above: the lab, not "
	     "the mail server.  See badmx(1).");
}

static void
add_word(struct parsed *p, size_t list, const char *word)
{
	p->lists[list] =
	    xreallocarray(p->lists[list], p->n[list] + 1, sizeof(char *));
	p->lists[list][p->n[list]++] = xstrdup(word);
}

static bool
add_words(struct parsed *p, size_t list, const char *option, const char *text,
    struct err *err)
{
	char *copy = xstrdup(text), *rest = copy, *word;
	bool good = true;

	while (good && (word = strsep(&rest, ",")) != NULL) {
		good = *word != '\0';
		if (good)
			add_word(p, list, word);
	}
	free(copy);
	return good ||
	       err_set(err, ERR_USAGE,
		   "--%s takes names with commas between them, not \"%.100s\"",
		   option, text);
}

/* An empty one would let everything through. */
static bool
add_filter(struct parsed *p, const char *text, struct err *err)
{
	if (text[strspn(text, " \t\n")] == '\0')
		return err_set(err, ERR_USAGE,
		    "--filter takes a query like 'name-*/strict', not \"%s\"",
		    text);
	add_word(p, 2, text);
	return true;
}

static bool
take_path(
    const char *option, const char *text, const char **path, struct err *err)
{
	*path = text;
	return *text != '\0' ||
	       err_set(err, ERR_USAGE, "--%s takes a path, not \"\"", option);
}

static bool
take_choice(struct parsed *p, int key, const char *text, struct err *err)
{
	static const char *const keeps[] = {"failed", "all", "none", NULL};
	static const char *const ends[] = {"fail", "pass", NULL};
	struct run_options *o = &p->o;
	size_t which;

	switch (key) {
	case O_KEEP:
		if (!cli_word("keep", text, keeps, &which, err))
			return false;
		o->keep = (enum run_keep)which;
		return true;
	case O_NO_CASES:
		if (!cli_word("no-cases", text, ends, &which, err))
			return false;
		o->nothing_is_fine = which == 1;
		return true;
	case O_COLOR:
		o->color = text;
		return cli_word(
		    "color", text, terminal_color_words, &which, err);
	case O_PROGRESS:
		o->progress = text;
		return cli_word(
		    "progress", text, terminal_progress_words, &which, err);
	default: /* O_ISOLATION */
		if (seal_isolation_parse(text, &o->isolation))
			return true;
		return err_set(err, ERR_USAGE,
		    "--isolation is auto, netns, root or ports, not \"%s\"",
		    text);
	}
}

static bool
take(struct parsed *p, int key, const char *text, struct err *err)
{
	struct run_options *o = &p->o;

	switch (key) {
	case 'c':
		return add_words(p, 0, "client", text, err);
	case 'p':
		return add_words(p, 1, "policy", text, err);
	case 'f':
		return add_filter(p, text, err);
	case 'q':
		o->quiet = true;
		return true;
	case 'h':
		p->help = true;
		return true;
	case 'j':
		return strcmp(text, "auto") == 0 ||
		       cli_number("jobs", text, "auto", &o->jobs, err);
	case O_CLIENT_ROOT:
		return take_path("client-root", text, &o->client_root, err);
	case O_JSON:
		o->json = true;
		return true;
	case O_TIMEOUT:
		return cli_timeout(text, &o->timeout_ms, err);
	case O_SEED:
		return cli_seed(text, &o->seed, err);
	case O_FAILED:
		o->failed = true;
		return true;
	case O_REPEAT:
		return cli_number("repeat", text, NULL, &o->repeat, err);
	case O_KNOWN:
		return take_path("known", text, &o->known, err);
	case O_EVIDENCE:
		o->evidence_asked = true;
		return take_path("evidence", text, &o->evidence, err);
	case O_SCENARIOS:
		return take_path("scenarios", text, &o->suite.scenarios, err);
	default: /* the ones that take one of some words */
		return take_choice(p, key, text, err);
	}
}

static void
fill_longs(struct option *longs)
{
	for (size_t i = 0; i < N_ROWS; i++)
		longs[i] = (struct option){
		    .name = rows[i].name,
		    .has_arg =
			rows[i].value == NULL ? no_argument : required_argument,
		    .val = rows[i].key,
		};
}

/* getopt says too little about an option that it does not know. */
static bool
say_unknown(char **argv, struct err *err)
{
	const char *names[N_ROWS + 1] = {NULL}, *near = NULL;
	const char *typed = argv[optind - 1];

	for (size_t i = 0; i < N_ROWS; i++)
		names[i] = rows[i].name;
	if (strncmp(typed, "--", 2) == 0)
		near = text_nearest(typed + 2, names);
	return err_set(err, ERR_USAGE, "run does not know the option %s%s%s%s",
	    typed, near == NULL ? "" : ", did you mean --",
	    near == NULL ? "" : near,
	    near == NULL ? "; see badmx help run" : "?");
}

static bool
parse(int argc, char **argv, struct parsed *p, struct err *err)
{
	struct option longs[N_ROWS + 1] = {{0}};
	int key;

	fill_longs(longs);
	optind = 1;
	opterr = 0;
	while (
	    (key = getopt_long(argc, argv, ":c:p:f:j:qh", longs, NULL)) != -1) {
		if (key == ':')
			return err_set(err, ERR_USAGE,
			    "%s needs a value; see badmx help run",
			    argv[optind - 1]);
		if (key == '?')
			return say_unknown(argv, err);
		if (!take(p, key, optarg, err))
			return false;
	}
	p->o.suite.given = (const char *const *)argv + optind;
	p->o.suite.n_given = (size_t)(argc - optind);
	return true;
}

static void
set_defaults(struct run_options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	o->evidence = EVIDENCE_FOLDER;
	o->called = cli_program();
	o->timeout_ms = RUN_TIMEOUT_MS;
	o->jobs = cores < 1 ? 1 : (unsigned)cores;
	o->seed = (uint64_t)clock_wall();
}

int
cmd_run(int argc, char **argv)
{
	struct parsed p = {0};
	struct err err;
	int code;

	set_defaults(&p.o);
	if (!parse(argc, argv, &p, &err)) {
		code = exit_with(&err);
	} else if (p.help) {
		print_help();
		code = EXIT_AS_EXPECTED;
	} else {
		p.o.clients = (const char *const *)p.lists[0];
		p.o.policies = (const char *const *)p.lists[1];
		p.o.filters = (const char *const *)p.lists[2];
		p.o.n_clients = p.n[0];
		p.o.n_policies = p.n[1];
		p.o.n_filters = p.n[2];
		code = run_main(&p.o);
	}
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < p.n[i]; k++)
			free(p.lists[i][k]);
		free(p.lists[i]);
	}
	return code;
}
