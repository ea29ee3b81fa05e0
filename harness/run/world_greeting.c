/* SPDX-License-Identifier: MIT */
#include "harness/run/world_greeting.h"

#include <glob.h>
#include <stdlib.h>

#include "harness/lab/spawn.h"

/*
 * before, the domain of the case, after.  needs: files without which the
 * program does not do this; a star in a path stands for a version or machine.
 */
static const struct {
	const char *program, *needs[2], *package;
	const char *before, *case_id, *after;
} commands[] = {
    {.program = "dig",
	.package = "bind9-dnsutils",
	.before = "dig +short mx ",
	.case_id = "base-good",
	.after = ""},
    {.program = "swaks",
	.needs = {"/usr/share/perl5/Net/DNS.pm",
	    "/usr/lib/*/perl5/*/Net/SSLeay.pm"},
	.package = "swaks libnet-dns-perl libnet-ssleay-perl",
	.before = "swaks --to bob@",
	.case_id = "val-expired-1d",
	.after = " -tls --tls-verify"},
    {.program = "posttls-finger",
	.package = "postfix",
	.before = "posttls-finger -c -l secure -P /etc/ssl/certs ",
	.case_id = "name-mismatch-unrelated",
	.after = ""},
    {.program = "openssl",
	.package = "openssl",
	.before = "openssl s_client -starttls smtp -connect mx.",
	.case_id = "val-expired-1d",
	.after = ":25"},
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static bool
there_is(const char *pattern)
{
	glob_t found;
	bool yes;

	if (pattern == NULL)
		return true;
	yes = glob(pattern, GLOB_NOSORT, NULL, &found) == 0;
	globfree(&found);
	return yes;
}

static bool
can_run(size_t i)
{
	char *program = spawn_find(commands[i].program);
	bool yes = program != NULL && there_is(commands[i].needs[0]) &&
		   there_is(commands[i].needs[1]);

	free(program);
	return yes;
}

static void
print_command(FILE *f, size_t i, const struct suite *suite)
{
	const struct case_def *def = suite_case(suite, commands[i].case_id);

	fprintf(f, "  %s%s.example%s\n", commands[i].before,
	    def == NULL ? suite->cases[0]->id : def->id, commands[i].after);
	if (!can_run(i))
		fprintf(f, "      not here yet: apt-get install %s\n",
		    commands[i].package);
}

void
world_greeting_print(
    FILE *f, const struct suite *suite, size_t hosts, size_t domains)
{
	fprintf(f,
	    "%zu mail servers, %zu domains.  You are inside; 'exit' ends it.\n"
	    "Names end in .example, but for those of the incidents.  Try:\n",
	    hosts, domains);
	for (size_t i = 0; i < N_COMMANDS && suite->n_cases > 0; i++)
		print_command(f, i, suite);
	fputs("All of them: badmx list cases.  One explained: badmx world "
	      "show NAME\n",
	    f);
}
