/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/observation.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct observation seen;
static char text[100];

static void
set_up(void)
{
	observation_start(&seen);
}

static void
tear_down(void)
{
}

static const char *
path(void)
{
	return outcome_path_text(&seen.path, text, sizeof(text));
}

static void
says(enum client_word word)
{
	observation_client_says(&seen, word, NULL);
}

START_TEST(silence_is_nothing)
{
	ck_assert_int_eq(observation_final(&seen), OUTCOME_NONE);
	ck_assert(!seen.settled);
	observation_connected(&seen, 3);
	says(SAYS_NOTHING);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_NONE);
	ck_assert_ptr_null(observation_contradiction(&seen));
	ck_assert_uint_eq(seen.sessions, 1);
}
END_TEST

START_TEST(only_the_world_says_handed_over)
{
	says(SAYS_DELIVERED);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_NONE);
	ck_assert(!seen.settled);
	ck_assert_ptr_nonnull(
	    strstr(observation_contradiction(&seen), "no host of the world"));
	observation_accepted(&seen, 3, "mx.a.example", false);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_CLEARTEXT);
	ck_assert_str_eq(seen.host, "mx.a.example");
	ck_assert_ptr_null(observation_contradiction(&seen));
}
END_TEST

START_TEST(tls_is_unverified_until_the_client_says_more)
{
	observation_accepted(&seen, 3, "mx.a.example", true);
	ck_assert(!seen.settled);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_UNVERIFIED);
	ck_assert(!seen.tells_verified);
	says(SAYS_UNVERIFIED);
	ck_assert(seen.tells_verified);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_UNVERIFIED);
	says(SAYS_VERIFIED);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_VERIFIED);
	says(SAYS_DELIVERED);
	ck_assert(seen.settled);
}
END_TEST

START_TEST(clear_text_is_never_verified)
{
	says(SAYS_VERIFIED);
	observation_accepted(&seen, 3, "mx.a.example", false);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_CLEARTEXT);
}
END_TEST

START_TEST(two_deferrals_settle_it)
{
	observation_client_says(&seen, SAYS_DEFERRED, "certificate-expired");
	ck_assert(!seen.settled);
	observation_client_says(&seen, SAYS_DEFERRED, NULL);
	ck_assert(seen.settled);
	ck_assert_str_eq(path(), "defer");
	ck_assert_uint_eq(seen.defers, 2);
	ck_assert_str_eq(seen.reason, "certificate-expired");
}
END_TEST

START_TEST(a_client_that_tells_its_end_is_watched_until_then)
{
	seen.tells_end = true;
	says(SAYS_DEFERRED);
	says(SAYS_DEFERRED);
	ck_assert(!seen.settled);
	observation_accepted(&seen, 1, "mx.x.example", false);
	observation_client_done(&seen);
	ck_assert(seen.settled);
	ck_assert_str_eq(path(), "defer > cleartext");
}
END_TEST

START_TEST(what_a_client_writes_is_made_ascii)
{
	observation_client_says(&seen, SAYS_DEFERRED, "caf\xe9");
	ck_assert_str_eq(seen.reason, "caf\\xe9");
}
END_TEST

START_TEST(going_on_in_the_clear_is_a_path)
{
	says(SAYS_DEFERRED);
	observation_accepted(&seen, 3, "mx.a.example", false);
	says(SAYS_DELIVERED);
	ck_assert_str_eq(path(), "defer > cleartext");
	ck_assert(seen.settled);
}
END_TEST

/* What the world sees counts, however late it is. */
START_TEST(handing_over_counts_after_two_deferrals_too)
{
	says(SAYS_DEFERRED);
	says(SAYS_DEFERRED);
	observation_accepted(&seen, 3, "mx.a.example", false);
	ck_assert_str_eq(path(), "defer > cleartext");
}
END_TEST

START_TEST(a_log_that_comes_late_changes_no_order)
{
	observation_accepted(&seen, 3, "mx.a.example", true);
	says(SAYS_DEFERRED);
	says(SAYS_DELIVERED);
	ck_assert_str_eq(path(), "defer > unverified");
	ck_assert_ptr_null(observation_contradiction(&seen));
}
END_TEST

START_TEST(a_bounce_settles_it_and_deferrals_come_too_late)
{
	observation_client_says(&seen, SAYS_BOUNCED, "no-such-user");
	ck_assert(seen.settled && seen.says_bounced);
	says(SAYS_DEFERRED);
	ck_assert_str_eq(path(), "bounce");
	ck_assert_str_eq(seen.reason, "no-such-user");
}
END_TEST

