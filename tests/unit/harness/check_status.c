/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/status.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define DEFER  OUTCOME_DEFER
#define BOUNCE OUTCOME_BOUNCE

static const struct {
	struct status_told told;
	const char *why; /* NULL: it is right */
} rows[] = {
    {{"4.7.5", "4.7.5", "", DEFER}, NULL},
    {{"5.7.5", "4.7.5", "", BOUNCE}, NULL}, /* the outcome makes the class */
    {{"4.7.5", "5.7.5", "", DEFER}, NULL},
    {{"4.4.7", NULL, "", BOUNCE}, NULL}, /* given up after a while */
    {{"4.7.5", "5.7.5", "", BOUNCE}, NULL},
    {{"5.7.5", "4.7.5", "", DEFER}, "5.7.5, which is not of class 4"},
    {{"2.0.0", NULL, "", DEFER}, "not of class 4"},
    {{"2.0.0", NULL, "", BOUNCE}, "not of class 5 or 4"},
    {{"4.1.1", "4.7.5", "", DEFER}, "where 4.7.5 says what happened"},
    {{"5.1.1", "4.7.5", "", BOUNCE}, "where 5.7.5 says what happened"},
    {{"5.1.1", "4.7.5", "", BOUNCE}, "(RFC 3463 3.8)"},
    {{"5.7.5", "5.1.1", "", BOUNCE}, "(RFC 3463 3.2)"},
    {{"4.7.4", "4.7.5", "", DEFER}, "4.7.4, where 4.7.5"},
    /* To say less is not untrue. */
    {{"4.7.0", "4.7.5", "", DEFER}, NULL},
    {{"4.0.0", "4.7.5", "", DEFER}, NULL},
    {{"5.0.0", "4.7.5", "", BOUNCE}, NULL},
    {{"4.4.0", "4.7.5", "", DEFER}, "4.4.0, where 4.7.5"},
    /* What the server said may be passed on. */
    {{"5.5.1", "4.7.4", "5.5.1", BOUNCE}, NULL},
    {{"4.5.1", "4.7.4", "5.5.1", DEFER}, NULL},
    {{"5.5.1", "4.7.4", "5.5.1", DEFER}, "not of class 4"},
    {{"5.5.2", "4.7.4", "5.5.1", BOUNCE}, "where 5.7.4"},
    /* Nothing to compare. */
    {{"", "4.7.5", "", DEFER}, NULL},
    {{"4.1.1", NULL, "", DEFER}, NULL},
    {{"4.7", "4.7.5", "", DEFER}, NULL},
    {{"4.7.5.1", "4.7.5", "", DEFER}, NULL},
    {{"ok", "4.7.5", "", DEFER}, NULL},
};

START_TEST(only_what_is_untrue_is_wrong)
{
	char why[200] = "";
	bool right = status_is_right(&rows[_i].told, why, sizeof(why));

	ck_assert_msg(
	    right == (rows[_i].why == NULL), "%s: %s", rows[_i].told.got, why);
	if (!right)
		ck_assert_msg(strstr(why, rows[_i].why) != NULL, "%s", why);
}
END_TEST

static const struct {
	const char *reply, *status;
} replies[] = {
    {"502 5.5.1 command not implemented", "5.5.1"},
    {"451 4.7.1 later", "4.7.1"},
    {"550 5.1.1", "5.1.1"},
    {"550 no such user", ""},
    {"550", ""},
    {"550 ", ""},
    {"", ""},
    {"55 5.1.1 x", ""},
    {"550 5.1.1111111111111111111111 x", ""},
};

START_TEST(a_reply_may_hold_a_status)
{
	char buf[STATUS_SIZE];

	ck_assert_str_eq(
	    status_of_reply(replies[_i].reply, buf), replies[_i].status);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("status");
	TCase *tc = tcase_create("status");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, only_what_is_untrue_is_wrong, 0, ROWS(rows));
	tcase_add_loop_test(tc, a_reply_may_hold_a_status, 0, ROWS(replies));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
