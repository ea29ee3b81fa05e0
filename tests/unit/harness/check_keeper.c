/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/run/keeper.h"
#include "sim/base/mem.h"

static char folder[] = "/tmp/check_keeper.XXXXXX";
static struct keeper *keeper;
static struct err err;
static json_t *message;
static struct kept_cell cell = {"acme", "name-x", "strict", NULL};

static void
set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	keeper = NULL;
	message = json_pack(
	    "{ss ss}", "transcript", "what happened\n", "chain", "# mx\nPEM\n");
	cell.message = message;
}

static void
tear_down(void)
{
	char *command = xasprintf("rm -rf %s", folder);

	keeper_free(keeper);
	json_decref(message);
	ck_assert_int_eq(system(command), 0);
	free(command);
}

static void
start(enum run_keep which)
{
	const struct run_options o = {.evidence = "e", .keep = which};

	keeper = keeper_new(&o, &err);
	ck_assert_ptr_nonnull(keeper);
}

static bool
holds(const char *path, const char *text)
{
	char read[400] = "";
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return false;
	ck_assert_uint_ge(fread(read, 1, sizeof(read) - 1, f), 0);
	fclose(f);
	return strstr(read, text) != NULL;
}

static void
kept(enum report_result result, bool expected)
{
	char *path = keeper_cell(keeper, &cell, result);

	ck_assert_int_eq(path != NULL, expected);
	if (path != NULL)
		ck_assert_str_eq(
		    path, "e/last/acme/name-x/strict/transcript.txt");
	free(path);
}

START_TEST(what_failed_is_kept_with_its_certificates)
{
	start(KEEP_FAILED);
	kept(REPORT_LET_IN, true);
	ck_assert(
	    holds("e/last/acme/name-x/strict/transcript.txt", "what happened"));
	ck_assert(holds("e/last/acme/name-x/strict/chain.pem", "PEM"));
}
END_TEST

START_TEST(what_came_out_right_is_kept_only_if_all_is)
{
	start(KEEP_FAILED);
	kept(REPORT_AS_EXPECTED, false);
	kept(REPORT_SKIPPED, false);
	kept(REPORT_GONE, true);
	keeper_free(keeper);
	start(KEEP_ALL);
	kept(REPORT_AS_EXPECTED, true);
}
END_TEST

START_TEST(without_a_chain_there_is_no_file_for_it)
{
	start(KEEP_FAILED);
	json_object_del(message, "chain");
	kept(REPORT_LOST, true);
	ck_assert_int_ne(
	    access("e/last/acme/name-x/strict/chain.pem", F_OK), 0);
}
END_TEST

START_TEST(of_a_mail_never_sent_the_lab_has_to_tell)
{
	char *path;

	start(KEEP_FAILED);
	json_object_set_new(message, "transcript", json_string(""));
	path = keeper_cell(keeper, &cell, REPORT_NOT_JUDGED);
	ck_assert_str_eq(path, "e/last/acme/lab-strict.txt");
	ck_assert_int_ne(access("e/last/acme/name-x", F_OK), 0);
	free(path);
}
END_TEST

START_TEST(results_are_lines_whatever_else_is_kept)
{
	const struct report_cell told = {.result = REPORT_AS_EXPECTED,
	    .round = 2,
	    .expected = "defer",
	    .got = "defer",
	    .reason_got = "",
	    .why = ""};

	start(KEEP_FAILED);
	keeper_result(keeper, &cell, &told);
	ck_assert(holds("e/last/results.jsonl",
	    "\"case\":\"name-x\",\"policy\":\"strict\",\"result\":"
	    "\"as-expected\""));
}
END_TEST

START_TEST(the_word_of_a_lab_is_kept_if_something_failed)
{
	start(KEEP_FAILED);
	keeper_lab(keeper, "acme", "strict", "stall", false);
	ck_assert(!holds("e/last/acme/lab-strict.txt", "stall"));
	keeper_lab(keeper, "acme", "strict", "stall", true);
	ck_assert(holds("e/last/acme/lab-strict.txt", "stall"));
}
END_TEST

START_TEST(nothing_is_written_if_nothing_is_wanted)
{
	start(KEEP_NONE);
	kept(REPORT_LET_IN, false);
	keeper_lab(keeper, "acme", "strict", "stall", true);
	ck_assert_int_ne(access("e", F_OK), 0);
}
END_TEST

START_TEST(a_folder_that_can_not_be_written_stops_nobody)
{
	const struct run_options o = {
	    .evidence = "/proc/nowhere", .keep = KEEP_ALL};

	keeper = keeper_new(&o, &err);
	ck_assert_ptr_nonnull(keeper);
	kept(REPORT_LET_IN, false);
}
END_TEST

START_TEST(a_folder_that_was_asked_for_must_do)
{
	const struct run_options o = {.evidence = "/proc/nowhere",
	    .evidence_asked = true,
	    .keep = KEEP_ALL};

	keeper = keeper_new(&o, &err);
	ck_assert_ptr_null(keeper);
	ck_assert_int_eq(err.kind, ERR_SYSTEM);
	ck_assert_str_eq(err.text, "no evidence can be kept: /proc/nowhere: "
				   "No such file or directory");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keeper");
	TCase *c = tcase_create("keep");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, what_failed_is_kept_with_its_certificates);
	tcase_add_test(c, what_came_out_right_is_kept_only_if_all_is);
	tcase_add_test(c, without_a_chain_there_is_no_file_for_it);
	tcase_add_test(c, of_a_mail_never_sent_the_lab_has_to_tell);
	tcase_add_test(c, results_are_lines_whatever_else_is_kept);
	tcase_add_test(c, the_word_of_a_lab_is_kept_if_something_failed);
	tcase_add_test(c, nothing_is_written_if_nothing_is_wanted);
	tcase_add_test(c, a_folder_that_can_not_be_written_stops_nobody);
	tcase_add_test(c, a_folder_that_was_asked_for_must_do);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
