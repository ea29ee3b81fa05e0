/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/filter_suggest.h"
#include "harness/plan/name_suggest.h"

static const char *const names[] = {"base-good", "name-cn-only",
    "name-wildcard-two-levels", "name-wildcard-one-level", "val-expired-1d",
    "name-san-no-cn", "slow", NULL};

static void
meant(const char *glob, const char *expected)
{
	char *got = name_suggest(glob, names);

	ck_assert(!name_fits(glob, names));
	if (expected == NULL)
		ck_assert_ptr_null(got);
	else
		ck_assert_str_eq(got, expected);
	free(got);
}

START_TEST(a_plain_name_gets_the_nearest_one)
{
	meant("base-goood", "base-good");
	meant("solw", "slow");
	meant("quantum", NULL);
	meant("", NULL);
}
END_TEST

START_TEST(a_part_of_a_name_gets_its_stars)
{
	meant("wildcard", "*wildcard*");
	meant("name", "*name*");
	meant("wildcrad", "*wildcard*");
	/* With so many parts some are near enough by chance. */
	meant("nosuch", NULL);
	meant("foo", NULL);
	meant("cm", "*cn*");
}
END_TEST

START_TEST(a_glob_is_spelt_otherwise_where_it_is_wrong)
{
	meant("nmae-*", "name-*");
	meant("nmae*", "name*");
	meant("*-wildcrad-*", "*-wildcard-*");
	meant("name-wildcrad-*", "name-wildcard-*");
	meant("*-expird-1d", "*-expired-1d");
	meant("quantum-*", NULL);
	meant("*-quantum", NULL);
}
END_TEST

START_TEST(no_names_no_suggestion)
{
	const char *const none[] = {NULL};

	ck_assert_ptr_null(name_suggest("a*", none));
	ck_assert_ptr_null(name_suggest("a", none));
}
END_TEST

/* --- the words of a filter ---------------------------------------------- */

static struct suite *suite;

static void
setup(void)
{
	struct suite_options options = {.scenarios = NULL};
	struct complaints complaints = {0};
	struct err err;
	char *folder = malloc(strlen(getenv("BADMX_SOURCE")) + 20);

	strcpy(folder, getenv("BADMX_SOURCE"));
	options.scenarios = strcat(folder, "/scenarios");
	suite = suite_load(&options, &complaints, &err);
	ck_assert_msg(suite != NULL, "%s", err.text);
	free(folder);
}

static void
teardown(void)
{
	suite_free(suite);
}

static void
filter_says(const char *filter, const char *expected)
{
	char *got = filter_suggest(suite, &filter, 1);

	if (expected == NULL)
		ck_assert_msg(got == NULL, "%s", got);
	else
		ck_assert_str_eq(got, expected);
	free(got);
}

START_TEST(each_word_is_held_against_what_it_is_about)
{
	filter_says(
	    "name-* policy:strict !tag:no-*", "no tag matches \"no-*\"");
	filter_says("name-*,val-*/strict reason:certificate-*", NULL);
	filter_says("val-*,nmae-*/strict",
	    "no case matches \"nmae-*\", did you mean \"name-*\"?");
	filter_says("base-goood",
	    "no case or tag matches \"base-goood\", did you mean "
	    "\"base-good\"?");
	filter_says("name-*/strcit*",
	    "no policy matches \"strcit*\", did you mean \"strict*\"?");
	filter_says("reason:certificate-expird",
	    "no reason matches \"certificate-expird\", did you mean "
	    "\"certificate-expired\"?");
	filter_says("table:Nmaes",
	    "no table matches \"Nmaes\", did you mean \"Names\"?");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("name_suggest");
	TCase *pure = tcase_create("pure"), *loaded = tcase_create("loaded");
	SRunner *runner = srunner_create(s);
	int failed;

	tcase_add_test(pure, a_plain_name_gets_the_nearest_one);
	tcase_add_test(pure, a_part_of_a_name_gets_its_stars);
	tcase_add_test(pure, a_glob_is_spelt_otherwise_where_it_is_wrong);
	tcase_add_test(pure, no_names_no_suggestion);
	tcase_add_checked_fixture(loaded, setup, teardown);
	tcase_set_timeout(loaded, 30);
	tcase_add_test(loaded, each_word_is_held_against_what_it_is_about);
	suite_add_tcase(s, pure);
	suite_add_tcase(s, loaded);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
