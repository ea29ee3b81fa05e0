/* SPDX-License-Identifier: MIT */
/* Clients that mean harm, or are broken: the service stays small and alive. */
#include <check.h>
#include <sys/resource.h>

#include "smtp_fixture.h"

static void
allow_many_files(void)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

START_TEST(a_thousand_connections_are_served)
{
	enum { MANY = 1000 };
	static int fds[MANY];

	allow_many_files();
	for (int i = 0; i < MANY; i++)
		fds[i] = dial();
	for (int i = 0; i < MANY; i++)
		(void)send(fds[i], "EHLO c\r\nQUIT\r\n", 14, MSG_NOSIGNAL);
	for (int i = 0; i < MANY; i++) {
		bool closed;

		ck_assert_ptr_nonnull(
		    strstr(hear_text(fds[i], &closed), "221 2.0.0"));
		ck_assert(closed);
		close(fds[i]);
	}
	settle_down();
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], MANY);
	ck_assert_uint_eq(smtp_service_sessions(service), 0);
}
END_TEST

START_TEST(the_one_that_was_silent_longest_makes_room)
{
	bool closed;
	int a, b, c;

	options.max_sessions = 2;
	start_service();
	a = dial();
	b = dial();
	say_text(a, "NOOP\r\n");
	c = dial();
	hear_text(b, &closed);
	ck_assert(closed);
	hear_text(a, &closed);
	ck_assert(!closed);
	hear_text(c, &closed);
	ck_assert(!closed);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_CROWDED);
	ck_assert_uint_eq(story.last.session, 2);
	ck_assert_uint_eq(smtp_service_sessions(service), 2);
	close(a);
	close(b);
	close(c);
}
END_TEST

/* In the clear, where a handshake is due, or behind DATA. */
START_TEST(random_bytes_harm_nobody)
{
	static const char *const starts[] = {"", "EHLO c\r\nSTARTTLS\r\n",
	    "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<u@x.example>\r\nDATA\r\n",
	    "EHLO c\r\nSTARTTLS\r\n\x16\x03\x01\x02"};

	srand((unsigned)_i);
	for (int round = 0; round < 50; round++) {
		char junk[3000];
		int fd = dial();

		say_text(fd, starts[_i % 4]);
		hear_text(fd, NULL);
		for (int i = 0; i < 5; i++) {
			for (size_t n = 0; n < sizeof(junk); n++)
				junk[n] = (char)(rand() >> 7);
			(void)send(
			    fd, junk, (size_t)(rand() % 3000), MSG_NOSIGNAL);
			settle_down();
		}
		close(fd);
		settle_down();
	}
	ck_assert_uint_eq(smtp_service_sessions(service), 0);
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 50);
}
END_TEST

/* Sends as long as anybody takes it; returns how much that was. */
static size_t
push(int fd, const char *text, size_t most)
{
	size_t len = strlen(text), total = 0;

	while (
	    total < most && send(fd, text, len, MSG_NOSIGNAL) == (ssize_t)len) {
		total += len;
		settle_down();
	}
	return total;
}

START_TEST(a_client_that_never_reads_is_not_listened_to)
{
	int fd;
	size_t taken;

	options.command_ms = 50;
	options.linger_ms = 50;
	start_service();
	fd = dial();
	say_text(fd, "EHLO c\r\n");
	taken = push(fd, "EHLO a.long.name.example\r\n", 4000000);
	ck_assert_uint_lt(taken, 1500000);
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 0);
	wait_ms(200);
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 1);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_TIMEOUT);
	close(fd);
}
END_TEST

START_TEST(a_client_that_reads_late_gets_every_answer)
{
	int fd = dial();
	size_t answers = 0;
	char many[8001] = "";
	const char *at;

	for (int i = 0; i < 1000; i++)
		memcpy(many + 8 * i, "EHLO c\r\n", 8);
	say_text(fd, many);
	for (at = hear_text(fd, NULL); (at = strstr(at, "250 STARTTLS")); at++)
		answers++;
	ck_assert_uint_eq(answers, 1000);
	close(fd);
}
END_TEST

START_TEST(a_line_without_end_is_cut)
{
	char junk[1000];
	bool closed;
	int fd = dial();

	memset(junk, 'x', sizeof(junk));
	for (int i = 0; i < 100; i++)
		(void)send(fd, junk, sizeof(junk), MSG_NOSIGNAL);
	ck_assert_ptr_nonnull(strstr(hear_text(fd, &closed), "421 4.7.0 "));
	ck_assert(closed);
	close(fd);
	settle_down();
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_FLOOD);
}
END_TEST

