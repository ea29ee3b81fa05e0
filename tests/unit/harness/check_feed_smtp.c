/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>

#include "tests/unit/harness/feed_fixture.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/*
 * A client that is fed: it answers each line with the reply that is set for
 * its verb, and writes down what it hears.
 */
static struct evconnlistener *listener;
static struct bufferevent *session;
static struct sockaddr_in place;
static char heard[8000];
static unsigned connections, drops; /* drops: connections to close at once */
static const char *greeting, *on_mail, *on_rcpt, *on_data, *on_dot;
static bool in_text;

static void
say(const char *reply)
{
	evbuffer_add_printf(bufferevent_get_output(session), "%s\r\n", reply);
}

static void
answer(const char *line)
{
	if (in_text && strcmp(line, ".") == 0) {
		in_text = false;
		say(on_dot);
	} else if (in_text) {
		return;
	} else if (strncmp(line, "MAIL", 4) == 0) {
		say(on_mail);
	} else if (strncmp(line, "RCPT", 4) == 0) {
		say(on_rcpt);
	} else if (strncmp(line, "DATA", 4) == 0) {
		in_text = on_data[0] == '3';
		say(on_data);
	} else {
		say("250-first\r\n250 ok");
	}
}

static void
on_read(struct bufferevent *bev, void *arg)
{
	struct evbuffer *in = bufferevent_get_input(bev);
	char *line;

	(void)arg;
	while ((line = evbuffer_readln(in, NULL, EVBUFFER_EOL_CRLF_STRICT)) !=
	       NULL) {
		size_t used = strlen(heard);

		snprintf(heard + used, sizeof(heard) - used, "%s|", line);
		answer(line);
		free(line);
	}
}

static void
hang_up(void)
{
	if (session != NULL)
		bufferevent_free(session);
	session = NULL;
}

static void
on_gone(struct bufferevent *bev, short what, void *arg)
{
	(void)bev, (void)what, (void)arg;
	hang_up();
}

static void
on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa,
    int len, void *arg)
{
	(void)l, (void)sa, (void)len, (void)arg;
	connections++;
	if (drops > 0) {
		drops--;
		close(fd);
		return;
	}
	hang_up();
	session = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(session, on_read, NULL, on_gone, NULL);
	bufferevent_enable(session, EV_READ | EV_WRITE);
	in_text = false;
	say(greeting);
}

