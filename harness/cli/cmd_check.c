/* SPDX-License-Identifier: MIT */
/*
 * cmd_check.c - are the scenario and client files right?  Nothing is run.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "harness/cli/cli_option.h"
#include "harness/plan/known_check.h"
#include "harness/plan/suite.h"
#include "harness/plan/suite_idle.h"

static const char usage[] =
    "Checks scenario and client files without running them.\n"
    "\n"
    "badmx check [FILE|FOLDER...]\n"
    "\n"
    "Without a name: everything that badmx run would load, which is what comes\n"
    "with badmx and the Lua files in ./scenarios and ./clients.\n"
    "\n"
    "  --scenarios DIR   instead of the scenarios that come with badmx\n"
    "  -q, --quiet       say nothing if all is well\n"
    "\n"
    "Exit: 0 no errors, 65 errors, 66 a file is missing\n";

struct check_options {
	struct suite_options suite;
	bool quiet, help;
};

static bool
read_options(int argc, char **argv, struct check_options *options)
{
	static const struct option longs[] = {
	    {"scenarios", required_argument, NULL, 's'},
	    {"quiet", no_argument, NULL, 'q'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	optind = 1;
	while ((c = cli_option(argc, argv, ":qh", longs)) != -1) {
		switch (c) {
		case 's':
			options->suite.scenarios = optarg;
			break;
		case 'q':
			options->quiet = true;
			break;
		case 'h':
			options->help = true;
			break;
		default: /* it has been said */
			return false;
		}
	}
	options->suite.given = (const char *const *)argv + optind;
	options->suite.n_given = (size_t)(argc - optind);
	return true;
}

/* What was asked about: the given files, or everything. */
static void
say_all_well(const struct suite *s, bool given)
{
	enum origin least = given ? ORIGIN_GIVEN : ORIGIN_SHIPPED;
	size_t cases = 0, tables = 0, clients = 0;

	for (size_t i = 0; i < s->n_cases; i++)
		cases += s->cases[i]->origin >= least;
	for (size_t i = 0; i < s->n_tables; i++)
		tables += s->tables[i]->origin >= least;
	for (size_t i = 0; i < s->n_clients; i++)
		clients += s->clients[i]->origin >= (int)least;
	printf("%zu %s, %zu %s, %zu %s: no errors\n", cases,
	    cases == 1 ? "case" : "cases", tables,
	    tables == 1 ? "table" : "tables", clients,
	    clients == 1 ? "client" : "clients");
}

static int
say_errors(const struct complaints *complaints)
{
	complaints_print(complaints, stderr);
	fprintf(stderr, "%zu %s\n", complaints->n,
	    complaints->n == 1 ? "error" : "errors");
	return complaints->missing ? EXIT_NO_INPUT : EXIT_INPUT;
}

/* The accepted differences of each client, as a run would load them. */
static bool
check_known(const struct suite *s, struct err *err)
{
	for (size_t i = 0; i < s->n_clients; i++) {
		struct known *known = NULL;
		bool ok =
		    known_of_client(s, s->clients[i]->name, NULL, &known, err);

		known_free(known);
		if (!ok)
			return false;
	}
	return true;
}

static int
check(const struct check_options *options)
{
	struct complaints complaints = {0};
	struct err err = {.kind = ERR_NONE};
	struct suite *s = suite_load(&options->suite, &complaints, &err);
	int code = EXIT_AS_EXPECTED;

	if (complaints.n > 0)
		code = say_errors(&complaints);
	else if (s == NULL || !check_known(s, &err))
		code = exit_with(&err);
	else if (!options->quiet)
		say_all_well(s, options->suite.n_given > 0);
	if (s != NULL)
		suite_warn_of_idle_cases(s, stderr);
	suite_free(s);
	complaints_clear(&complaints);
	return code;
}

int
cmd_check(int argc, char **argv)
{
	struct check_options options = {.quiet = false};

	if (!read_options(argc, argv, &options))
		return EXIT_USAGE;
	if (options.help) {
		fputs(usage, stdout);
		return EXIT_AS_EXPECTED;
	}
	return check(&options);
}
