/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "sim/base/err.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct err err;

START_TEST(each_of_them_returns_false_and_fills)
{
	ck_assert(!err_input(&err, "line %d", 7));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_str_eq(err.text, "line 7");
	ck_assert(!err_set(&err, ERR_MISSING, "no %s", "file"));
	ck_assert_int_eq(err.kind, ERR_MISSING);
	ck_assert_str_eq(err.text, "no file");
}
END_TEST

static const struct {
	int no;
	enum err_kind kind;
	const char *text;
} rows[] = {
    {EADDRINUSE, ERR_SYSTEM, "bind 25: Address already in use"},
    {ENOENT, ERR_SYSTEM, "bind 25: No such file or directory"},
    {EPERM, ERR_PERMISSION, "bind 25: Operation not permitted"},
    {EACCES, ERR_PERMISSION, "bind 25: Permission denied"},
};

START_TEST(the_system_says_why)
{
	errno = rows[_i].no;
	ck_assert(!err_system(&err, "bind %d", 25));
	ck_assert_int_eq(err.kind, rows[_i].kind);
	ck_assert_str_eq(err.text, rows[_i].text);
}
END_TEST

START_TEST(where_we_were_comes_in_front_and_the_kind_stays)
{
	errno = EPERM;
	err_system(&err, "bind");
	ck_assert(!err_within(&err, "mx%d", 1));
	ck_assert(!err_within(&err, "world"));
	ck_assert_str_eq(err.text, "world: mx1: bind: Operation not permitted");
	ck_assert_int_eq(err.kind, ERR_PERMISSION);
}
END_TEST

START_TEST(crypto_without_a_cause_is_only_the_message)
{
	ck_assert(!err_crypto(&err, "sign"));
	ck_assert_int_eq(err.kind, ERR_CRYPTO);
	ck_assert_int_eq(strncmp(err.text, "sign", 4), 0);
}
END_TEST

START_TEST(a_text_that_is_too_long_is_cut)
{
	char text[3000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_input(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
	errno = EPERM;
	err_system(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
	err_within(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.text), sizeof(err.text) - 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("err");
	TCase *tc = tcase_create("err");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, each_of_them_returns_false_and_fills);
	tcase_add_loop_test(tc, the_system_says_why, 0, ROWS(rows));
	tcase_add_test(tc, where_we_were_comes_in_front_and_the_kind_stays);
	tcase_add_test(tc, crypto_without_a_cause_is_only_the_message);
	tcase_add_test(tc, a_text_that_is_too_long_is_cut);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
