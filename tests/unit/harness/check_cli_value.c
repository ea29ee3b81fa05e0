/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "harness/cli/cli_value.h"

static struct err err;

static unsigned
number(const char *text)
{
	unsigned n = 7;

	return cli_number("jobs", text, "auto", &n, &err) ? n : 0;
}

START_TEST(a_number_is_from_1_to_1000)
{
	static const char *const bad[] = {"", "0", "-1", "+1", " 1", "1 ",
	    "1001", "0x10", "1e3", "99999999999999999999", "many"};

	ck_assert_uint_eq(number("1"), 1);
	ck_assert_uint_eq(number("1000"), 1000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err.kind = ERR_NONE;
		ck_assert_msg(number(bad[i]) == 0, "%s is taken", bad[i]);
		ck_assert_int_eq(err.kind, ERR_USAGE);
	}
	ck_assert_str_eq(err.text,
	    "--jobs takes a number from 1 to 1000 or auto, not \"many\"");
}
END_TEST

START_TEST(a_seed_has_63_bits)
{
	uint64_t seed = 7;

	ck_assert(cli_seed("0", &seed, &err));
	ck_assert_uint_eq(seed, 0);
	ck_assert(cli_seed("9223372036854775807", &seed, &err));
	ck_assert_uint_eq(seed, INT64_MAX);
	ck_assert(!cli_seed("9223372036854775808", &seed, &err));
	ck_assert(!cli_seed("18446744073709551616", &seed, &err));
	ck_assert(!cli_seed("-1", &seed, &err));
	ck_assert(!cli_seed("1x", &seed, &err));
	ck_assert(!cli_seed("", &seed, &err));
	ck_assert_str_eq(err.text,
	    "--seed takes a number from 0 to 9223372036854775807, not \"\"");
}
END_TEST

static int
timeout(const char *text)
{
	int ms = 7;

	return cli_timeout(text, &ms, &err) ? ms : 0;
}

START_TEST(a_timeout_is_at_most_a_day)
{
	ck_assert_int_eq(timeout("30"), 30000);
	ck_assert_int_eq(timeout("30s"), 30000);
	ck_assert_int_eq(timeout("1ms"), 1);
	ck_assert_int_eq(timeout("2 minutes"), 120000);
	ck_assert_int_eq(timeout("86400s"), 86400000);
	ck_assert_int_eq(timeout("1 day"), 86400000);
	ck_assert_int_eq(timeout("0"), 0);
	ck_assert_int_eq(timeout("0 seconds"), 0);
	ck_assert_int_eq(timeout("-1 second"), 0);
	ck_assert_int_eq(timeout("86401s"), 0);
	ck_assert_int_eq(timeout("2 days"), 0);
	ck_assert_int_eq(timeout("99999999999999999999s"), 0);
	ck_assert_int_eq(timeout("99999999999999999999 days"), 0);
	ck_assert_int_eq(timeout("soon"), 0);
	ck_assert_str_eq(err.text,
	    "--timeout takes a time from 1ms to 1 day, like 30s or '2 "
	    "minutes', not \"soon\"");
}
END_TEST

START_TEST(a_word_is_one_of_some)
{
	static const char *const words[] = {"failed", "all", "none", NULL};
	size_t which;

	ck_assert(cli_word("keep", "all", words, &which, &err));
	ck_assert_uint_eq(which, 1);
	ck_assert(!cli_word("keep", "faild", words, &which, &err));
	ck_assert_str_eq(err.text,
	    "--keep does not know \"faild\", did you mean \"failed\"?");
	ck_assert(!cli_word("keep", "", words, &which, &err));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cli_value");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_number_is_from_1_to_1000);
	tcase_add_test(tc, a_seed_has_63_bits);
	tcase_add_test(tc, a_timeout_is_at_most_a_day);
	tcase_add_test(tc, a_word_is_one_of_some);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
