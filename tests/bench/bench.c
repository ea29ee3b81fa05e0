/* SPDX-License-Identifier: MIT */
/*
 * bench.c - how fast a world is, and how large.  Prints; asserts nothing.
 *
 *	bench [HOSTS...]	worlds of these sizes (1000 10000)
 *
 * World and visitor are one process each, so on two cores or more the times
 * are those of the slower of the two.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "certs/cert_shelf.h"
#include "harness/sender/cert_trust.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"
#include "tests/bench/bench_client.h"
#include "tests/bench/bench_world.h"

#define MAILS	     2000
#define MAIL_HOSTS   100
#define DNS_HOSTS    1000
#define DNS_ROUNDS   50
#define CERTIFICATES 2000

static void heading(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void row(const char *what, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void
heading(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout); /* or a child prints it once more */
}

static void
row(const char *what, const char *fmt, ...)
{
	va_list ap;

	printf("  %-36s", what);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static void
rate(const char *what, size_t n, double seconds, const char *unit)
{
	row(what, "%10.3f s  %10.0f %s/s", seconds, (double)n / seconds, unit);
}

static bool
world_of(size_t hosts, struct err *err)
{
	struct bench_world world;
	struct bench_end end;
	double seconds;

	heading("A world of %zu hosts", hosts);
	if (!bench_world_start(&world, hosts, err))
		return false;
	rate("up", hosts, world.up_seconds, "hosts");
	row("resident memory", "%10.1f MB", (double)world.up_kb / 1024);
	if (!bench_visit_all(&world, &seconds, err))
		return false;
	rate("each host visited once", hosts, seconds, "visits");
	if (!bench_world_stop(&world, &end, err))
		return false;
	row("resident memory then", "%10.1f MB %10.1f kB more a host",
	    (double)end.kb / 1024,
	    (double)(end.kb - world.up_kb) / (double)hosts);
	row("hosts that listen then", "%10zu", end.listening);
	return true;
}

static bool
deliveries(struct err *err)
{
	struct bench_world world;
	struct bench_end end;
	double seconds;

	heading("One lab, the built-in sender, policy strict");
	if (!bench_world_start(&world, MAIL_HOSTS, err) ||
	    !bench_deliver(&world, MAILS, &seconds, err) ||
	    !bench_world_stop(&world, &end, err))
		return false;
	rate("deliveries by STARTTLS", end.accepted, seconds, "mails");
	row("mails taken", "%10zu of %d", end.accepted, MAILS);
	return true;
}

static bool
questions(struct err *err)
{
	struct bench_world world;
	struct bench_end end;
	double first, again;

	heading("The resolver, by UDP");
	if (!bench_world_start(&world, DNS_HOSTS, err) ||
	    !bench_ask_all(&world, 1, &first, err) ||
	    !bench_ask_all(&world, DNS_ROUNDS, &again, err) ||
	    !bench_world_stop(&world, &end, err))
		return false;
	rate("first question about each zone", DNS_HOSTS, first, "answers");
	rate(
	    "all the others", (size_t)DNS_HOSTS * DNS_ROUNDS, again, "answers");
	return true;
}

static bool
make_one(struct cert_shelf *shelf, size_t i, bool own_key, struct err *err)
{
	char name[40], key[40];
	json_t *json = NULL;
	struct cert_recipe *recipe;
	bool ok;

	snprintf(name, sizeof(name), "mx.h%zu.example", i);
	snprintf(key, sizeof(key), "p256:h%zu", i);
	if (own_key)
		json = json_pack("{ss}", "key", key);
	recipe = cert_recipe_parse(json, name, 0, err);
	ok = recipe != NULL && cert_shelf_chain(shelf, recipe, err) != NULL;
	cert_recipe_free(recipe);
	json_decref(json);
	return ok;
}

static bool
make_all(const char *what, bool own_key, struct err *err)
{
	struct cert_shelf *shelf = cert_shelf_new(clock_wall(), 1);
	int64_t began;
	bool ok = make_one(shelf, CERTIFICATES, false, err); /* the issuers */

	began = clock_monotonic_us();
	for (size_t i = 0; ok && i < CERTIFICATES; i++)
		ok = make_one(shelf, i, own_key, err);
	if (ok)
		rate(what, CERTIFICATES,
		    (double)(clock_monotonic_us() - began) / 1e6,
		    "certificates");
	cert_shelf_free(shelf);
	return ok;
}

static bool
certificates(struct err *err)
{
	heading("Crafting certificates, one thread");
	return make_all("with the key that leaves share", false, err) &&
	       make_all("with a key of its own (P-256)", true, err);
}

static bool
worlds(int argc, char **argv, struct err *err)
{
	if (argc < 2)
		return world_of(1000, err) && world_of(10000, err);
	for (int i = 1; i < argc; i++) {
		size_t hosts = strtoul(argv[i], NULL, 10);

		if (hosts == 0 || hosts > 1000000)
			return err_set(err, ERR_USAGE,
			    "a world of \"%s\" hosts?", argv[i]);
		if (!world_of(hosts, err))
			return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct err err;

	cert_trust_begin();
	if (worlds(argc, argv, &err) && deliveries(&err) && questions(&err) &&
	    certificates(&err))
		return EXIT_SUCCESS;
	fprintf(stderr, "bench: %s\n", err.text);
	return EXIT_FAILURE;
}
