/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "certs/cert_recipe.h"
#include "certs/cert_shelf.h"
#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "harness/plan/suite.h"
#include "sim/base/clock.h"

static char file[] = "/tmp/check_cmd_certs.XXXXXX";
static char text[100000];

static void
set_up(void)
{
	int fd = mkstemp(file);

	ck_assert_int_ne(fd, -1);
	close(fd);
	unlink(file); /* only its name is wanted */
	setenv("BADMX_DATA", getenv("BADMX_SOURCE"), 1);
}

static void
tear_down(void)
{
	unlink(file);
}

/* badmx certs A B C, with what is written into the file in `text`. */
static int
certs(const char *a, const char *b, const char *c)
{
	char *argv[] = {strdup("certs"), strdup("-o"), file, strdup(a),
	    strdup(b), strdup(c), NULL};
	int argc = 6, code;
	FILE *f;

	while (argv[argc - 1][0] == '\0')
		argc--;
	code = cmd_certs(argc, argv);
	memset(text, 0, sizeof(text));
	f = fopen(file, "r");
	if (f != NULL) {
		ck_assert_uint_gt(fread(text, 1, sizeof(text) - 1, f), 0);
		fclose(f);
	}
	for (int i = 0; i < 6; i++)
		if (i != 2)
			free(argv[i]);
	return code;
}

START_TEST(a_case_is_told_in_short)
{
	ck_assert_int_eq(certs("base-good", "", ""), EXIT_AS_EXPECTED);
	ck_assert_ptr_nonnull(strstr(text, "# mx.base-good.example\n1. "));
	ck_assert_ptr_nonnull(strstr(text, "names    mx.base-good.example\n"));
}
END_TEST

START_TEST(a_date_is_told_as_on_a_day)
{
	ck_assert_int_eq(
	    certs("base-good", "--at", "2024-03-13"), EXIT_AS_EXPECTED);
	ck_assert_ptr_nonnull(strstr(text, "valid    2024-03-12 00:00:00"));
}
END_TEST

START_TEST(one_host_of_several_can_be_named)
{
	ck_assert_int_eq(
	    certs("base-good-two-mx", "MX2.base-good-two-mx.example.", "--pem"),
	    EXIT_AS_EXPECTED);
	ck_assert_ptr_nonnull(strstr(text, "# mx2.base-good-two-mx.example\n"
					   "-----BEGIN CERTIFICATE-----\n"));
	ck_assert_ptr_null(strstr(text, "mx1."));
}
END_TEST

START_TEST(the_key_and_the_authorities_can_be_taken_away)
{
	ck_assert_int_eq(certs("base-good", "--key", ""), EXIT_AS_EXPECTED);
	ck_assert_ptr_nonnull(strstr(text, "-----BEGIN PRIVATE KEY-----\n"));
	ck_assert_int_eq(certs("base-good", "--ca", ""), EXIT_AS_EXPECTED);
	ck_assert_ptr_eq(strstr(text, "-----BEGIN CERTIFICATE-----\n"), text);
}
END_TEST

START_TEST(the_seed_decides_the_key)
{
	char *one;

	ck_assert_int_eq(certs("base-good", "--key", "--seed=1"), 0);
	one = strdup(text);
	ck_assert_int_eq(certs("base-good", "--key", "--seed=1"), 0);
	ck_assert_str_eq(text, one);
	ck_assert_int_eq(certs("base-good", "--key", "--seed=2"), 0);
	ck_assert_str_ne(text, one);
	free(one);
}
END_TEST

START_TEST(a_server_without_tls_shows_nothing)
{
	ck_assert_int_eq(certs("base-plain", "", ""), EXIT_AS_EXPECTED);
	ck_assert_str_eq(text, "# mx.base-plain.example offers no STARTTLS or "
			       "refuses it\n");
	unlink(file);
	ck_assert_int_eq(certs("base-plain", "--pem", ""), EXIT_NOTHING_RAN);
	ck_assert_str_eq(text, "");
}
END_TEST

static void
make_chains(struct cert_shelf *shelf, const struct case_def *c)
{
	struct host_address address[9] = {{NULL, NULL}};
	struct case_def *expanded;
	struct err err = {0};

	ck_assert_uint_lt(c->n_hosts, 9);
	for (size_t i = 0; i < 9; i++)
		address[i] = (struct host_address){"127.0.0.9", "fd42::9"};
	expanded = case_expand(c, address, &err);
	ck_assert_msg(expanded != NULL, "%s", err.text);
	for (size_t i = 0; i < expanded->n_hosts; i++) {
		const struct host_def *host = &expanded->hosts[i];
		struct cert_recipe *recipe = cert_recipe_parse(
		    host->certificate, host->name, c->day, &err);

		ck_assert_msg(recipe != NULL, "%s: %s", c->id, err.text);
		ck_assert_msg(cert_shelf_chain(shelf, recipe, &err) != NULL,
		    "%s: %s", c->id, err.text);
		cert_recipe_free(recipe);
	}
	case_free(expanded);
}

START_TEST(every_shipped_case_can_be_made)
{
	struct complaints complaints = {0};
	struct suite_options options = {0};
	struct err err = {0};
	struct suite *s = suite_load(&options, &complaints, &err);
	struct cert_shelf *shelf = cert_shelf_new(clock_wall(), 1);

	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_uint_gt(s->n_cases, 0);
	for (size_t i = 0; i < s->n_cases; i++)
		make_chains(shelf, s->cases[i]);
	cert_shelf_free(shelf);
	suite_free(s);
	complaints_clear(&complaints);
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
	ck_assert_int_eq(certs("base-goood", "", ""), EXIT_NOTHING_RAN);
	ck_assert_int_eq(
	    certs("base-good", "mx2.example", ""), EXIT_NOTHING_RAN);
	ck_assert_int_eq(certs("base-good", "--at", "then"), EXIT_USAGE);
	ck_assert_int_eq(certs("base-good", "--seed", "x"), EXIT_USAGE);
	ck_assert_int_eq(certs("base-good", "one", "two"), EXIT_USAGE);
	ck_assert_int_eq(access(file, F_OK), -1);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_said)
{
	char *argv[] = {strdup("certs"), strdup("base-good"), strdup("-o"),
	    strdup("/nonexistent/file"), NULL};

	ck_assert_int_eq(cmd_certs(4, argv), EXIT_SYSTEM);
	for (int i = 0; i < 4; i++)
		free(argv[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cmd_certs");
	TCase *tc = tcase_create("certs");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_case_is_told_in_short);
	tcase_add_test(tc, a_date_is_told_as_on_a_day);
	tcase_add_test(tc, one_host_of_several_can_be_named);
	tcase_add_test(tc, the_key_and_the_authorities_can_be_taken_away);
	tcase_add_test(tc, the_seed_decides_the_key);
	tcase_add_test(tc, a_server_without_tls_shows_nothing);
	tcase_add_test(tc, every_shipped_case_can_be_made);
	tcase_add_test(tc, what_is_not_there_is_said);
	tcase_add_test(tc, a_file_that_cannot_be_written_is_said);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
