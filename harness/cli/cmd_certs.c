/* SPDX-License-Identifier: MIT */
/*
 * cmd_certs.c - the certificates of one case, to look at or to take away.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certs/cert_shelf.h"
#include "certs/cert_text.h"
#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "harness/cli/cli_option.h"
#include "harness/cli/cli_suite.h"
#include "harness/cli/cli_value.h"
#include "harness/plan/suite.h"
#include "harness/run/world_case.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

static const char usage[] =
    "Prints or exports the certificates of one case.\n"
    "\n"
    "badmx certs               the cases that are about a certificate\n"
    "badmx certs CASE [HOST]   what its servers show, or one of them\n"
    "\n"
    "  --text            everything, as openssl x509 -text\n"
    "  --pem             the chain as it is sent, in PEM\n"
    "  --key             the private key of the server, in PEM\n"
    "  --ca              the authorities that the client trusts, in PEM\n"
    "  -o, --output FILE\n"
    "  --at DATE         as on this day (2024-03-13); else as of now\n"
    "  --seed N          decides keys and serial numbers (1)\n"
    "  --scenarios DIR   instead of the scenarios that come with badmx\n"
    "\n"
    "Exit: 0 done, 4 there is no such case or host, 65 a scenario is wrong\n";

enum form { FORM_SHORT, FORM_TEXT, FORM_PEM, FORM_KEY, FORM_CA };

struct certs_options {
	struct suite_options suite;
	const char *name, *host, *output;
	int64_t now; /* T0 */
	uint64_t seed;
	enum form form;
	bool help;
};

/* What is at hand while a case is printed. */
struct printing {
	const struct certs_options *options;
	struct cert_shelf *shelf;
	FILE *out;
	bool found;	/* the host that was asked for */
	size_t printed; /* chains */
};

/* --- one host ---------------------------------------------------------- */

static char *
chain_text(
    const struct printing *p, const struct cert_chain *chain, struct err *err)
{
	switch (p->options->form) {
	case FORM_SHORT:
		return cert_text_short(chain, p->options->now);
	case FORM_TEXT:
		return cert_text_full(chain);
	case FORM_PEM:
		return cert_text_pem(chain);
	case FORM_KEY:
		return cert_text_key_pem(chain, err);
	case FORM_CA: /* of the whole case */
		return xstrdup("");
	}
	return NULL;
}

static bool
print_chain(struct printing *p, const struct cert_recipe *recipe,
    const char *title, struct err *err)
{
	const struct cert_chain *chain;
	char *text;

	chain = cert_shelf_chain(p->shelf, recipe, err);
	if (chain == NULL)
		return false;
	text = chain_text(p, chain, err);
	if (text == NULL)
		return false;
	if (p->options->form != FORM_CA)
		fprintf(p->out, "%s# %s\n%s", p->printed > 0 ? "\n" : "", title,
		    text);
	p->found = true;
	p->printed++;
	free(text);
	return true;
}

static bool
print_recipe(struct printing *p, const struct case_def *c, const json_t *json,
    const struct host_def *host, struct err *err)
{
	struct cert_recipe *recipe =
	    cert_recipe_parse(json, host->name, c->day, err);
	char *title;
	bool ok;

	if (recipe == NULL)
		return false;
	title = xasprintf(
	    "%s%s", host->name, host->web != NULL ? ", web server" : "");
	cert_shelf_trust(p->shelf, recipe);
	ok = print_chain(p, recipe, title, err);
	free(title);
	cert_recipe_free(recipe);
	return ok;
}

static bool
wants_pem(const struct printing *p)
{
	return p->options->form == FORM_PEM || p->options->form == FORM_KEY;
}