START_TEST(a_dsn_is_a_bounce_with_a_status)
{
	says(SAYS_DEFERRED);
	observation_dsn_failed(&seen, "5.7.5");
	ck_assert_str_eq(path(), "defer > bounce");
	ck_assert(seen.dsn && seen.settled);
	ck_assert_str_eq(seen.status, "5.7.5");
	observation_dsn_failed(&seen, NULL);
	ck_assert_str_eq(seen.status, "5.7.5");
	ck_assert_str_eq(path(), "defer > bounce");
}
END_TEST

START_TEST(a_status_of_any_length_fits)
{
	observation_dsn_failed(&seen, "5.777777777777777777777777777.7");
	ck_assert_uint_eq(strlen(seen.status), sizeof(seen.status) - 1);
}
END_TEST

START_TEST(the_next_mx_is_another_host_than_the_first_one)
{
	observation_connected(&seen, 3);
	observation_connected(&seen, 4);
	observation_accepted(&seen, 4, "mx2.a.example", true);
	ck_assert(seen.path.next_mx);
	ck_assert_str_eq(path(), "next MX > unverified");
	observation_start(&seen);
	observation_connected(&seen, 3);
	observation_connected(&seen, 3);
	observation_accepted(&seen, 3, "mx.a.example", true);
	ck_assert(!seen.path.next_mx);
}
END_TEST

/* A look into the queue is no attempt, however often it is done. */
START_TEST(the_queue_counts_once_an_attempt)
{
	ck_assert(!observation_in_queue(&seen));
	ck_assert_str_eq(path(), "nothing");
	ck_assert(observation_awaits_queue(&seen)); /* the first attempt */
	observation_attempted(&seen);
	ck_assert(observation_awaits_queue(&seen));
	ck_assert(observation_in_queue(&seen));
	ck_assert(!observation_awaits_queue(&seen));
	for (int i = 0; i < 5; i++)
		ck_assert(!observation_in_queue(&seen));
	ck_assert_uint_eq(seen.defers, 1);
	ck_assert(!seen.settled);
	/* Two hosts, one attempt: they are seen together. */
	observation_attempted(&seen);
	observation_attempted(&seen);
	ck_assert(observation_awaits_queue(&seen));
	ck_assert(observation_in_queue(&seen));
	ck_assert(!observation_awaits_queue(&seen));
	ck_assert(seen.settled);
	observation_attempted(&seen);
	ck_assert(!observation_in_queue(&seen));
	ck_assert_uint_eq(seen.defers, 2);
}
END_TEST

START_TEST(a_line_about_the_host_of_one_mail_is_about_the_mail)
{
	observation_client_hints(&seen, SAYS_DEFERRED, "certificate-expired");
	ck_assert_str_eq(path(), "defer");
	observation_client_hints(&seen, SAYS_VERIFIED, NULL);
	ck_assert(seen.says_verified);
}
END_TEST

START_TEST(a_line_about_a_shared_host_proves_no_outcome)
{
	seen.shared = true;
	observation_client_hints(&seen, SAYS_DEFERRED, "certificate-expired");
	observation_client_hints(&seen, SAYS_BOUNCED, NULL);
	observation_client_hints(&seen, SAYS_DELIVERED, NULL);
	ck_assert_str_eq(path(), "nothing");
	ck_assert(!seen.settled && !seen.says_bounced && !seen.says_delivered);
	ck_assert_str_eq(seen.reason, "certificate-expired");
	ck_assert(!seen.tells_verified);
}
END_TEST

START_TEST(of_a_shared_host_the_weaker_word_counts)
{
	seen.shared = true;
	observation_client_hints(&seen, SAYS_VERIFIED, NULL);
	ck_assert(seen.says_verified);
	observation_client_hints(&seen, SAYS_UNVERIFIED, NULL);
	observation_client_hints(&seen, SAYS_VERIFIED, NULL);
	ck_assert(seen.tells_verified && !seen.says_verified);
}
END_TEST

START_TEST(what_comes_later_is_about_the_other_mails)
{
	seen.shared = true;
	observation_client_hints(&seen, SAYS_VERIFIED, NULL);
	observation_accepted(&seen, 1, "mx", true);
	says(SAYS_DELIVERED);
	ck_assert(seen.settled);
	observation_client_hints(&seen, SAYS_UNVERIFIED, "certificate-expired");
	ck_assert(seen.says_verified);
	ck_assert_str_eq(seen.reason, "");
}
END_TEST

START_TEST(the_first_fault_counts_and_settles)
{
	observation_fault(&seen, "the lab stood still");
	observation_fault(&seen, "and more");
	ck_assert(seen.settled);
	ck_assert_str_eq(seen.fault, "the lab stood still");
}
END_TEST

START_TEST(done_settles)
{
	observation_client_done(&seen);
	ck_assert(seen.settled);
	ck_assert_int_eq(observation_final(&seen), OUTCOME_NONE);
}
END_TEST

