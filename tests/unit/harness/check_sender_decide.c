/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/sender_decide.h"

static struct policy_knobs
knobs_of(const char *policy)
{
	struct policy_knobs knobs;
	struct err err;

	ck_assert_msg(policy_knobs_parse(policy, &knobs, &err), "%s", policy);
	return knobs;
}

static const struct {
	const char *policy;
	bool offered, clear_now;
	enum step step;
	const char *reason;
} offers[] = {
    {"none", true, false, STEP_CLEAR, NULL},
    {"none", false, false, STEP_CLEAR, NULL},
    {"opportunistic", true, false, STEP_STARTTLS, NULL},
    {"opportunistic", true, true, STEP_CLEAR, NULL},
    {"opportunistic", false, false, STEP_CLEAR, NULL},
    {"encrypt", true, false, STEP_STARTTLS, NULL},
    {"encrypt", true, true, STEP_STARTTLS, NULL},
    {"encrypt", false, false, STEP_LEAVE, "starttls-not-supported"},
    {"encrypt", false, true, STEP_LEAVE, "starttls-not-supported"},
    {"strict", true, false, STEP_STARTTLS, NULL},
    {"strict", true, true, STEP_STARTTLS, NULL},
    {"strict", false, false, STEP_LEAVE, "starttls-not-supported"},
    {"relaxed-wildcard", false, false, STEP_LEAVE, "starttls-not-supported"},
    {"relaxed-expiry", false, false, STEP_LEAVE, "starttls-not-supported"},
    {"verify-if-offered", true, false, STEP_STARTTLS, NULL},
    {"verify-if-offered", false, false, STEP_CLEAR, NULL},
};

static void
is_decision(const struct decision *d, enum step step, const char *reason)
{
	ck_assert_int_eq(d->step, step);
	ck_assert_ptr_nonnull(d->clause);
	ck_assert_ptr_nonnull(d->text);
	if (reason == NULL) {
		ck_assert_ptr_null(d->reason);
		return;
	}
	ck_assert_str_eq(d->reason, reason);
	ck_assert(d->status[0] == '4'); /* a fault of the host, for now */
}

START_TEST(each_offer_is_taken_as_the_table_says)
{
	struct policy_knobs knobs = knobs_of(offers[_i].policy);
	struct decision d =
	    decide_offer(&knobs, offers[_i].offered, offers[_i].clear_now);

	is_decision(&d, offers[_i].step, offers[_i].reason);
}
END_TEST

static const struct {
	const char *policy;
	int code;
	enum step step;
	const char *reason;
} refusals[] = {
    {"opportunistic", 454, STEP_CLEAR, NULL},
    {"opportunistic", 500, STEP_CLEAR, NULL},
    {"opportunistic", 502, STEP_CLEAR, NULL},
    {"opportunistic", 530, STEP_CLEAR, NULL},
    {"opportunistic", 250, STEP_CLEAR, NULL},
    {"opportunistic", 421, STEP_LEAVE, "starttls-not-supported"},
    {"encrypt", 454, STEP_LEAVE, "starttls-not-supported"},
    {"encrypt", 502, STEP_LEAVE, "starttls-not-supported"},
    {"encrypt", 250, STEP_LEAVE, "starttls-not-supported"},
    {"strict", 454, STEP_LEAVE, "starttls-not-supported"},
    {"strict", 502, STEP_LEAVE, "starttls-not-supported"},
    {"strict", 421, STEP_LEAVE, "starttls-not-supported"},
    {"verify-if-offered", 454, STEP_CLEAR, NULL},
    {"verify-if-offered", 502, STEP_CLEAR, NULL},
    {"verify-if-offered", 421, STEP_LEAVE, "starttls-not-supported"},
};

START_TEST(each_refusal_of_starttls_is_taken_as_the_table_says)
{
	struct policy_knobs knobs = knobs_of(refusals[_i].policy);
	struct decision d = decide_starttls_reply(&knobs, refusals[_i].code);

	is_decision(&d, refusals[_i].step, refusals[_i].reason);
}
END_TEST