START_TEST(a_line_that_is_too_long_is_refused_once)
{
	char junk[5000];
	int fd = dial();

	hear_text(fd, NULL);
	memset(junk, 'x', sizeof(junk));
	say_bytes(fd, junk, sizeof(junk));
	say_bytes(fd, junk, sizeof(junk));
	expect_reply(fd, "\r\nNOOP\r\n", "500 5.5.2 Line too long\r\n250 ");
	close(fd);
}
END_TEST

START_TEST(garbage_for_ever_is_cut)
{
	int fd = dial();
	bool closed;

	for (int i = 0; i < 100; i++)
		(void)send(fd, "BLAH\r\n", 6, MSG_NOSIGNAL);
	ck_assert_ptr_nonnull(strstr(hear_text(fd, &closed), "421 4.7.0 "));
	ck_assert(closed);
	close(fd);
	settle_down();
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_TURNED_AWAY);
}
END_TEST

START_TEST(silence_has_an_end)
{
	int fd;
	bool closed;

	options.command_ms = 50;
	start_service();
	fd = dial();
	expect_reply(fd, "EHLO c\r\n", "220 ");
	wait_ms(150);
	ck_assert_str_eq(
	    hear_text(fd, &closed), "421 4.4.2 Timeout, goodbye\r\n");
	ck_assert(closed);
	close(fd);
	settle_down();
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_TIMEOUT);
}
END_TEST

/* One byte now and then does not buy time. */
START_TEST(dripping_has_an_end)
{
	int fd;

	options.command_ms = 100;
	options.linger_ms = 20;
	start_service();
	fd = dial();
	for (int i = 0; i < 20; i++) {
		(void)send(fd, "x", 1, MSG_NOSIGNAL);
		wait_ms(15);
	}
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 1);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_TIMEOUT);
	close(fd);
}
END_TEST

START_TEST(silence_in_the_handshake_has_an_end)
{
	int fd;

	options.command_ms = 50;
	start_service();
	fd = dial();
	expect_reply(fd, "EHLO c\r\n", "220 ");
	expect_reply(fd, "STARTTLS\r\n", "220 ");
	wait_ms(150);
	ck_assert_str_eq(
	    story.kinds, "connected starttls handshake-failed ended ");
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_TIMEOUT);
	close(fd);
}
END_TEST

START_TEST(a_message_larger_than_all_buffers_arrives)
{
	int fd = dial();
	char line[1000];
	size_t sent = 0;

	memset(line, 'y', sizeof(line));
	memcpy(line + sizeof(line) - 2, "\r\n", 2);
	expect_reply(fd, "EHLO c\r\nMAIL FROM:<>\r\n", "220 ");
	expect_reply(fd, "RCPT TO:<u@x.example>\r\nDATA\r\n", "250 ");
	for (; sent < 3000; sent++)
		say_bytes(fd, line, sizeof(line));
	expect_reply(fd, ".\r\n", "250 2.0.0 ");
	close(fd);
}
END_TEST

/* It has read nothing of what we sent: the end is a reset. */
START_TEST(a_reset_is_seen)
{
	int fd = dial();

	settle_down();
	close(fd);
	settle_down();
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 1);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_RESET);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("smtp_hostile");
	TCase *tc = tcase_create("hostile");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_thousand_connections_are_served);
	tcase_add_test(tc, the_one_that_was_silent_longest_makes_room);
	tcase_add_loop_test(tc, random_bytes_harm_nobody, 0, 8);
	tcase_add_test(tc, a_client_that_never_reads_is_not_listened_to);
	tcase_add_test(tc, a_client_that_reads_late_gets_every_answer);
	tcase_add_test(tc, a_line_without_end_is_cut);
	tcase_add_test(tc, a_line_that_is_too_long_is_refused_once);
	tcase_add_test(tc, garbage_for_ever_is_cut);
	tcase_add_test(tc, silence_has_an_end);
	tcase_add_test(tc, dripping_has_an_end);
	tcase_add_test(tc, silence_in_the_handshake_has_an_end);
	tcase_add_test(tc, a_message_larger_than_all_buffers_arrives);
	tcase_add_test(tc, a_reset_is_seen);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
