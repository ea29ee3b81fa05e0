/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include "harness/plan/policy.h"
#include "harness/plan/reason.h"
#include "harness/plan/suite.h"
#include "sim/base/mem.h"

static char folder[] = "/tmp/check_suite.XXXXXX";
static struct complaints complaints;
static struct err err;

/* Each test starts in an empty folder of its own. */
static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	unsetenv("BADMX_DATA");
}

static void
teardown(void)
{
	char *command = xasprintf("rm -rf %s", folder);

	complaints_clear(&complaints);
	ck_assert_int_eq(system(command), 0);
	free(command);
}

static void
make_folder(const char *path)
{
	ck_assert_msg(mkdir(path, 0755) == 0, "%s", strerror(errno));
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void
make_set(const char *name, const char *id)
{
	char *path = xasprintf("%s/cases", name), *text;

	make_folder(name);
	make_folder(path);
	free(path);
	path = xasprintf("%s/standards", name);
	make_folder(path);
	free(path);
	path = xasprintf("%s/cases/a.lua", name);
	text = xasprintf("case \"%s\" { shows = \"x\", clause = \"y\" }\n", id);
	write_file(path, text);
	free(path);
	free(text);
}

static struct suite *
load(const char *scenarios, const char *given)
{
	const struct suite_options options = {
	    .scenarios = scenarios,
	    .given = &given,
	    .n_given = given != NULL,
	};

	return suite_load(&options, &complaints, &err);
}

START_TEST(what_ships_with_badmx_has_no_errors)
{
	char *path = xasprintf("%s/scenarios", getenv("BADMX_SOURCE"));
	struct suite *s = load(path, NULL);

	complaints_print(&complaints, stderr);
	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_uint_gt(s->n_cases, 90);
	ck_assert_uint_ge(s->n_tables, 4);
	ck_assert_ptr_nonnull(suite_client(s, "builtin"));
	suite_free(s);
	free(path);
}
END_TEST

/* What names a case of a wrong file is wrong itself then. */
START_TEST(who_only_looks_is_not_kept_from_it_by_a_mistake)
{
	struct suite_options options = {.scenarios = "set", .lenient = true};
	struct suite *s;

	make_set("set", "shipped");
	make_folder("scenarios");
	make_folder("clients");
	write_file("scenarios/bad.lua", "case \"bad\" {");
	write_file("scenarios/good.lua",
	    "case \"good\" { shows = \"x\", clause = \"y\" }\n");
	write_file("scenarios/uses.lua",
	    "matrix \"M\" { policies { \"none\" }, row \"bad\" { defer } }\n");
	ck_assert_int_eq(mkfifo("clients/pipe.lua", 0600), 0);
	s = suite_load(&options, &complaints, &err);
	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_uint_eq(complaints.n, 0);
	ck_assert_ptr_nonnull(suite_case(s, "shipped"));
	ck_assert_ptr_nonnull(suite_case(s, "good"));
	ck_assert_ptr_null(suite_case(s, "bad"));
	ck_assert_str_eq(s->left_out,
	    "clients/pipe.lua, scenarios/bad.lua, scenarios/uses.lua");
	suite_free(s);
	options.lenient = false;
	ck_assert_ptr_null(suite_load(&options, &complaints, &err));
	ck_assert_uint_gt(complaints.n, 0);
}
END_TEST

START_TEST(but_what_ships_must_be_right)
{
	struct suite_options options = {.scenarios = "set", .lenient = true};

	make_set("set", "shipped");
	write_file("set/cases/bad.lua", "case \"bad\" {");
	ck_assert_ptr_null(suite_load(&options, &complaints, &err));
	ck_assert_uint_eq(complaints.n, 1);
}
END_TEST

START_TEST(a_whole_set_in_the_current_folder_comes_first)
{
	struct suite *s;

	make_set("scenarios", "here");
	s = load(NULL, NULL);
	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_str_eq(s->folder, "scenarios");
	ck_assert_ptr_nonnull(suite_case(s, "here"));
	ck_assert_int_eq(s->cases[0]->origin, ORIGIN_SHIPPED);
	suite_free(s);
}
END_TEST

START_TEST(the_environment_says_where_the_set_is)
{
	struct suite *s;

	make_folder("data");
	make_set("data/scenarios", "there");
	setenv("BADMX_DATA", "data", 1);
	s = load(NULL, NULL);
	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_ptr_nonnull(suite_case(s, "there"));
	suite_free(s);
}
END_TEST

START_TEST(the_users_own_files_join)
{
	struct suite *s;

	make_set("set", "shipped");
	make_folder("scenarios");
	make_folder("clients");
	write_file("scenarios/mine.lua",
	    "matrix \"Mine\" { policies { \"none\" },\n"
	    "  row \"shipped\" { cleartext } }\n");
	write_file("clients/acme.lua",
	    "client \"acme\" { send (smtp \"127.0.0.1:25\") }\n");
	s = load("set", NULL);
	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_int_eq(suite_tables_origin(s), ORIGIN_FOLDER);
	ck_assert_ptr_nonnull(suite_client(s, "acme"));
	ck_assert_ptr_null(suite_client(s, "acne"));
	suite_free(s);
}
END_TEST

START_TEST(a_file_is_read_once_however_it_is_named)
{
	struct suite *s;

	make_set("set", "one");
	s = load("set", "./set/cases/../cases/a.lua");
	ck_assert_msg(s != NULL, "%s", err.text);
	ck_assert_uint_eq(s->n_cases, 1);
	ck_assert_int_eq(s->cases[0]->origin, ORIGIN_GIVEN);
	suite_free(s);
}
END_TEST

START_TEST(a_missing_file_is_said)
{
	make_set("set", "one");
	ck_assert_ptr_null(load("set", "nowhere.lua"));
	ck_assert_int_eq(err.kind, ERR_MISSING);
	ck_assert_uint_eq(complaints.n, 1);
	ck_assert_str_eq(complaints.texts[0],
	    "error: cannot read \"nowhere.lua\": No such file or directory\n");
}
END_TEST

START_TEST(a_set_that_is_none_is_said)
{
	ck_assert_ptr_null(load("nowhere", NULL));
	ck_assert_int_eq(err.kind, ERR_MISSING);
	ck_assert_str_eq(
	    err.text, "\"nowhere\" does not hold cases/ and standards/");
}
END_TEST

START_TEST(errors_in_a_file_are_counted)
{
	make_set("set", "one");
	write_file("bad.lua", "case \"a\" { }\nx = 1\n");
	ck_assert_ptr_null(load("set", "bad.lua"));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_uint_eq(complaints.n, 3);
	ck_assert_str_eq(err.text, "3 errors in scenario and client files");
}
END_TEST

START_TEST(reasons_are_of_the_rfc_or_marked_as_ours)
{
	ck_assert(!reason_find("certificate-expired")->ours);
	ck_assert(reason_find("recipient-refused")->ours);
	ck_assert_ptr_null(reason_find("certificate-expierd"));
}
END_TEST

START_TEST(policies_have_one_canonical_name)
{
	char name[POLICY_NAME_MAX];

	ck_assert(policy_canonical("relaxed", name, &err));
	ck_assert_str_eq(name, "opportunistic");
	ck_assert(policy_canonical("strict+expired=30d", name, &err));
	ck_assert_str_eq(name, "relaxed-expiry");
	ck_assert(policy_canonical("strict+expired=7d", name, &err));
	ck_assert_str_eq(name, "strict+expired=7d");
	ck_assert(!policy_canonical("none+wildcard", name, &err));
	ck_assert(!policy_canonical("strickt", name, &err));
	ck_assert_str_eq(policy_suggest("strickt"), "strict");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("suite");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, who_only_looks_is_not_kept_from_it_by_a_mistake);
	tcase_add_test(tc, but_what_ships_must_be_right);
	tcase_add_test(tc, what_ships_with_badmx_has_no_errors);
	tcase_add_test(tc, a_whole_set_in_the_current_folder_comes_first);
	tcase_add_test(tc, the_environment_says_where_the_set_is);
	tcase_add_test(tc, the_users_own_files_join);
	tcase_add_test(tc, a_file_is_read_once_however_it_is_named);
	tcase_add_test(tc, a_missing_file_is_said);
	tcase_add_test(tc, a_set_that_is_none_is_said);
	tcase_add_test(tc, errors_in_a_file_are_counted);
	tcase_add_test(tc, reasons_are_of_the_rfc_or_marked_as_ours);
	tcase_add_test(tc, policies_have_one_canonical_name);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
