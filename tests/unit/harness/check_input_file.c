/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "harness/base/input_file.h"

static char folder[] = "/tmp/badmx-check-XXXXXX";

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void
teardown(void)
{
	unlink("file");
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(folder), 0);
}

static void
write_file(const void *bytes, size_t n)
{
	FILE *f = fopen("file", "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
}

static void
is_refused(const char *path, enum err_kind kind, const char *text)
{
	struct err err = {.kind = ERR_NONE};

	ck_assert_ptr_null(input_file_read(path, NULL, &err));
	ck_assert_str_eq(err.text, text);
	ck_assert_int_eq(err.kind, kind);
}

START_TEST(a_file_is_read_whatever_is_in_it)
{
	struct err err;
	size_t len;
	char *text;

	write_file("a\0b\n", 4);
	text = input_file_read("file", &len, &err);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_eq(len, 4);
	ck_assert_mem_eq(text, "a\0b\n", 5);
	free(text);
}
END_TEST

START_TEST(what_is_not_there_is_missing)
{
	is_refused("file", ERR_MISSING,
	    "cannot read \"file\": No such file or directory");
}
END_TEST

START_TEST(what_is_no_file_is_not_waited_for)
{
	is_refused("/dev/zero", ERR_MISSING,
	    "cannot read \"/dev/zero\": it is a device or socket, not a file");
	is_refused(".", ERR_MISSING, "cannot read \".\": it is a folder");
	ck_assert_int_eq(mkfifo("file", 0600), 0);
	is_refused("file", ERR_MISSING,
	    "cannot read \"file\": it is a pipe, not a file");
}
END_TEST

START_TEST(a_huge_file_is_not_what_was_meant)
{
	struct err err;
	char *text;

	write_file("", 0);
	ck_assert_int_eq(truncate("file", 4 << 20), 0);
	text = input_file_read("file", NULL, &err);
	ck_assert_ptr_nonnull(text);
	free(text);
	ck_assert_int_eq(truncate("file", ((off_t)1 << 40)), 0);
	is_refused(
	    "file", ERR_INPUT, "cannot read \"file\": it is larger than 4 MB");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("input_file");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_file_is_read_whatever_is_in_it);
	tcase_add_test(tc, what_is_not_there_is_missing);
	tcase_add_test(tc, what_is_no_file_is_not_waited_for);
	tcase_add_test(tc, a_huge_file_is_not_what_was_meant);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
