/* SPDX-License-Identifier: MIT */
#include "tests/unit/harness/feed_fixture.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static void
set_up(void)
{
	feed_set_up(CLIENT_BATCH);
}

static const struct {
	const char *event, *story;
} events[] = {
    {"{\"mail\":1,\"event\":\"outcome\",\"outcome\":\"verified\","
     "\"final\":true}",
	"1 verified\n1 delivered\n1 says nothing final\n"},
    {"{\"mail\":1,\"event\":\"outcome\",\"outcome\":\"unverified\","
     "\"text\":\"x\",\"final\":true}",
	"1 unverified: x\n1 delivered\n1 says nothing final\n"},
    {"{\"mail\":1,\"event\":\"outcome\",\"outcome\":\"cleartext\","
     "\"final\":true}",
	"1 delivered\n1 says nothing final\n"},
    {"{\"mail\":2,\"event\":\"outcome\",\"outcome\":\"defer\","
     "\"reason\":\"certificate-expired\",\"status\":\"4.7.5\","
     "\"final\":true}",
	"2 deferred because certificate-expired 4.7.5\n"
	"2 says nothing final\n"},
    {"{\"mail\":2,\"event\":\"outcome\",\"outcome\":\"bounce\","
     "\"final\":true}",
	"2 bounced\n2 says nothing final\n"},
    {"{\"mail\":0,\"event\":\"fault\",\"text\":\"no memory\"}",
	"0 fault: no memory\n"},
    {"{\"mail\":0,\"event\":\"fault\"}",
	"0 fault: the client had trouble of its own\n"},
};

static void
print_event(const char *event)
{
	char *command = xasprintf("cat >/dev/null; echo '%s'", event);

	send_to(command);
	free(command);
	feed_mails(1);
	feed_end(feed);
	wait_for(1);
}

START_TEST(an_event_is_told_in_words)
{
	print_event(events[_i].event);
	ck_assert_str_eq(story, events[_i].story);
}
END_TEST

static const struct {
	const char *event, *story;
} decisions[] = {
    {"{\"mail\":1,\"event\":\"decision\",\"about\":\"certificate-name\","
     "\"result\":\"refused\",\"text\":\"no match\","
     "\"clause\":\"RFC 9525 6.3\"}",
	"1 says nothing: certificate-name: refused, no match (RFC 9525 "
	"6.3)\n"},
    {"{\"mail\":1,\"event\":\"decision\"}", "1 says nothing: decision: \n"},
    {"{\"mail\":1,\"event\":\"decision\",\"time\":1000}",
	"1 says nothing: decision: \n"},
    {"{\"mail\":1,\"event\":\"decision\",\"time\":2800}",
	"1 says nothing: [+30 min] decision: \n"},
    {"{\"mail\":1,\"event\":\"decision\",\"time\":8200}",
	"1 says nothing: [+2 h] decision: \n"},
    {"{\"mail\":1,\"event\":\"decision\",\"time\":1061}",
	"1 says nothing: [+61 s] decision: \n"},
    {"{\"mail\":1,\"event\":\"outcome\",\"outcome\":\"defer\","
     "\"time\":2800,\"text\":\"expired\",\"final\":false}",
	"1 deferred: [+30 min] expired\n"},
};

START_TEST(a_decision_is_a_line_for_people)
{
	char *command = xasprintf("echo '%s'; echo "
				  "'{\"mail\":9,\"event\":\"fault\"}'; cat",
	    decisions[_i].event);

	send_to(command);
	free(command);
	feed_mails(1);
	wait_for(1);
	has(decisions[_i].story);
}
END_TEST

START_TEST(an_outcome_that_is_not_final_settles_nothing)
{
	send_to("echo '{\"mail\":1,\"event\":\"outcome\",\"outcome\":"
		"\"defer\",\"final\":false}'; cat >/dev/null");
	feed_mails(1);
	turn(200);
	ck_assert_str_eq(story, "1 deferred\n");
	ck_assert_uint_eq(finals, 0);
}
END_TEST

static const char *const nonsense[] = {"hello", "7", "[]", "{}", "{\"mail\":1}",
    "{\"mail\":\"1\",\"event\":\"fault\"}",
    "{\"event\":\"outcome\",\"outcome\":\"defer\"}",
    "{\"mail\":1,\"event\":\"outcome\"}",
    "{\"mail\":1,\"event\":\"outcome\",\"outcome\":\"sent\"}",
    "{\"mail\":1,\"event\":\"progress\"}"};

