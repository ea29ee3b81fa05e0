/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/last_words.h"

static const struct {
	const char *text, *said; /* in 32 bytes */
} rows[] = {
    {"", ""},
    {"\n \n", ""},
    {"no config\n", "no config"},
    {"one\n\ntwo  \n", "one / two"},
    {"a first long line\nof three\nthe third\n", "... of three / the third"},
    {"0123456789 0123456789\nend\n", "0123456789 0123456789 / end"},
    {"0123456789 0123456789_\nend\n", "... end"},
    {"before\n0123456789012345678901234567890123456789\n",
	"... 012345678901234567890123456"},
    {"tab\there\n", "tab\\x09here"},
};
#define N_ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

START_TEST(whole_lines_from_the_end_are_told)
{
	char said[32];

	ck_assert_str_eq(
	    last_words(rows[_i].text, said, sizeof(said)), rows[_i].said);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("last_words");
	TCase *tc = tcase_create("last_words");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, whole_lines_from_the_end_are_told, 0, N_ROWS);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