static bool
print_host(struct printing *p, const struct case_def *c,
    const struct host_def *host, struct err *err)
{
	const json_t *starttls = json_object_get(host->server, "starttls");

	if (p->options->host != NULL &&
	    !text_same_host(p->options->host, host->name))
		return true;
	if (host->web != NULL)
		return print_recipe(
		    p, c, json_object_get(host->web, "certificate"), host, err);
	if (starttls == NULL || json_is_true(starttls))
		return print_recipe(p, c, host->certificate, host, err);
	if (!wants_pem(p) && p->options->form != FORM_CA)
		fprintf(p->out, "# %s offers no STARTTLS or refuses it\n",
		    host->name);
	p->found = true;
	return true;
}

/* --- one case ---------------------------------------------------------- */

static bool
print_bundle(const struct printing *p, struct err *err)
{
	char *pem = cert_shelf_bundle_pem(p->shelf, err);

	if (pem == NULL)
		return false;
	fputs(pem, p->out);
	free(pem);
	return true;
}

static int
no_such_host(const struct printing *p, const struct case_def *c)
{
	fprintf(
	    stderr, "badmx: %s has no host \"%s\"\n", c->id, p->options->host);
	return EXIT_NOTHING_RAN;
}

static int
print_case(struct printing *p, const struct case_def *c, struct err *err)
{
	/* In a world of its own, the case would have these addresses. */
	struct case_def *expanded = world_case_expand(c, 0, err);
	bool ok = expanded != NULL;

	for (size_t i = 0; ok && i < expanded->n_hosts; i++)
		ok = print_host(p, expanded, &expanded->hosts[i], err);
	if (ok && p->options->form == FORM_CA)
		ok = print_bundle(p, err);
	case_free(expanded);
	if (!ok)
		return exit_with(err);
	if (!p->found && p->options->host != NULL)
		return no_such_host(p, c);
	if (p->printed > 0 || !wants_pem(p))
		return EXIT_AS_EXPECTED;
	fprintf(stderr, "badmx: %s shows no certificate\n", c->id);
	return EXIT_NOTHING_RAN;
}

static int
no_such_case(const struct suite *s, const char *name)
{
	const char **names = xcalloc(s->n_cases + 1, sizeof(*names));
	const char *nearest;

	for (size_t i = 0; i < s->n_cases; i++)
		names[i] = s->cases[i]->id;
	nearest = text_nearest(name, names);
	fprintf(stderr, "badmx: there is no case \"%s\"%s%s%s\n", name,
	    nearest != NULL ? ", did you mean \"" : "; see: badmx certs",
	    nearest != NULL ? nearest : "", nearest != NULL ? "\"?" : "");
	free(names);
	return EXIT_NOTHING_RAN;
}

static int
print_all(
    const struct certs_options *options, const struct case_def *c, FILE *out)
{
	struct printing p = {.options = options, .out = out};
	struct err err = {.kind = ERR_NONE};
	int code;

	p.shelf = cert_shelf_new(options->now, options->seed);
	code = print_case(&p, c, &err);
	cert_shelf_free(p.shelf);
	return code;
}

/* A pipe that nobody reads is not waited for. */
static FILE *
open_output(const char *path, struct err *err)
{
	int fd = open(path,
	    O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0666);
	FILE *f = fd == -1 ? NULL : fdopen(fd, "w");

	if (f == NULL && errno == ENXIO)
		err_set(err, ERR_SYSTEM, "%s: nobody reads this pipe", path);
	else if (f == NULL)
		err_system(err, "%s", path);
	else
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return f;
}

static bool
write_output(FILE *out, const char *text, size_t len)
{
	bool good = fwrite(text, 1, len, out) == len;

	return (out == stdout ? fflush(out) : fclose(out)) == 0 && good;
}

