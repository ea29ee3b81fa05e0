/* SPDX-License-Identifier: MIT */
/* Whose fault it is when something of the world is not as it should be. */
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <event2/event.h>

#include "harness/run/lab_parts.h"

#define TEXT "listen on 127.16.0.7 port 25: Address already in use"

/* A canary, a case of two mails, a case of one. */
static struct roll_entry entries[] = {
    {.canary = canaries, .first_mail = 0, .n_mails = 1},
    {.first_mail = 1, .n_mails = 2},
    {.first_mail = 3, .n_mails = 1},
};
static struct roll roll = {.entries = entries, .n = 3, .n_mails = 4};
static struct lab_mail mails[4];
static struct lab lab;

static void
nothing(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
}

static void
set_up(void)
{
	static const size_t entry_of[] = {0, 1, 1, 2};

	memset(mails, 0, sizeof(mails));
	for (size_t i = 0; i < 4; i++) {
		observation_start(&mails[i].seen);
		mails[i].entry = entry_of[i];
	}
	lab = (struct lab){.roll = &roll, .mails = mails};
	lab.base = event_base_new();
	lab.progress = event_new(lab.base, -1, 0, nothing, NULL);
}

static void
tear_down(void)
{
	event_free(lab.progress);
	event_base_free(lab.base);
}

START_TEST(a_fault_of_a_case_is_one_of_all_its_mails_and_no_other)
{
	lab_on_fault(1, TEXT, &lab);
	ck_assert_int_eq(lab.fault.kind, ERR_NONE);
	ck_assert_str_eq(mails[0].seen.fault, "");
	ck_assert_str_eq(mails[1].seen.fault, TEXT);
	ck_assert_str_eq(mails[2].seen.fault, TEXT);
	ck_assert_str_eq(mails[3].seen.fault, "");
	ck_assert(mails[1].seen.settled);
	ck_assert(!mails[3].seen.settled);
}
END_TEST

/* What came before or after does not make it a result of the client. */
START_TEST(a_mail_with_a_fault_is_not_judged)
{
	static const struct expectation any; /* nothing is as expected */
	const struct verdict_facts facts = {.twin = TWIN_NONE};
	struct judgement j;

	lab_on_fault(3, TEXT, &lab);
	observation_client_says(&mails[3].seen, SAYS_DEFERRED, NULL);
	observation_client_done(&mails[3].seen);
	verdict_judge(&any, &mails[3].seen, &facts, &j);
	ck_assert_int_eq(j.verdict, VERDICT_NOT_JUDGED);
	ck_assert_str_eq(j.why, TEXT);
}
END_TEST

/* Of a canary, of the sender's own domain, of nobody. */
START_TEST(what_all_need_is_a_fault_of_the_lab)
{
	static const int numbers[] = {0, -1, 4};

	lab_on_fault(numbers[_i], TEXT, &lab);
	ck_assert_int_eq(lab.fault.kind, ERR_SYSTEM);
	ck_assert_str_eq(lab.fault.text, TEXT);
	for (size_t i = 0; i < 4; i++)
		ck_assert_str_eq(mails[i].seen.fault, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lab_fault");
	TCase *tc = tcase_create("lab_fault");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(
	    tc, a_fault_of_a_case_is_one_of_all_its_mails_and_no_other);
	tcase_add_test(tc, a_mail_with_a_fault_is_not_judged);
	tcase_add_loop_test(tc, what_all_need_is_a_fault_of_the_lab, 0, 3);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
