/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/policy_knobs.h"

#define DAYS(n) ((int64_t)(n)*86400)

static const struct {
	const char *policy;
	struct policy_knobs knobs;
} rows[] = {
    {"none", {KNOB_TLS_NEVER, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0}},
    {"opportunistic",
	{KNOB_TLS_IF_OFFERED, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0}},
    {"relaxed",
	{KNOB_TLS_IF_OFFERED, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0}},
    {"encrypt",
	{KNOB_TLS_REQUIRED, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0}},
    {"strict", {KNOB_TLS_REQUIRED, KNOB_NAMES_EXACT, KNOB_CHAIN_BUNDLE,
		   KNOB_DEFER, 0}},
    {"relaxed-wildcard", {KNOB_TLS_REQUIRED, KNOB_NAMES_WILDCARD,
			     KNOB_CHAIN_BUNDLE, KNOB_DEFER, 0}},
    {"strict+wildcard", {KNOB_TLS_REQUIRED, KNOB_NAMES_WILDCARD,
			    KNOB_CHAIN_BUNDLE, KNOB_DEFER, 0}},
    {"relaxed-expiry", {KNOB_TLS_REQUIRED, KNOB_NAMES_EXACT, KNOB_CHAIN_BUNDLE,
			   KNOB_DEFER, DAYS(30)}},
    {"strict+expired=30d", {KNOB_TLS_REQUIRED, KNOB_NAMES_EXACT,
			       KNOB_CHAIN_BUNDLE, KNOB_DEFER, DAYS(30)}},
    {"strict+wildcard+expired=7d", {KNOB_TLS_REQUIRED, KNOB_NAMES_WILDCARD,
				       KNOB_CHAIN_BUNDLE, KNOB_DEFER, DAYS(7)}},
    {"verify-if-offered", {KNOB_TLS_IF_OFFERED, KNOB_NAMES_EXACT,
			      KNOB_CHAIN_BUNDLE, KNOB_DEFER, 0}},
    {"verify-if-offered+bounce", {KNOB_TLS_IF_OFFERED, KNOB_NAMES_EXACT,
				     KNOB_CHAIN_BUNDLE, KNOB_BOUNCE, 0}},
    {"strict+unverified", {KNOB_TLS_REQUIRED, KNOB_NAMES_EXACT,
			      KNOB_CHAIN_BUNDLE, KNOB_UNVERIFIED, 0}},
};

START_TEST(each_name_is_a_setting_of_the_knobs)
{
	const struct policy_knobs *want = &rows[_i].knobs;
	struct policy_knobs got;
	struct err err = {0};

	ck_assert_msg(
	    policy_knobs_parse(rows[_i].policy, &got, &err), "%s", err.text);
	ck_assert_int_eq(got.tls, want->tls);
	ck_assert_int_eq(got.names, want->names);
	ck_assert_int_eq(got.chain, want->chain);
	ck_assert_int_eq(got.on_fault, want->on_fault);
	ck_assert_int_eq(got.grace, want->grace);
}
END_TEST

static const char *const bad[] = {"", "Strict", "strct", "dane", "strict+",
    "strict+expired", "strict+expired=", "strict+expired=x",
    "strict+expired=-1d", "strict+expired=30", "strict+expired=30dd",
    "strict+expired=99999999999999999999d", "encrypt+wildcard",
    "opportunistic+expired=30d", "none+bounce", "strict+nonsense", "+wildcard"};

START_TEST(a_name_with_a_mistake_is_refused)
{
	struct policy_knobs knobs;
	struct err err = {0};

	ck_assert_msg(
	    !policy_knobs_parse(bad[_i], &knobs, &err), "%s", bad[_i]);
	ck_assert_int_eq(err.kind, ERR_USAGE);
	ck_assert_str_ne(err.text, "");
}
END_TEST

START_TEST(the_nearest_name_is_suggested)
{
	struct policy_knobs knobs;
	struct err err = {0};

	ck_assert(!policy_knobs_parse("strct", &knobs, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "\"strict\""));
}
END_TEST

START_TEST(every_name_that_is_shown_is_understood)
{
	struct policy_knobs knobs;
	struct err err = {0};

	for (const char *const *name = policy_knobs_names(); *name != NULL;
	     name++)
		ck_assert_msg(
		    policy_knobs_parse(*name, &knobs, &err), "%s", *name);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sender_knobs");
	TCase *tc = tcase_create("sender_knobs");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_name_is_a_setting_of_the_knobs, 0,
	    sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(tc, a_name_with_a_mistake_is_refused, 0,
	    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tc, the_nearest_name_is_suggested);
	tcase_add_test(tc, every_name_that_is_shown_is_understood);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