/* w: taken in TLS; d, b, s: the client says deferred, bounced, sent; n: DSN */
static const struct {
	const char *story;
	const char *contradiction; /* NULL: none */
} stories[] = {
    {"", NULL},
    {"w", NULL},
    {"ws", NULL},
    {"d", NULL},
    {"b", NULL},
    {"n", NULL},
    {"dws", NULL},
    {"wds", NULL},
    {"s", "no host of the world took it"},
    {"ds", "no host of the world took it"},
    {"bs", "no host of the world took it"},
    {"wb", "returned it to the sender"},
    {"wn", "returned it to the sender"},
    {"nw", "returned it to the sender"},
    {"wsb", "returned it to the sender"},
    {"wd", "kept it as well"},
};

static void
happen(char what)
{
	switch (what) {
	case 'w':
		observation_accepted(&seen, 1, "mx", true);
		break;
	case 'd':
		says(SAYS_DEFERRED);
		break;
	case 'b':
		says(SAYS_BOUNCED);
		break;
	case 's':
		says(SAYS_DELIVERED);
		break;
	case 'n':
		observation_dsn_failed(&seen, NULL);
		break;
	}
}

START_TEST(the_client_and_the_world_may_contradict_each_other)
{
	const char *got;

	for (const char *s = stories[_i].story; *s != '\0'; s++)
		happen(*s);
	got = observation_contradiction(&seen);
	if (stories[_i].contradiction == NULL)
		ck_assert_msg(got == NULL, "%s: %s", stories[_i].story, got);
	else
		ck_assert_ptr_nonnull(strstr(got, stories[_i].contradiction));
}
END_TEST

static const struct {
	const char *word;
	int what; /* -1: no word */
} client_words[] = {
    {"verified", SAYS_VERIFIED},
    {"unverified", SAYS_UNVERIFIED},
    {"deliver", SAYS_DELIVERED},
    {"defer", SAYS_DEFERRED},
    {"bounce", SAYS_BOUNCED},
    {"", -1},
    {"sent", -1},
    {"cleartext", -1},
};

START_TEST(a_client_has_five_words)
{
	enum client_word what = SAYS_NOTHING;
	bool known = client_word_parse(client_words[_i].word, &what);

	ck_assert_int_eq(known, client_words[_i].what >= 0);
	if (known)
		ck_assert_int_eq(what, client_words[_i].what);
}
END_TEST

START_TEST(a_stall_touches_only_what_is_not_settled)
{
	observation_stalled(&seen);
	ck_assert(seen.stalled && seen.settled);
	ck_assert_str_eq(
	    seen.fault, "the lab stood still for more than a second");
	observation_start(&seen);
	observation_client_says(&seen, SAYS_BOUNCED, NULL);
	observation_stalled(&seen);
	ck_assert(!seen.stalled);
	ck_assert_str_eq(seen.fault, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("observation");
	TCase *tc = tcase_create("observation");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, silence_is_nothing);
	tcase_add_test(tc, only_the_world_says_handed_over);
	tcase_add_test(tc, tls_is_unverified_until_the_client_says_more);
	tcase_add_test(tc, clear_text_is_never_verified);
	tcase_add_test(tc, two_deferrals_settle_it);
	tcase_add_test(tc, a_client_that_tells_its_end_is_watched_until_then);
	tcase_add_test(tc, what_a_client_writes_is_made_ascii);
	tcase_add_test(tc, going_on_in_the_clear_is_a_path);
	tcase_add_test(tc, handing_over_counts_after_two_deferrals_too);
	tcase_add_test(tc, a_log_that_comes_late_changes_no_order);
	tcase_add_test(tc, a_bounce_settles_it_and_deferrals_come_too_late);
	tcase_add_test(tc, a_dsn_is_a_bounce_with_a_status);
	tcase_add_test(tc, a_status_of_any_length_fits);
	tcase_add_test(tc, the_next_mx_is_another_host_than_the_first_one);
	tcase_add_test(tc, the_queue_counts_once_an_attempt);
	tcase_add_test(tc, a_line_about_the_host_of_one_mail_is_about_the_mail);
	tcase_add_test(tc, a_line_about_a_shared_host_proves_no_outcome);
	tcase_add_test(tc, of_a_shared_host_the_weaker_word_counts);
	tcase_add_test(tc, what_comes_later_is_about_the_other_mails);
	tcase_add_test(tc, the_first_fault_counts_and_settles);
	tcase_add_test(tc, done_settles);
	tcase_add_loop_test(tc,
	    the_client_and_the_world_may_contradict_each_other, 0,
	    ROWS(stories));
	tcase_add_loop_test(tc, a_client_has_five_words, 0, ROWS(client_words));
	tcase_add_test(tc, a_stall_touches_only_what_is_not_settled);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
