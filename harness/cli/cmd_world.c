/* SPDX-License-Identifier: MIT */
/*
 * cmd_world.c - the mail Internet itself, without a verdict: a shell in it,
 * or one domain of it explained.
 */
#include <event2/event.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "harness/cli/cli_option.h"
#include "harness/cli/cli_suite.h"
#include "harness/cli/show_domain.h"
#include "harness/cli/show_sender.h"
#include "harness/run/world_lab.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/world/world.h"

static const char usage[] =
    "Walks through the mail Internet: every server of every case is up, and\n"
    "nobody is judged.\n"
    "\n"
    "badmx world shell      a shell in it; its first lines say what to try\n"
    "badmx world show NAME  one domain, host, address or case explained\n"
    "\n"
    "  -c, --command COMMAND  one command (for sh) instead of a shell\n"
    "  --client-root DIR      programs unpacked with dpkg -x are there too\n"
    "  --scenarios DIR        instead of the scenarios that come with badmx\n"
    "\n"
    "Exit: that of the shell or command; 4 there is no such name, 65 a\n"
    "scenario is wrong, 71 there can be no network of its own here\n";

struct world_words {
	struct suite_options suite;
	const char *command, *client_root;
	bool help;
};

/* --- show ---------------------------------------------------------------- */

static int
no_such_name(const struct whole_world *whole, const char *name)
{
	const char *near = show_suggest(whole, name);

	fprintf(stderr, "badmx: nothing in the world is called \"%s\"%s%s%s\n",
	    name,
	    near != NULL ? ", did you mean \"" : "; see: badmx list cases",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
	return EXIT_NOTHING_RAN;
}

/* A world that is never started: it only makes what it would show. */
static int
explain(struct show *show, size_t index, bool sender)
{
	const struct world_options options = {
	    .t0 = show->now,
	    .seed = WHOLE_WORLD_SEED,
	};
	struct event_base *base = event_base_new();
	struct err err = {.kind = ERR_NONE};
	bool ok;

	if (base == NULL)
		out_of_memory();
	show->world = world_new(base, &options, &err);
	ok = show->world != NULL &&
	     whole_world_build(show->whole, show->world, &err) &&
	     (sender ? show_sender(stdout, show, &err)
		     : show_domain(stdout, show, index, &err));
	world_free(show->world);
	event_base_free(base);
	return ok ? EXIT_AS_EXPECTED : exit_with(&err);
}

static int
show(const struct suite *suite, const char *name)
{
	struct err err = {.kind = ERR_NONE};
	struct whole_world *whole = whole_world_new(suite, &err);
	struct show s = {.suite = suite, .whole = whole, .now = clock_wall()};
	size_t index;
	int code;

	if (whole == NULL)
		return exit_with(&err);
	index = show_find(whole, name);
	if (index == whole->n && !show_is_sender(name))
		code = no_such_name(whole, name);
	else
		code = explain(&s, index, index == whole->n);
	whole_world_free(whole);
	return code;
}

/* --- the command line ---------------------------------------------------- */

static int
wrong(const char *what)
{
	return cli_wrong("world", what);
}

static bool
take(int c, struct world_words *words)
{
	switch (c) {
	case 'c':
		words->command = optarg;
		return true;
	case 'r':
		words->client_root = optarg;
		return true;
	case 's':
		words->suite.scenarios = optarg;
		return true;
	case 'h':
		words->help = true;
		return true;
	default: /* it has been said */
		return false;
	}
}

static bool
read_options(int argc, char **argv, struct world_words *words)
{
	static const struct option longs[] = {
	    {"command", required_argument, NULL, 'c'},
	    {"client-root", required_argument, NULL, 'r'},
	    {"scenarios", required_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	optind = 1;
	while ((c = cli_option(argc, argv, ":c:h", longs)) != -1)
		if (!take(c, words))
			return false;
	return true;
}

static int
unknown(const char *word)
{
	static const char *const words[] = {"shell", "show", NULL};
	const char *near = text_nearest(word, words);

	fprintf(stderr, "badmx: world does not know \"%s\"%s%s%s\n", word,
	    near != NULL ? ", did you mean \"" : "; see badmx help world",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
	return EXIT_USAGE;
}

static int
go(const struct world_words *words, const char *what, const char *name)
{
	int code;
	struct suite *s = cli_suite(&words->suite, &code);

	if (s == NULL)
		return code;
	if (strcmp(what, "show") == 0)
		code = show(s, name);
	else
		code = world_lab_shell(&(struct world_lab_options){
		    .suite = s,
		    .command = words->command,
		    .client_root = words->client_root,
		});
	suite_free(s);
	return code;
}

int
cmd_world(int argc, char **argv)
{
	struct world_words words = {.suite = {.lenient = true}};
	const char *what;
	int n;

	if (!read_options(argc, argv, &words))
		return EXIT_USAGE;
	if (words.command != NULL && words.command[0] == '\0')
		return wrong("--command takes a command for sh");
	n = argc - optind;
	what = n > 0 ? argv[optind] : "";
	if (words.help || n == 0) {
		fputs(usage, words.help ? stdout : stderr);
		return words.help ? EXIT_AS_EXPECTED : EXIT_USAGE;
	}
	if (strcmp(what, "shell") == 0)
		return n == 1 ? go(&words, what, NULL)
			      : wrong("world shell takes no name; a command "
				      "comes behind -c");
	if (strcmp(what, "show") == 0)
		return n == 2 ? go(&words, what, argv[optind + 1])
			      : wrong("world show takes one name");
	return unknown(what);
}
