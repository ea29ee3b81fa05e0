/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "harness/run/run_progress.h"

static const struct {
	struct run_progress labs[2];
	const char *text;
} rows[] = {
    {{{0, 0, 0}, {0, 0, 0}}, ""},
    {{{95, 0, 0}, {0, 0, 0}}, "the client starts"},
    {{{95, 60, 40}, {0, 0, 0}}, "60 of 95 mails given, 40 settled"},
    {{{95, 95, 95}, {5, 1, 0}}, "96 of 100 mails given, 95 settled"},
    {{{95, 95, 95}, {5, 5, 5}}, "all mails settled, a last look"},
};

START_TEST(all_labs_are_told_in_one_sentence)
{
	struct run_progress sum = {0};
	char text[100];

	for (size_t i = 0; i < 2; i++)
		run_progress_add(&sum, &rows[_i].labs[i]);
	run_progress_text(&sum, text, sizeof(text));
	ck_assert_str_eq(text, rows[_i].text);
}
END_TEST

START_TEST(the_last_word_of_a_lab_counts)
{
	struct run_progress p = {9, 9, 9};
	json_t *message = json_pack("{ss si si si}", "say", "alive", "mails",
	    95, "given", 60, "settled", -1);

	run_progress_take(&p, message);
	json_decref(message);
	ck_assert_uint_eq(p.mails, 95);
	ck_assert_uint_eq(p.given, 60);
	ck_assert_uint_eq(p.settled, 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("run_progress");
	TCase *c = tcase_create("progress");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(c, all_labs_are_told_in_one_sentence, 0, 5);
	tcase_add_test(c, the_last_word_of_a_lab_counts);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
