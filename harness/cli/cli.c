/* SPDX-License-Identifier: MIT */
#include "harness/cli/cli.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/exit_code.h"
#include "harness/base/shell_word.h"
#include "sim/base/text.h"

struct verb {
	const char *name, *about, *group; /* group: heads the verbs from here */
	int (*run)(int argc, char **argv);
};

static const struct verb verbs[] = {
    {"run", "run the cases, compare with the expected table", "Start here",
	cmd_run},
    {"list", "cases, policies, clients, reasons", "Look around", cmd_list},
    {"world", "shell, show: walk through the mail Internet", NULL, cmd_world},
    {"certs", "print or export one crafted certificate chain", NULL, cmd_certs},
    {"doctor", "check this machine", NULL, cmd_doctor},
    {"check", "check scenario files without running them", "Make your own",
	cmd_check},
    {"sender", "the built-in sender by hand: one mail, every decision", NULL,
	cmd_sender},
    {"help", "help VERB, help words", NULL, cmd_help},
};
#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

static void
print_overview(FILE *f)
{
	fputs("A private mail Internet on your machine, for testing how mail "
	      "servers treat\ncertificates. Nothing leaves it.\n",
	    f);
	for (size_t i = 0; i < N_VERBS; i++) {
		if (verbs[i].group != NULL)
			fprintf(f, "\n%s\n", verbs[i].group);
		fprintf(f, "  %-11s %s\n", verbs[i].name, verbs[i].about);
	}
	fputs("\nExamples\n"
	      "  badmx run\n"
	      "  badmx run --client NAME --policy strict\n"
	      "  badmx run --filter 'name-wildcard-*'\n"
	      "  badmx list cases name-wildcard-two-levels\n"
	      "  badmx world shell\n"
	      "\nMore: badmx help VERB, man badmx.  Problems: badmx doctor\n",
	    f);
}

static const struct verb *
find(const char *name)
{
	for (size_t i = 0; i < N_VERBS; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int
unknown(const char *name)
{
	static const char *const options[] = {"--help", "--version", NULL};
	const char *names[N_VERBS + 1] = {NULL}, *near;

	if (name[0] == '-') {
		near = text_nearest(name, options);
		fprintf(stderr,
		    "badmx: there is no option %s before the verb%s%s%s\n",
		    name, near == NULL ? "" : ", did you mean ",
		    near == NULL ? "" : near,
		    near == NULL ? "; see: badmx help" : "?");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < N_VERBS; i++)
		names[i] = verbs[i].name;
	near = text_nearest(name, names);
	fprintf(stderr, "badmx: there is no verb \"%s\"%s%s%s\n", name,
	    near == NULL ? "" : ", did you mean \"", near == NULL ? "" : near,
	    near == NULL ? "; see: badmx help" : "\"?");
	return EXIT_USAGE;
}

int
cmd_help(int argc, char **argv)
{
	static char help[] = "--help";
	const struct verb *verb;

	if (argc < 2 || argv[1][0] == '-') {
		print_overview(stdout);
		return EXIT_AS_EXPECTED;
	}
	if (strcmp(argv[1], "words") == 0) {
		static char list[] = "list", words[] = "words";

		return cmd_list(2, (char *[]){list, words, NULL});
	}
	verb = find(argv[1]);
	if (verb == NULL)
		return unknown(argv[1]);
	if (verb->run == cmd_help)
		return cmd_help(1, argv);
	return verb->run(2, (char *[]){argv[1], help, NULL});
}

static char *program; /* until the end of the process */

const char *
cli_program(void)
{
	return program == NULL ? "badmx" : program;
}

int
cli_main(int argc, char **argv)
{
	const struct verb *verb;

	free(program);
	program = shell_program(argc > 0 ? argv[0] : NULL);
	if (argc < 2) {
		print_overview(stdout);
		return EXIT_AS_EXPECTED;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		puts("badmx " BADMX_VERSION);
		return EXIT_AS_EXPECTED;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return cmd_help(1, argv);
	verb = find(argv[1]);
	if (verb == NULL)
		return unknown(argv[1]);
	return verb->run(argc - 1, argv + 1);
}
