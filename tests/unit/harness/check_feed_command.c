/* SPDX-License-Identifier: MIT */
#include "tests/unit/harness/feed_fixture.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static void
set_up(void)
{
	feed_set_up(CLIENT_COMMAND);
}

static const struct {
	const char *command, *story;
} words[] = {
    {"cat >/dev/null; echo deliver", "0 delivered\n0 says nothing final\n"},
    {"echo defer certificate-expired",
	"0 deferred because certificate-expired\n0 says nothing final\n"},
    {"echo bounce no such user; exit 3",
	"0 bounced because no such user\n0 says nothing final\n"},
    {"echo verified; echo deliver",
	"0 verified\n0 delivered\n0 says nothing final\n"},
    {"true", "0 says nothing final\n"},
    {"echo hello; echo world >&2; true", "0 says nothing: hello\n"},
    {"echo deliver >&2", "0 says nothing: deliver\n"},
    {"exit 7", "0 fault: the command ended with exit status 7\n"},
    {"kill -9 $$", "0 fault: the command was ended by signal 9\n"},
    {"echo oh dear >&2; exit 7",
	"0 fault: the command ended with exit status 7: oh dear\n"},
    /* It is not there, for this mail and for any other. */
    {"no-such-command x", "-1 fault: the command ended with exit status 127: "},
    {"A=b exec ./no-such-command x", "-1 fault: "},
    {"/etc/passwd", "-1 fault: the command ended with exit status 126: "},
    /* It is there, and ends like that itself. */
    {"sh -c 'echo sh: not found; exit 127'",
	"0 fault: the command ended with exit status 127: sh: not found\n"},
    {"exit 126", "0 fault: the command ended with exit status 126\n"},
    {"cat >/dev/null; no-such-command", "0 fault: "},
};

START_TEST(a_command_says_what_became_of_its_mail)
{
	send_to(words[_i].command);
	feed_mails(1);
	wait_for(1);
	has(words[_i].story);
}
END_TEST

START_TEST(a_command_that_takes_too_long_is_a_fault)
{
	options.timeout_ms = 100;
	feed_free(feed);
	feed = feed_new(&options);
	send_to("sleep 20");
	feed_mails(1);
	wait_for(1);
	has("0 fault: the command took longer than 100 ms\n");
}
END_TEST

START_TEST(a_command_gets_the_mail_and_who_it_is_for)
{
	send_to("echo \"$BADMX_FROM $BADMX_TO [$BADMX_NEXTHOP] $COLOUR "
		"${word} ${to} ${from}\"; cat");
	feed_mails(1);
	wait_for(1);
	has("0 says nothing: alice+0@sender.example u@case0.example [] green "
	    "value u@case0.example alice+0@sender.example\n");
	has("0 says nothing: Subject: badmx case\n");
	has("0 says nothing: A test mail for the case case.\n");
}
END_TEST

START_TEST(a_next_hop_is_told)
{
	mails[0].nexthop = xstrdup("mx.x.example.");
	send_to("echo \"$BADMX_NEXTHOP ${nexthop}\"");
	feed_mails(1);
	wait_for(1);
	has("mx.x.example. mx.x.example.\n");
}
END_TEST

START_TEST(only_so_many_run_at_a_time)
{
	send_to("echo begin; sleep 0.1; echo end; echo deliver");
	feed_mails(MAILS);
	turn(50);
	has_not("2 says nothing: begin");
	/* The time of the others does not run yet. */
	ck_assert_uint_eq(givens, 2);
	wait_for(MAILS);
	for (int i = 0; i < MAILS; i++) {
		char line[40];

		snprintf(line, sizeof(line), "%d delivered\n", i);
		has(line);
	}
	ck_assert_uint_eq(givens, MAILS);
}
END_TEST

START_TEST(more_mails_may_follow)
{
	send_to("echo deliver");
	feed_mails(1);
	wait_for(1);
	fed[0] = &mails[3];
	feed_mails(1);
	wait_for(2);
	has("0 delivered\n");
	has("3 delivered\n");
	feed_end(feed);
}
END_TEST

START_TEST(a_name_without_a_value_is_an_error)
{
	send_to("echo ${nothing}");
	ck_assert(!feed_send(feed, fed, 1, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "${nothing}"));
}
END_TEST

START_TEST(to_free_the_feed_ends_its_commands)
{
	send_to("sleep 20");
	feed_mails(MAILS);
	turn(20);
	feed_free(feed);
	feed = NULL;
	turn(50);
	ck_assert_str_eq(story, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("feed_command");
	TCase *tc = tcase_create("feed_command");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(
	    tc, a_command_says_what_became_of_its_mail, 0, ROWS(words));
	tcase_add_test(tc, a_command_that_takes_too_long_is_a_fault);
	tcase_add_test(tc, a_command_gets_the_mail_and_who_it_is_for);
	tcase_add_test(tc, a_next_hop_is_told);
	tcase_add_test(tc, only_so_many_run_at_a_time);
	tcase_add_test(tc, more_mails_may_follow);
	tcase_add_test(tc, a_name_without_a_value_is_an_error);
	tcase_add_test(tc, to_free_the_feed_ends_its_commands);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