/* The file is opened only when there is something to write into it. */
static int export(const struct certs_options *options, const struct case_def *c)
{
	struct err err = {.kind = ERR_NONE};
	char *text = NULL;
	size_t len;
	FILE *memory = open_memstream(&text, &len), *out = stdout;
	int code;

	if (memory == NULL)
		out_of_memory();
	code = print_all(options, c, memory);
	if (fclose(memory) != 0)
		out_of_memory();
	if (code == EXIT_AS_EXPECTED && options->output != NULL)
		out = open_output(options->output, &err);
	if (out == NULL)
		code = exit_with(&err);
	else if (!write_output(out, text, code == EXIT_AS_EXPECTED ? len : 0)) {
		err_system(&err, "%s",
		    options->output != NULL ? options->output : "stdout");
		code = exit_with(&err);
	}
	free(text);
	return code;
}

static int
certs(const struct certs_options *options)
{
	int code;
	struct suite *s = cli_suite(&options->suite, &code);
	const struct case_def *c;

	if (s == NULL)
		return code;
	c = suite_case(s, options->name);
	code = c == NULL ? no_such_case(s, options->name) : export(options, c);
	suite_free(s);
	return code;
}

/* --- the command line -------------------------------------------------- */

static bool
read_date(const char *text, struct certs_options *options)
{
	struct err err = {.kind = ERR_NONE};

	if (text_date(text, &options->now, &err))
		return true;
	fprintf(stderr, "badmx: --at %s\n", err.text);
	return false;
}

static bool
read_seed(const char *text, struct certs_options *options)
{
	struct err err;

	if (cli_seed(text, &options->seed, &err))
		return true;
	exit_with(&err);
	return false;
}

static bool
take(int c, struct certs_options *options)
{
	switch (c) {
	case FORM_TEXT:
	case FORM_PEM:
	case FORM_KEY:
	case FORM_CA:
		options->form = (enum form)c;
		return true;
	case 'o':
		options->output = optarg;
		return true;
	case 'a':
		return read_date(optarg, options);
	case 'S':
		return read_seed(optarg, options);
	case 's':
		options->suite.scenarios = optarg;
		return true;
	case 'h':
		options->help = true;
		return true;
	default: /* it has been said */
		return false;
	}
}

static bool
read_options(int argc, char **argv, struct certs_options *options)
{
	static const struct option longs[] = {
	    {"text", no_argument, NULL, FORM_TEXT},
	    {"pem", no_argument, NULL, FORM_PEM},
	    {"key", no_argument, NULL, FORM_KEY},
	    {"ca", no_argument, NULL, FORM_CA},
	    {"output", required_argument, NULL, 'o'},
	    {"at", required_argument, NULL, 'a'},
	    {"seed", required_argument, NULL, 'S'},
	    {"scenarios", required_argument, NULL, 's'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int c;

	optind = 1;
	while ((c = cli_option(argc, argv, ":o:h", longs)) != -1)
		if (!take(c, options))
			return false;
	if (argc - optind > 2) {
		cli_wrong("certs", "one case and one host at a time");
		return false;
	}
	if (options->output != NULL && options->output[0] == '\0') {
		cli_wrong("certs", "--output takes a path");
		return false;
	}
	options->name = argc > optind ? argv[optind] : NULL;
	options->host = argc > optind + 1 ? argv[optind + 1] : NULL;
	return true;
}

static int
list_all(const struct certs_options *options)
{
	char verb[] = "list", what[] = "certificates", flag[] = "--scenarios";
	char *folder = options->suite.scenarios == NULL
			   ? NULL
			   : xstrdup(options->suite.scenarios);
	char *argv[] = {verb, what, flag, folder, NULL};
	int code;

	if (folder == NULL)
		argv[2] = NULL;
	code = cmd_list(folder == NULL ? 2 : 4, argv);
	free(folder);
	return code;
}

int
cmd_certs(int argc, char **argv)
{
	struct certs_options options = {
	    .suite = {.lenient = true}, .now = clock_wall(), .seed = 1};

	if (!read_options(argc, argv, &options))
		return EXIT_USAGE;
	if (options.help) {
		fputs(usage, stdout);
		return EXIT_AS_EXPECTED;
	}
	return options.name == NULL ? list_all(&options) : certs(&options);
}