START_TEST(what_is_not_understood_is_a_fault_for_all)
{
	char *wanted =
	    xasprintf("-1 fault: the client's report is not understood: %s\n",
		nonsense[_i]);

	print_event(nonsense[_i]);
	ck_assert_str_eq(story, wanted);
	free(wanted);
}
END_TEST

/* What the command reads is one object a line, which may come at any time. */
START_TEST(mails_are_objects_on_lines)
{
	mails[1].nexthop = xstrdup("mx.x.example.");
	send_to("while read -r line; do printf '%s\\n' \"$line\" | "
		"sed 's/.*\"mail\":\\([0-9]*\\).*/{\"mail\":\\1,"
		"\"event\":\"outcome\",\"outcome\":\"defer\",\"final\":true}/'"
		"; done");
	feed_mails(2);
	wait_for(2);
	fed[0] = &mails[2];
	feed_mails(1);
	wait_for(3);
	feed_end(feed);
	has("0 deferred\n");
	has("1 deferred\n");
	has("2 deferred\n");
}
END_TEST

START_TEST(a_mail_is_told_whole)
{
	mails[0].nexthop = xstrdup("mx.x.example.");
	/* echoed back as an event of ours: it is no event, so it is shown */
	send_to("cat");
	feed_mails(1);
	wait_for(1);
	has("\"mail\":0,\"slot\":0,\"from\":\"alice+0@sender.example\","
	    "\"to\":\"u@case0.example\",\"nexthop\":\"mx.x.example.\","
	    "\"message\":\"From: <alice+0@sender.example>\\r\\n");
}
END_TEST

START_TEST(standard_error_is_no_report)
{
	send_to("echo trouble >&2; cat >/dev/null");
	feed_mails(1);
	feed_end(feed);
	turn(200);
	ck_assert_str_eq(story, "");
}
END_TEST

static const struct {
	const char *command, *story;
} ends[] = {
    {"echo broken >&2; exit 3",
	"-1 fault: acme ended with exit status 3: broken\n"},
    {"kill -11 $$", "-1 fault: acme ended by signal 11\n"},
    {"nonexistent-command", "-1 fault: acme ended with exit status 127"},
};

START_TEST(a_batch_that_fails_is_a_fault_for_all)
{
	send_to(ends[_i].command);
	feed_mails(1);
	wait_for(1);
	has(ends[_i].story);
}
END_TEST

/* A client that is restarted between two mails is a new batch. */
START_TEST(after_the_end_a_new_batch_begins)
{
	send_to("sed 's/.*\"mail\":\\([0-9]*\\).*/{\"mail\":\\1,"
		"\"event\":\"outcome\",\"outcome\":\"defer\",\"final\":true}/'"
		"; sleep 0.1");
	feed_mails(1);
	feed_end(feed);
	fed[0] = &mails[1];
	feed_mails(1); /* waits: the first one is ending */
	wait_for(1);
	has_not("1 deferred");
	turn(300);
	feed_end(feed);
	wait_for(2);
	has("1 deferred\n");
}
END_TEST

START_TEST(a_name_without_a_value_is_an_error)
{
	send_to("echo ${nothing}");
	ck_assert(!feed_send(feed, fed, 1, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "${nothing}"));
}
END_TEST

START_TEST(to_free_the_feed_ends_the_batch)
{
	send_to("sleep 20");
	feed_mails(1);
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
	Suite *suite = suite_create("feed_batch");
	TCase *tc = tcase_create("feed_batch");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, an_event_is_told_in_words, 0, ROWS(events));
	tcase_add_loop_test(
	    tc, a_decision_is_a_line_for_people, 0, ROWS(decisions));
	tcase_add_test(tc, an_outcome_that_is_not_final_settles_nothing);
	tcase_add_loop_test(
	    tc, what_is_not_understood_is_a_fault_for_all, 0, ROWS(nonsense));
	tcase_add_test(tc, mails_are_objects_on_lines);
	tcase_add_test(tc, a_mail_is_told_whole);
	tcase_add_test(tc, standard_error_is_no_report);
	tcase_add_loop_test(
	    tc, a_batch_that_fails_is_a_fault_for_all, 0, ROWS(ends));
	tcase_add_test(tc, after_the_end_a_new_batch_begins);
	tcase_add_test(tc, a_name_without_a_value_is_an_error);
	tcase_add_test(tc, to_free_the_feed_ends_the_batch);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
