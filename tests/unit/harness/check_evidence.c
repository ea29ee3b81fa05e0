/* SPDX-License-Identifier: MIT */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <sys/stat.h>

#include "harness/run/evidence.h"
#include "sim/base/mem.h"

static char folder[40], *path;
static struct evidence *evidence;
static struct err err;

static int
remove_entry(const char *name, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(name);
}

static void
set_up(void)
{
	snprintf(folder, sizeof(folder), "/tmp/check_evidence.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	path = xasprintf("%s/.badmx", folder);
	evidence = NULL;
}

static void
tear_down(void)
{
	evidence_close(evidence);
	free(path);
	nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void
start(void)
{
	evidence_close(evidence);
	evidence = evidence_open(path, &err);
	ck_assert_msg(evidence != NULL, "%s", err.text);
}

static void
keep(const char *word)
{
	json_t *json = json_pack("{ss}", "case", word);

	ck_assert(evidence_result(evidence, json, &err));
	json_decref(json);
}

/* The text of a file below the folder, or NULL. */
static const char *
content(const char *where)
{
	static char text[1000];
	char *name = xasprintf("%s/%s", path, where);
	FILE *f = fopen(name, "r");
	size_t n = f == NULL ? 0 : fread(text, 1, sizeof(text) - 1, f);

	text[n] = '\0';
	if (f != NULL)
		fclose(f);
	free(name);
	return f == NULL ? NULL : text;
}

START_TEST(results_are_there_as_they_come)
{
	start();
	keep("one");
	ck_assert_str_eq(content("last/results.jsonl"), "{\"case\":\"one\"}\n");
	keep("two");
	ck_assert_str_eq(content("last/results.jsonl"),
	    "{\"case\":\"one\"}\n{\"case\":\"two\"}\n");
}
END_TEST

START_TEST(a_file_makes_its_folders)
{
	start();
	ck_assert(evidence_file(
	    evidence, "builtin/name-cn/strict/t.txt", "what happened\n", &err));
	ck_assert(evidence_file(
	    evidence, "builtin/name-cn/encrypt/t.txt", "other\n", &err));
	ck_assert_str_eq(
	    content("last/builtin/name-cn/strict/t.txt"), "what happened\n");
	ck_assert_str_eq(
	    content("last/builtin/name-cn/encrypt/t.txt"), "other\n");
	ck_assert_ptr_nonnull(strstr(evidence_path(evidence), "/.badmx/last"));
}
END_TEST

START_TEST(the_run_before_is_moved_aside_and_the_one_before_it_goes)
{
	for (int i = 0; i < 3; i++) {
		char word[2] = {(char)('a' + i), '\0'};

		start();
		keep(word);
		ck_assert(evidence_file(evidence, word, word, &err));
	}
	ck_assert_str_eq(content("last/results.jsonl"), "{\"case\":\"c\"}\n");
	ck_assert_str_eq(
	    content("previous/results.jsonl"), "{\"case\":\"b\"}\n");
	ck_assert_str_eq(content("previous/b"), "b");
	ck_assert_ptr_null(content("previous/a"));
	ck_assert_ptr_null(content("last/b"));
}
END_TEST

/* A folder of that name may hold a link to somebody's own files. */
START_TEST(a_link_is_removed_and_not_followed)
{
	char *own = xasprintf("%s/own", folder);
	char *link = xasprintf("%s/last/link", path);

	ck_assert_int_eq(mkdir(own, 0777), 0);
	start();
	ck_assert_int_eq(symlink(own, link), 0);
	start();
	start();
	ck_assert_int_eq(access(own, F_OK), 0);
	free(own);
	free(link);
}
END_TEST

START_TEST(two_runs_do_not_share_a_folder)
{
	struct evidence *second;

	start();
	keep("one");
	second = evidence_open(path, &err);
	ck_assert_ptr_null(second);
	ck_assert_ptr_nonnull(strstr(err.text, "another badmx runs"));
	ck_assert_ptr_nonnull(strstr(err.text, "--evidence DIR"));
	/* and the first one is still there */
	ck_assert_str_eq(content("last/results.jsonl"), "{\"case\":\"one\"}\n");
	start();
}
END_TEST

START_TEST(a_folder_that_cannot_be_made_is_an_error)
{
	ck_assert_ptr_null(evidence_open("/nonexistent/x", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/x"));
	evidence_close(NULL);
}
END_TEST

START_TEST(a_file_in_the_way_is_an_error)
{
	start();
	ck_assert(evidence_file(evidence, "a", "x", &err));
	ck_assert(!evidence_file(evidence, "a/b", "x", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "last/a/b"));
}
END_TEST

START_TEST(last_results_are_read)
{
	json_t *results;

	start();
	keep("one");
	keep("two");
	results = evidence_last_results(path, &err);
	ck_assert_ptr_nonnull(results);
	ck_assert_uint_eq(json_array_size(results), 2);
	ck_assert_str_eq(json_string_value(json_object_get(
			     json_array_get(results, 1), "case")),
	    "two");
	json_decref(results);
}
END_TEST

START_TEST(half_a_line_of_a_killed_run_does_no_harm)
{
	json_t *results;
	char *name;
	FILE *f;

	start();
	keep("one");
	name = xasprintf("%s/last/results.jsonl", path);
	f = fopen(name, "a");
	fputs("{\"case\":\"tw", f);
	fclose(f);
	free(name);
	results = evidence_last_results(path, &err);
	ck_assert_uint_eq(json_array_size(results), 1);
	json_decref(results);
}
END_TEST

START_TEST(without_a_run_there_are_no_results)
{
	ck_assert_ptr_null(evidence_last_results(path, &err));
	ck_assert_int_eq(err.kind, ERR_MISSING);
	ck_assert_ptr_nonnull(strstr(err.text, "there is no last run"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("evidence");
	TCase *tc = tcase_create("evidence");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, results_are_there_as_they_come);
	tcase_add_test(tc, a_file_makes_its_folders);
	tcase_add_test(
	    tc, the_run_before_is_moved_aside_and_the_one_before_it_goes);
	tcase_add_test(tc, a_link_is_removed_and_not_followed);
	tcase_add_test(tc, two_runs_do_not_share_a_folder);
	tcase_add_test(tc, a_folder_that_cannot_be_made_is_an_error);
	tcase_add_test(tc, a_file_in_the_way_is_an_error);
	tcase_add_test(tc, last_results_are_read);
	tcase_add_test(tc, half_a_line_of_a_killed_run_does_no_harm);
	tcase_add_test(tc, without_a_run_there_are_no_results);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
