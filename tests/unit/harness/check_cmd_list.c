/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include <jansson.h>

#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "sim/base/mem.h"

static char out[400000], errors[20000];
static char file[] = "/tmp/check_cmd_list.XXXXXX";
static char *scenarios;

static void
read_back(FILE *f, char *buf, size_t size)
{
	size_t n;

	rewind(f);
	n = fread(buf, 1, size - 1, f);
	buf[n] = '\0';
	fclose(f);
}

/* Runs a verb with its output caught; the words end with NULL. */
static int
run(int (*verb)(int, char **), const char *const *words)
{
	char *argv[10] = {NULL};
	int argc = 0, code, saved_out = dup(1), saved_err = dup(2);
	FILE *f = tmpfile(), *g = tmpfile();

	while (words[argc] != NULL) {
		argv[argc] = xstrdup(words[argc]);
		argc++;
	}
	fflush(NULL);
	dup2(fileno(f), 1);
	dup2(fileno(g), 2);
	code = verb(argc, argv);
	fflush(NULL);
	dup2(saved_out, 1);
	dup2(saved_err, 2);
	read_back(f, out, sizeof(out));
	read_back(g, errors, sizeof(errors));
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return code;
}

#define LIST(...) \
	run(cmd_list, (const char *const[]){"list", __VA_ARGS__, NULL})
#define CHECK(...) \
	run(cmd_check, (const char *const[]){"check", __VA_ARGS__, NULL})

static void
setup(void)
{
	scenarios =
	    xasprintf("--scenarios=%s/scenarios", getenv("BADMX_SOURCE"));
	ck_assert_int_eq(chdir("/"), 0);
}

static void
teardown(void)
{
	free(scenarios);
	unlink(file);
}

static void
write_file(const char *text)
{
	int fd = mkstemp(file);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static size_t
longest_line(const char *text)
{
	size_t longest = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		longest = n > longest ? n : longest;
		text += n + (text[n] == '\n');
	}
	return longest;
}

START_TEST(no_list_is_wider_than_the_page)
{
	static const char *const lists[] = {"cases", "certificates", "clients",
	    "policies", "reasons", "words", "fields", "placeholders"};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		ck_assert_int_eq(LIST(lists[i], scenarios), 0);
		ck_assert_uint_gt(strlen(out), 20);
		ck_assert_msg(longest_line(out) <= 80, "%s", lists[i]);
	}
}
END_TEST

START_TEST(one_case_is_shown_in_full)
{
	ck_assert_int_eq(
	    LIST("cases", "name-wildcard-two-levels", scenarios), 0);
	ck_assert_ptr_nonnull(strstr(out, "  clause        RFC 9525"));
	ck_assert_ptr_nonnull(
	    strstr(out, "    strict             defer or bounce\n"));
	ck_assert_ptr_nonnull(strstr(out, "twin: "));
}
END_TEST

START_TEST(a_pattern_chooses_cases)
{
	ck_assert_int_eq(LIST("cases", "base-*", scenarios), 0);
	ck_assert_ptr_nonnull(strstr(out, "base-good "));
	ck_assert_ptr_null(strstr(out, "name-"));
}
END_TEST

START_TEST(json_holds_cases_and_their_rows)
{
	json_error_t why;
	json_t *json;

	ck_assert_int_eq(LIST("cases", "base-good", "--json", scenarios), 0);
	json = json_loads(out, 0, &why);
	ck_assert_msg(json != NULL, "%s", why.text);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "cases")), 1);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "tables")), 1);
	json_decref(json);
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
	ck_assert_int_eq(
	    LIST("cases", "base-goood", scenarios), EXIT_NOTHING_RAN);
	ck_assert_str_eq(errors, "badmx: there is no case \"base-goood\", did "
				 "you mean \"base-good\"?\n");
	ck_assert_int_eq(LIST("reasons", "zzz*"), EXIT_NOTHING_RAN);
	ck_assert_str_eq(errors, "badmx: no reasons match \"zzz*\"; all of "
				 "them: badmx list reasons\n");
	ck_assert_int_eq(LIST("reason"), EXIT_USAGE);
	ck_assert_str_eq(errors, "badmx: there is no list of \"reason\", did "
				 "you mean \"reasons\"?\n");
	ck_assert_int_eq(LIST("cases", "a", "b"), EXIT_USAGE);
}
END_TEST

START_TEST(good_files_are_counted)
{
	write_file("case \"mine\" { shows = \"x\", clause = \"y\" }\n");
	ck_assert_int_eq(CHECK(file, scenarios), 0);
	ck_assert_str_eq(out, "1 case, 0 tables, 0 clients: no errors\n");
	ck_assert_ptr_nonnull(strstr(errors, "the case \"mine\" stands in no "
					     "table"));
}
END_TEST

START_TEST(bad_files_are_shown)
{
	write_file("case \"mine\" { shows = \"x\", clause = \"y\",\n"
		   "  reson = \"null-mx\" }\n"
		   "x = 1\n");
	ck_assert_int_eq(CHECK(file, scenarios), EXIT_INPUT);
	ck_assert_str_eq(out, "");
	ck_assert_ptr_nonnull(
	    strstr(errors, "error: there is no field \"reson\" in a case\n"));
	ck_assert_ptr_nonnull(strstr(errors, "error: \"x\" should be local\n"));
	ck_assert_ptr_nonnull(strstr(errors, "\n2 errors\n"));
}
END_TEST

START_TEST(what_only_certs_knows_is_checked_too)
{
	write_file("case \"mine\" { shows = \"x\", clause = \"y\",\n"
		   "  certificate = { key = \"p257\" } }\n");
	ck_assert_int_eq(CHECK(file, scenarios), EXIT_INPUT);
	ck_assert_ptr_nonnull(strstr(errors,
	    "error: certificate: key: there is no kind of key \"p257\""));
	ck_assert_ptr_nonnull(strstr(errors, "\n   |                   ^^^\n"));
}
END_TEST

START_TEST(a_missing_file_has_its_own_code)
{
	ck_assert_int_eq(CHECK("/nowhere.lua", scenarios), EXIT_NO_INPUT);
	ck_assert_int_eq(CHECK("--scenarios=/nowhere"), EXIT_NO_INPUT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cmd_list");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, no_list_is_wider_than_the_page);
	tcase_add_test(tc, one_case_is_shown_in_full);
	tcase_add_test(tc, a_pattern_chooses_cases);
	tcase_add_test(tc, json_holds_cases_and_their_rows);
	tcase_add_test(tc, what_is_not_there_is_said);
	tcase_add_test(tc, good_files_are_counted);
	tcase_add_test(tc, bad_files_are_shown);
	tcase_add_test(tc, what_only_certs_knows_is_checked_too);
	tcase_add_test(tc, a_missing_file_has_its_own_code);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
