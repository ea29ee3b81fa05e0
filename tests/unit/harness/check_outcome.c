/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/plan/outcome.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const char *const words[] = {
    "verified", "unverified", "cleartext", "defer", "bounce"};

START_TEST(each_word_is_an_outcome_and_back)
{
	enum outcome o = OUTCOME_NONE;

	ck_assert(outcome_of_word(words[_i], &o));
	ck_assert_int_eq(o, _i + 1);
	ck_assert_str_eq(outcome_word(o), words[_i]);
}
END_TEST

static const char *const no_words[] = {
    "", "nothing", "Verified", "withhold", "deliver", "skip", "next-mx"};

START_TEST(other_words_are_none)
{
	enum outcome o = OUTCOME_DEFER;

	ck_assert(!outcome_of_word(no_words[_i], &o));
	ck_assert_int_eq(o, OUTCOME_DEFER);
}
END_TEST

START_TEST(the_sets_share_nothing)
{
	ck_assert_uint_eq(OUTCOME_WITHHELD & OUTCOME_HANDED_OVER, 0);
	for (int o = OUTCOME_VERIFIED; o <= OUTCOME_BOUNCE; o++)
		ck_assert_uint_ne(
		    (OUTCOME_WITHHELD | OUTCOME_HANDED_OVER) & OUTCOME_BIT(o),
		    0);
}
END_TEST

/* Steps as letters: V U C D B. */
static const char letters[] = "-VUCDB";

static struct outcome_path
path_of(const char *steps)
{
	struct outcome_path path = {0};

	for (; *steps != '\0'; steps++)
		outcome_path_add(
		    &path, (enum outcome)(strchr(letters, *steps) - letters));
	return path;
}

static const struct {
	const char *added, *kept;
} adds[] = {
    {"", ""},
    {"D", "D"},
    {"DD", "D"},
    {"DDC", "DC"},
    {"DCDC", "DCDC"},
    {"DVDC", "DVDC"},
    /* Full: the last place is used again, and nothing stands twice. */
    {"DCDCB", "DCDB"},
    {"DCDCBV", "DCDV"},
    {"DCDCD", "DCD"},
    {"DCDCDB", "DCDB"},
};

START_TEST(a_path_keeps_each_change)
{
	struct outcome_path got = path_of(adds[_i].added);
	size_t n = strlen(adds[_i].kept);

	ck_assert_uint_eq(got.n, n);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(letters[got.steps[i]], adds[_i].kept[i]);
	ck_assert_int_eq(letters[outcome_path_last(&got)],
	    n == 0 ? '-' : adds[_i].kept[n - 1]);
}
END_TEST

static const struct {
	const char *steps;
	bool next_mx;
	const char *text;
} texts[] = {
    {"", false, "nothing"},
    {"D", false, "defer"},
    {"DC", false, "defer > cleartext"},
    {"V", true, "next MX > verified"},
    {"DV", true, "defer > next MX > verified"},
    {"DUDU", false, "defer > unverified > defer > unverified"},
};

START_TEST(a_path_reads_as_text)
{
	struct outcome_path path = path_of(texts[_i].steps);
	char buf[80];

	path.next_mx = texts[_i].next_mx;
	ck_assert_str_eq(
	    outcome_path_text(&path, buf, sizeof(buf)), texts[_i].text);
}
END_TEST

START_TEST(a_text_fits_into_any_buffer)
{
	struct outcome_path path = path_of("DCDC");
	char buf[80];

	for (size_t size = 1; size < sizeof(buf); size++) {
		memset(buf, 'x', sizeof(buf));
		outcome_path_text(&path, buf, size);
		ck_assert_uint_lt(strlen(buf), size);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("outcome");
	TCase *tc = tcase_create("outcome");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, each_word_is_an_outcome_and_back, 0, ROWS(words));
	tcase_add_loop_test(tc, other_words_are_none, 0, ROWS(no_words));
	tcase_add_test(tc, the_sets_share_nothing);
	tcase_add_loop_test(tc, a_path_keeps_each_change, 0, ROWS(adds));
	tcase_add_loop_test(tc, a_path_reads_as_text, 0, ROWS(texts));
	tcase_add_test(tc, a_text_fits_into_any_buffer);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