static const struct {
	const char *policy;
	bool timed_out;
	const char *reason;
	bool clear_at_retry;
} handshakes[] = {
    {"opportunistic", false, "validation-failure", true},
    {"opportunistic", true, "connection-timeout", true},
    {"encrypt", false, "validation-failure", false},
    {"encrypt", true, "connection-timeout", false},
    {"strict", false, "validation-failure", false},
    {"relaxed-wildcard", false, "validation-failure", false},
    {"verify-if-offered", false, "validation-failure", false},
    {"verify-if-offered", true, "connection-timeout", false},
    {"verify-if-offered+unverified", false, "validation-failure", true},
    {"strict+unverified", false, "validation-failure", false},
};

START_TEST(each_failed_handshake_is_taken_as_the_table_says)
{
	struct policy_knobs knobs = knobs_of(handshakes[_i].policy);
	struct decision d = decide_handshake(&knobs, handshakes[_i].timed_out);

	is_decision(&d, STEP_LEAVE, handshakes[_i].reason);
	ck_assert_int_eq(d.clear_at_retry, handshakes[_i].clear_at_retry);
}
END_TEST

static const struct {
	int code;
	bool after_data;
	enum reply_class class;
} replies[] = {
    {220, false, REPLY_GOOD},
    {250, false, REPLY_GOOD},
    {251, false, REPLY_GOOD},
    {250, true, REPLY_NONSENSE},
    {354, true, REPLY_GOOD},
    {354, false, REPLY_NONSENSE},
    {334, true, REPLY_NONSENSE},
    {421, false, REPLY_LEAVING},
    {421, true, REPLY_LEAVING},
    {450, false, REPLY_TRANSIENT},
    {451, true, REPLY_TRANSIENT},
    {500, false, REPLY_PERMANENT},
    {550, false, REPLY_PERMANENT},
    {554, true, REPLY_PERMANENT},
    {0, false, REPLY_NONSENSE},
};

START_TEST(each_reply_is_classed_as_the_table_says)
{
	ck_assert_int_eq(decide_reply(replies[_i].code, replies[_i].after_data),
	    replies[_i].class);
}
END_TEST

#define SOON(rank)          \
	{                   \
		rank, false \
	}
#define NEVER(rank)        \
	{                  \
		rank, true \
	}

static const struct {
	struct fault_weight faults[4];
	size_t n, speaks;
} lists[] = {
    {{SOON(FAULT_REACH)}, 1, 0},
    {{NEVER(FAULT_REACH)}, 1, 0},
    {{SOON(FAULT_REACH), SOON(FAULT_SECURITY)}, 2, 1},
    {{SOON(FAULT_SECURITY), SOON(FAULT_REACH)}, 2, 0},
    {{SOON(FAULT_SECURITY), SOON(FAULT_REPLY)}, 2, 1},
    {{SOON(FAULT_SECURITY), SOON(FAULT_SECURITY)}, 2, 0},
    {{NEVER(FAULT_REPLY), SOON(FAULT_REACH)}, 2, 1},
    {{NEVER(FAULT_REACH), NEVER(FAULT_SECURITY)}, 2, 1},
    {{NEVER(FAULT_REPLY), NEVER(FAULT_REACH), SOON(FAULT_SECURITY),
	 SOON(FAULT_REACH)},
	4, 2},
};

START_TEST(one_fault_speaks_for_all_hosts)
{
	ck_assert_uint_eq(
	    decide_exhausted(lists[_i].faults, lists[_i].n), lists[_i].speaks);
}
END_TEST

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

int
main(void)
{
	Suite *suite = suite_create("sender_decide");
	TCase *tc = tcase_create("sender_decide");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, each_offer_is_taken_as_the_table_says, 0, ROWS(offers));
	tcase_add_loop_test(tc,
	    each_refusal_of_starttls_is_taken_as_the_table_says, 0,
	    ROWS(refusals));
	tcase_add_loop_test(tc,
	    each_failed_handshake_is_taken_as_the_table_says, 0,
	    ROWS(handshakes));
	tcase_add_loop_test(
	    tc, each_reply_is_classed_as_the_table_says, 0, ROWS(replies));
	tcase_add_loop_test(tc, one_fault_speaks_for_all_hosts, 0, ROWS(lists));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
