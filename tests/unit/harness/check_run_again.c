/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "harness/run/run_again.h"

static struct plan_cell cells[4];
static struct plan_group group;
static struct run_again again;

/* The second and the third cell have the fourth as their twin. */
static void
set_up(void)
{
	for (size_t i = 0; i < 4; i++)
		cells[i] = (struct plan_cell){.helper = false};
	cells[1].twin = cells[2].twin = &cells[3];
	group = (struct plan_group){.policy = "strict", .cells = cells, .n = 4};
	run_again_make(&again, &group);
}

static void
tear_down(void)
{
	run_again_clear(&again);
}

static bool
hold(size_t cell, bool stalled)
{
	json_t *message =
	    json_pack("{ss sb}", "say", "cell", "stalled", stalled);
	bool held = run_again_hold(&again, cell, message);

	json_decref(message);
	return held;
}

START_TEST(what_was_judged_is_not_run_again)
{
	ck_assert(!hold(0, false));
	ck_assert_uint_eq(run_again_cell(&again, 2), 2);
	ck_assert_uint_eq(run_again_cell(&again, 4), 4);
	ck_assert_ptr_null(run_again_begin(&again));
}
END_TEST

START_TEST(what_a_stall_has_cost_is_run_again_with_its_twin)
{
	const struct plan_group *part;

	ck_assert(hold(2, true));
	part = run_again_begin(&again);
	ck_assert_ptr_nonnull(part);
	ck_assert_str_eq(part->policy, "strict");
	ck_assert_uint_eq(part->n, 2);
	ck_assert(!part->cells[0].helper);
	ck_assert_ptr_eq(part->cells[0].twin, &part->cells[1]);
	ck_assert(part->cells[1].helper);
	ck_assert_uint_eq(run_again_cell(&again, 0), 2);
	ck_assert_uint_eq(run_again_cell(&again, 1), 3);
	ck_assert_uint_eq(run_again_cell(&again, 2), 4);
}
END_TEST

START_TEST(a_twin_that_was_held_up_itself_is_no_helper)
{
	const struct plan_group *part;

	ck_assert(hold(1, true));
	ck_assert(hold(3, true));
	part = run_again_begin(&again);
	ck_assert_uint_eq(part->n, 2);
	ck_assert(!part->cells[1].helper);
}
END_TEST

START_TEST(there_is_no_third_time)
{
	ck_assert(hold(0, true));
	ck_assert_ptr_nonnull(run_again_begin(&again));
	ck_assert(!hold(0, true));
	ck_assert_ptr_null(run_again_begin(&again));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("run_again");
	TCase *c = tcase_create("again");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, what_was_judged_is_not_run_again);
	tcase_add_test(c, what_a_stall_has_cost_is_run_again_with_its_twin);
	tcase_add_test(c, a_twin_that_was_held_up_itself_is_no_helper);
	tcase_add_test(c, there_is_no_third_time);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