static void
listen_somewhere(void)
{
	socklen_t len = sizeof(place);

	place = (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	listener = evconnlistener_new_bind(base, on_accept, NULL,
	    LEV_OPT_CLOSE_ON_FREE, 5, (struct sockaddr *)&place, sizeof(place));
	ck_assert_ptr_nonnull(listener);
	getsockname(
	    evconnlistener_get_fd(listener), (struct sockaddr *)&place, &len);
}

static void
set_up(void)
{
	char address[40];

	feed_set_up(CLIENT_SMTP);
	listen_somewhere();
	snprintf(
	    address, sizeof(address), "127.0.0.1:%u", ntohs(place.sin_port));
	send_to(address);
	session = NULL;
	heard[0] = '\0';
	connections = drops = 0;
	greeting = "220 hello";
	on_mail = on_rcpt = on_dot = "250 2.0.0 ok";
	on_data = "354 go";
}

static void
tear_all_down(void)
{
	hang_up();
	if (listener != NULL)
		evconnlistener_free(listener);
	tear_down();
}

START_TEST(a_mail_is_handed_over)
{
	feed_mails(1);
	wait_for(1);
	ck_assert_str_eq(story, "0 taken: 250 2.0.0 ok\n");
	ck_assert_ptr_nonnull(strstr(heard,
	    "EHLO client.sender.example|MAIL FROM:<alice+0@sender.example>|"
	    "RCPT TO:<u@case0.example>|DATA|From: <alice+0@sender.example>|"));
	ck_assert_ptr_nonnull(
	    strstr(heard, "||A test mail for the case case.|.|"));
}
END_TEST

START_TEST(all_go_in_one_session)
{
	feed_mails(MAILS);
	wait_for(MAILS);
	ck_assert_uint_eq(connections, 1);
	has("3 taken: 250 2.0.0 ok\n");
}
END_TEST

START_TEST(more_go_in_a_session_of_their_own)
{
	feed_mails(1);
	wait_for(1);
	turn(20);
	fed[0] = &mails[1];
	feed_mails(1);
	wait_for(2);
	ck_assert_uint_eq(connections, 2);
	has("1 taken");
	ck_assert_ptr_nonnull(strstr(heard, "|.|QUIT|EHLO "));
}
END_TEST

START_TEST(mails_that_come_meanwhile_wait)
{
	feed_mails(1);
	fed[0] = &mails[1];
	feed_mails(1);
	wait_for(2);
	has("0 taken: 250 2.0.0 ok\n1 taken: 250 2.0.0 ok\n");
}
END_TEST

START_TEST(a_dot_at_the_start_of_a_line_is_doubled)
{
	free(mails[0].text);
	mails[0].text = xstrdup("A: b\r\n\r\n.\r\n..x\r\ny.\r\n");
	feed_mails(1);
	wait_for(1);
	ck_assert_ptr_nonnull(strstr(heard, "A: b||..|...x|y.|.|"));
}
END_TEST

START_TEST(smtputf8_is_asked_for_where_it_is_needed)
{
	free(mails[1].to);
	mails[1].to = xstrdup("user@b\303\274cher.example");
	feed_mails(2);
	wait_for(2);
	ck_assert_ptr_nonnull(
	    strstr(heard, "MAIL FROM:<alice+0@sender.example>|"));
	ck_assert_ptr_nonnull(strstr(heard, "MAIL FROM:<alice+1@sender.example>"
					    " BODY=8BITMIME SMTPUTF8|"));
}
END_TEST

static const struct {
	const char **which, *reply;
} refusals[] = {
    {&on_mail, "451 4.3.0 not now"},
    {&on_rcpt, "550 5.7.1 no relay"},
    {&on_data, "554 5.5.1 no"},
    {&on_dot, "552 5.3.4 too big"},
};

START_TEST(a_refusal_is_told_and_the_next_mail_goes_on)
{
	char *wanted = xasprintf("0 refused: %s\n", refusals[_i].reply);

	*refusals[_i].which = refusals[_i].reply;
	feed_mails(2);
	wait_for(1);
	has(wanted);
	wait_for(2);
	has("1 refused");
	ck_assert_uint_eq(connections, 1);
	free(wanted);
}
END_TEST

START_TEST(a_reply_may_have_many_lines_and_come_slowly)
{
	on_rcpt = "250-one\r\n250-two\r\n250 three";
	greeting = "220-hello\r\n220 there";
	feed_mails(1);
	wait_for(1);
	has("0 taken");
}
END_TEST

START_TEST(a_lost_connection_is_dialled_again)
{
	drops = 2;
	feed_mails(2);
	wait_for(2);
	ck_assert_uint_eq(connections, 3);
	has("0 taken");
	has("1 taken");
}
END_TEST

START_TEST(a_client_that_always_hangs_up_is_a_fault)
{
	drops = 100;
	feed_mails(1);
	wait_for(1);
	ck_assert_str_eq(story, "-1 fault: the client closes its SMTP port\n");
	ck_assert_uint_eq(connections, 6);
}
END_TEST

START_TEST(a_port_that_nobody_listens_on_is_a_fault)
{
	evconnlistener_free(listener);
	listener = NULL;
	feed_mails(1);
	wait_for(1);
	has("-1 fault: ");
}
END_TEST

START_TEST(an_idle_session_may_be_closed_by_the_client)
{
	feed_mails(1);
	wait_for(1);
	turn(20);
	hang_up();
	turn(20);
	has_not("fault");
	fed[0] = &mails[1];
	feed_mails(1);
	wait_for(2);
	ck_assert_uint_eq(connections, 2);
	has("1 taken");
}
END_TEST

START_TEST(a_flood_without_line_ends_does_no_harm)
{
	char flood[20000];

	memset(flood, 'x', sizeof(flood) - 1);
	flood[sizeof(flood) - 1] = '\0';
	feed_mails(1);
	wait_for(1);
	evbuffer_add(bufferevent_get_output(session), flood, strlen(flood));
	turn(20);
	fed[0] = &mails[1];
	feed_mails(1);
	say(""); /* the end of the flood, which is no reply */
	wait_for(2);
	has("1 taken");
}
END_TEST

START_TEST(an_address_that_is_none_is_an_error)
{
	send_to("nonsense");
	ck_assert(!feed_send(feed, fed, 1, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "\"nonsense\" is not an addr"));
}
END_TEST

START_TEST(a_feed_may_end_in_the_middle)
{
	feed_mails(MAILS);
	turn(1);
	feed_free(feed);
	feed = NULL;
	turn(20);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("feed_smtp");
	TCase *tc = tcase_create("feed_smtp");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_all_down);
	tcase_add_test(tc, a_mail_is_handed_over);
	tcase_add_test(tc, all_go_in_one_session);
	tcase_add_test(tc, more_go_in_a_session_of_their_own);
	tcase_add_test(tc, mails_that_come_meanwhile_wait);
	tcase_add_test(tc, a_dot_at_the_start_of_a_line_is_doubled);
	tcase_add_test(tc, smtputf8_is_asked_for_where_it_is_needed);
	tcase_add_loop_test(
	    tc, a_refusal_is_told_and_the_next_mail_goes_on, 0, ROWS(refusals));
	tcase_add_test(tc, a_reply_may_have_many_lines_and_come_slowly);
	tcase_add_test(tc, a_lost_connection_is_dialled_again);
	tcase_add_test(tc, a_client_that_always_hangs_up_is_a_fault);
	tcase_add_test(tc, a_port_that_nobody_listens_on_is_a_fault);
	tcase_add_test(tc, an_idle_session_may_be_closed_by_the_client);
	tcase_add_test(tc, a_flood_without_line_ends_does_no_harm);
	tcase_add_test(tc, an_address_that_is_none_is_an_error);
	tcase_add_test(tc, a_feed_may_end_in_the_middle);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
