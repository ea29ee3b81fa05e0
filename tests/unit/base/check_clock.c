/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <check.h>
#include <sys/wait.h>

#include "sim/base/clock.h"

#define T0 1700000000

static struct err err;
static struct clock_page *page;

static void
set_up(void)
{
	page = clock_page_new(5, T0, &err);
	ck_assert_msg(page != NULL, "%s", err.text);
}

static void
tear_down(void)
{
	clock_page_free(page);
}

START_TEST(all_slots_start_at_t0)
{
	ck_assert_uint_eq(clock_page_slots(page), 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(clock_page_get(page, i), T0);
}
END_TEST

START_TEST(a_slot_is_set_alone)
{
	clock_page_set(page, 3, T0 + 900);
	ck_assert_int_eq(clock_page_get(page, 3), T0 + 900);
	ck_assert_int_eq(clock_page_get(page, 2), T0);
	ck_assert_int_eq(clock_page_get(page, 4), T0);
}
END_TEST

START_TEST(a_slot_out_of_range_is_slot_0)
{
	clock_page_set(page, 5, T0 + 1);
	clock_page_set(page, SIZE_MAX, T0 + 2);
	ck_assert_int_eq(clock_page_get(page, 0), T0 + 2);
	ck_assert_int_eq(clock_page_get(page, 99), T0 + 2);
}
END_TEST

START_TEST(another_process_maps_the_same_page)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ne(child, -1);
	if (child == 0) {
		struct clock_page *theirs =
		    clock_page_map(clock_page_fd(page), &err);

		if (theirs == NULL || clock_page_slots(theirs) != 5)
			_exit(1);
		clock_page_set(theirs, 4, T0 + 60);
		clock_page_free(theirs);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(clock_page_get(page, 4), T0 + 60);
}
END_TEST

START_TEST(the_descriptor_may_be_closed_after_mapping)
{
	int fd = dup(clock_page_fd(page));
	struct clock_page *theirs = clock_page_map(fd, &err);

	close(fd);
	ck_assert_ptr_nonnull(theirs);
	clock_page_set(page, 1, T0 + 5);
	ck_assert_int_eq(clock_page_get(theirs, 1), T0 + 5);
	clock_page_free(theirs);
}
END_TEST

START_TEST(no_slots_are_one_slot)
{
	struct clock_page *small = clock_page_new(0, T0, &err);

	ck_assert_uint_eq(clock_page_slots(small), 1);
	clock_page_free(small);
	clock_page_free(NULL);
}
END_TEST

START_TEST(what_is_no_page_is_not_mapped)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	ck_assert_ptr_null(clock_page_map(fd, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	close(fd);
	ck_assert_ptr_null(clock_page_map(fd, &err));
	ck_assert_int_eq(err.kind, ERR_SYSTEM);
}
END_TEST

/* Opened for reading only it cannot be shared. */
START_TEST(a_page_that_cannot_be_written_is_refused)
{
	char path[] = "/tmp/check_clock.XXXXXX";
	int fd = mkstemp(path), read_only;

	ck_assert_int_eq(ftruncate(fd, 64), 0);
	read_only = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_ptr_null(clock_page_map(read_only, &err));
	ck_assert(err.kind == ERR_PERMISSION || err.kind == ERR_SYSTEM);
	close(read_only);
	close(fd);
	unlink(path);
}
END_TEST

START_TEST(the_real_clocks_go_forward)
{
	int64_t us = clock_monotonic_us();

	ck_assert_int_gt(clock_wall(), 1600000000);
	ck_assert_int_ge(clock_monotonic_us(), us);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("clock");
	TCase *tc = tcase_create("clock");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, all_slots_start_at_t0);
	tcase_add_test(tc, a_slot_is_set_alone);
	tcase_add_test(tc, a_slot_out_of_range_is_slot_0);
	tcase_add_test(tc, another_process_maps_the_same_page);
	tcase_add_test(tc, the_descriptor_may_be_closed_after_mapping);
	tcase_add_test(tc, no_slots_are_one_slot);
	tcase_add_test(tc, what_is_no_page_is_not_mapped);
	tcase_add_test(tc, a_page_that_cannot_be_written_is_refused);
	tcase_add_test(tc, the_real_clocks_go_forward);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
