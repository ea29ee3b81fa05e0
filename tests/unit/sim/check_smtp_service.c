/* SPDX-License-Identifier: MIT */
#include <check.h>

#include "smtp_fixture.h"

#define ENVELOPE \
	"MAIL FROM:<alice+7@sender.example>\r\nRCPT TO:<u@x.example>\r\n"
#define MESSAGE "Subject: x\r\n\r\n..dot\r\n.\r\n"

START_TEST(a_session_begins_and_ends)
{
	int fd = dial();
	bool closed;

	say_text(fd, "EHLO c.example\r\nQUIT\r\n");
	hear_text(fd, &closed);
	ck_assert(closed);
	close(fd);
	settle_down();
	ck_assert_str_eq(story.kinds, "connected ended ");
	ck_assert_str_eq(story.client, "EHLO c.example|QUIT|");
	ck_assert_ptr_nonnull(strstr(story.server, "|250-PIPELINING|"));
	ck_assert_ptr_nonnull(strstr(story.server, "|250 STARTTLS|221 2.0.0 "));
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_QUIT);
	ck_assert_str_eq(story.last.hello, "c.example");
	ck_assert_uint_eq(story.last.commands, 2);
	ck_assert_uint_eq(smtp_service_sessions(service), 0);
}
END_TEST

START_TEST(a_message_is_taken_in_the_clear)
{
	int fd = dial();

	expect_reply(fd, "EHLO c.example\r\n", "220 ");
	expect_reply(fd, ENVELOPE "DATA\r\n", "250 2.1.0 ");
	expect_reply(fd, MESSAGE, "250 2.0.0 ");
	ck_assert_str_eq(story.text, "Subject: x\r\n\r\n.dot\r\n");
	ck_assert(!story.message_tls);
	close(fd);
	settle_down();
	ck_assert_uint_eq(story.last.accepted_clear, 1);
	ck_assert_uint_eq(story.last.accepted_tls, 0);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_EOF);
	ck_assert(!story.last.starttls);
}
END_TEST

START_TEST(a_message_is_taken_inside_tls)
{
	struct tls_client c = dial_tls(chain, "mx.example");

	expect_tls(&c, "MAIL FROM:<>\r\n", "503 ");
	expect_tls(&c, "EHLO c.example\r\n", "250-mx.example");
	expect_tls(&c, ENVELOPE "DATA\r\n", "250 2.1.0 ");
	expect_tls(&c, MESSAGE, "250 2.0.0 ");
	ck_assert(story.message_tls);
	expect_tls(&c, "QUIT\r\n", "221 ");
	ck_assert(SSL_get_shutdown(c.ssl) == 0);
	ck_assert_str_eq(ask_tls(&c, ""), "");
	ck_assert(SSL_get_shutdown(c.ssl) & SSL_RECEIVED_SHUTDOWN);
	hang_up_tls(&c);
	ck_assert_str_eq(
	    story.kinds, "connected starttls handshake-done message ended ");
	ck_assert_uint_eq(story.last.accepted_tls, 1);
	ck_assert(story.last.tls && story.last.hello_after_tls);
	ck_assert(story.last.said_tls & 1U << SMTP_MAIL);
	ck_assert(!(story.last.said_clear & 1U << SMTP_MAIL));
	ck_assert_str_eq(story.last.tls_seen.sni, "");
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_QUIT);
}
END_TEST

START_TEST(an_alert_of_the_client_is_seen)
{
	struct tls_client c = _i == 42 ? dial_tls(chain, "other.example")
				       : dial_tls(NULL, "mx.example");
	bool closed;

	hear_text(c.fd, &closed);
	ck_assert(closed);
	hang_up_tls(&c);
	ck_assert_str_eq(
	    story.kinds, "connected starttls handshake-failed ended ");
	ck_assert_int_eq(story.last.tls_seen.client_alert.number, _i);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_CLIENT_ALERT);
	ck_assert(!story.last.tls && story.last.starttls);
	ck_assert_uint_eq(story.last.leaked, 0);
}
END_TEST

/* A record that does not decrypt makes the client say 20, bad_record_mac. */
START_TEST(an_alert_after_the_handshake_is_seen)
{
	struct tls_client c = dial_tls(chain, "mx.example");
	static const unsigned char garbage[] = {23, 3, 3, 0, 20, 1, 2, 3, 4, 5,
	    6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};

	ask_tls(&c, "EHLO c\r\n");
	BIO_write(SSL_get_rbio(c.ssl), garbage, sizeof(garbage));
	ask_tls(&c, "");
	move_bytes(&c);
	hang_up_tls(&c);
	ck_assert_str_eq(
	    story.kinds, "connected starttls handshake-done tls-ended ended ");
	ck_assert_int_eq(story.last.tls_seen.client_alert.number, 20);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_CLIENT_ALERT);
}
END_TEST

START_TEST(close_notify_is_the_end_and_no_alert)
{
	struct tls_client c = dial_tls(chain, "mx.example");

	SSL_shutdown(c.ssl);
	move_bytes(&c);
	hang_up_tls(&c);
	ck_assert(story.last.tls_seen.close_notify);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_EOF);
	ck_assert(!story.last.tls_seen.client_alert.seen);
}
END_TEST

START_TEST(bytes_behind_starttls_are_counted_and_forgotten)
{
	struct tls_client c = {.fd = dial(), .ctx = fixture_client(chain)};

	expect_reply(c.fd, "EHLO c\r\n", "220 ");
	expect_reply(c.fd, "STARTTLS\r\nMAIL FROM:<a@b.example>\r\n", "220 ");
	ck_assert_str_eq(story.line, "MAIL FROM:<a@b.example>\r\n");
	c.ssl = fixture_dial(c.ctx);
	for (int i = 0; i < 3; i++) {
		SSL_do_handshake(c.ssl);
		move_bytes(&c);
	}
	ck_assert_uint_eq(story.handshake.pipelined, 25);
	expect_tls(&c, "RCPT TO:<u@x.example>\r\n", "503 ");
	hang_up_tls(&c);
	ck_assert_uint_eq(story.last.pipelined, 25);
	ck_assert_uint_eq(story.last.leaked, 0);
}
END_TEST

START_TEST(words_in_the_clear_after_an_alert_are_a_leak)
{
	struct tls_client c = dial_tls(NULL, "mx.example");

	say_text(c.fd, "MAIL FROM:<secret@sender.example>\r\n");
	hang_up_tls(&c);
	ck_assert_str_eq(
	    story.kinds, "connected starttls handshake-failed leak ended ");
	ck_assert_str_eq(story.line, "MAIL FROM:<secret@sender.example>\r\n");
	ck_assert_uint_eq(story.last.leaked, 35);
	ck_assert(!(story.last.said_clear & 1U << SMTP_MAIL));
}
END_TEST

/* Such a client takes our 220 for an answer and goes on as before. */
START_TEST(words_instead_of_a_handshake_are_a_leak)
{
	int fd = dial();
	bool closed;

	expect_reply(fd, "EHLO c\r\n", "220 ");
	expect_reply(fd, "STARTTLS\r\n", "220 ");
	say_text(fd, ENVELOPE);
	hear_text(fd, &closed);
	ck_assert(closed);
	say_text(fd, "DATA\r\n");
	close(fd);
	settle_down();
	ck_assert_str_eq(story.kinds,
	    "connected starttls handshake-failed leak leak ended ");
	ck_assert_uint_eq(story.last.leaked, strlen(ENVELOPE) + 6);
	ck_assert_uint_eq(story.last.accepted_clear, 0);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_TLS);
}
END_TEST

START_TEST(we_do_not_listen_to_leaks_for_ever)
{
	struct tls_client c;

	options.linger_ms = 50;
	start_service();
	c = dial_tls(NULL, "mx.example");
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 0);
	wait_ms(120);
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 1);
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_CLIENT_ALERT);
	hang_up_tls(&c);
}
END_TEST

START_TEST(a_flood_of_leaks_is_cut)
{
	struct tls_client c = dial_tls(NULL, "mx.example");
	char junk[1000];

	memset(junk, 'x', sizeof(junk));
	for (int i = 0; i < 200; i++) {
		(void)send(c.fd, junk, sizeof(junk), MSG_NOSIGNAL);
		settle_down();
	}
	ck_assert_uint_eq(story.count[SMTP_EVENT_ENDED], 1);
	hang_up_tls(&c);
}
END_TEST

START_TEST(a_client_that_leaves_in_the_handshake_is_seen)
{
	int fd = dial();

	expect_reply(fd, "EHLO c\r\n", "220 ");
	expect_reply(fd, "STARTTLS\r\n", "220 ");
	close(fd);
	settle_down();
	ck_assert_str_eq(
	    story.kinds, "connected starttls handshake-failed ended ");
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_EOF);
	ck_assert(!story.last.tls_seen.hello);
}
END_TEST

START_TEST(a_refused_recipient_is_told)
{
	int fd;

	persona.acts[SMTP_AT_RCPT].reply = xstrdup("550 5.1.1 No such user");
	fd = dial();
	expect_reply(fd, "EHLO c\r\n" ENVELOPE, "220 ");
	ck_assert_str_eq(story.kinds, "connected refused ");
	ck_assert_str_eq(story.recipient, "u@x.example");
	ck_assert_str_eq(story.reply, "550 5.1.1 No such user");
	close(fd);
	settle_down();
	ck_assert_uint_eq(story.last.refused, 1);
	ck_assert_str_eq(story.last.last_no, "550 5.1.1 No such user");
}
END_TEST

START_TEST(greylisting_follows_the_clock_of_the_host)
{
	int fd;

	persona.greylist = 900;
	fake_now = 1000000;
	fd = dial();
	expect_reply(fd, "EHLO c\r\nMAIL FROM:<>\r\n", "220 ");
	expect_reply(fd, "RCPT TO:<u@x.example>\r\n", "451 4.7.1 ");
	fake_now += 899;
	expect_reply(fd, "RCPT TO:<u@x.example>\r\n", "451 4.7.1 ");
	close(fd);
	fake_now += 1;
	fd = dial();
	expect_reply(fd, "EHLO c\r\nMAIL FROM:<>\r\n", "220 ");
	expect_reply(fd, "RCPT TO:<other@x.example>\r\n", "451 4.7.1 ");
	expect_reply(fd, "RCPT TO:<u@x.example>\r\n", "250 2.1.5 ");
	close(fd);
}
END_TEST

START_TEST(a_key_that_does_not_fit_is_presented)
{
	struct tls_client c;

	EVP_PKEY_free(chain->key);
	chain->key = fixture_key("RSA");
	c = dial_tls(chain, "mx.example");
	hang_up_tls(&c);
	ck_assert_int_eq(story.last.tls_seen.client_alert.number, 51);
	ck_assert_uint_eq(story.count[SMTP_EVENT_LAB_FAULT], 0);
}
END_TEST

START_TEST(a_chain_that_cannot_be_had_is_a_fault_of_the_lab)
{
	int fd = dial();

	if (_i == 0)
		no_chain = true;
	else if (_i == 1)
		chain->certs[0].len--;
	else
		host.chain = NULL;
	expect_reply(fd, "EHLO c\r\n", "220 ");
	expect_reply(fd, "STARTTLS\r\n", "454 4.7.0 ");
	ck_assert_str_eq(story.kinds, "connected lab-fault ");
	ck_assert_ptr_nonnull(strstr(story.line, "mx.example"));
	if (_i == 0)
		ck_assert_ptr_nonnull(
		    strstr(story.line, "the recipe is nonsense"));
	close(fd);
}
END_TEST

START_TEST(a_chain_is_asked_for_only_when_it_is_needed)
{
	int fd = dial();

	no_chain = true;
	expect_reply(fd, "EHLO c\r\n" ENVELOPE "RSET\r\nQUIT\r\n", "220 ");
	ck_assert_uint_eq(story.count[SMTP_EVENT_LAB_FAULT], 0);
	close(fd);
}
END_TEST

START_TEST(a_session_is_resumed_at_its_own_host_only)
{
	struct tls_client c = dial_tls(NULL, NULL);
	SSL_SESSION *session;

	ask_tls(&c, "EHLO c\r\n");
	session = SSL_get1_session(c.ssl);
	SSL_shutdown(c.ssl);
	hang_up_tls(&c);
	host.host_no = _i;
	c = (struct tls_client){.fd = dial(), .ctx = fixture_client(NULL)};
	expect_reply(c.fd, "EHLO c\r\n", "220 ");
	expect_reply(c.fd, "STARTTLS\r\n", "220 ");
	c.ssl = fixture_dial(c.ctx);
	SSL_set_session(c.ssl, session);
	for (int i = 0; i < 3; i++) {
		SSL_do_handshake(c.ssl);
		move_bytes(&c);
	}
	hang_up_tls(&c);
	ck_assert(story.last.tls && story.last.tls_seen.ticket);
	ck_assert_int_eq(story.last.tls_seen.resumed, _i == 0);
	SSL_SESSION_free(session);
}
END_TEST

START_TEST(a_greeting_of_421_closes)
{
	bool closed;
	int fd;

	persona.acts[SMTP_AT_GREETING].reply = xstrdup("421 4.3.2 Full");
	fd = dial();
	ck_assert_str_eq(hear_text(fd, &closed), "421 4.3.2 Full\r\n");
	ck_assert(closed);
	close(fd);
	settle_down();
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_TURNED_AWAY);
}
END_TEST

START_TEST(a_client_may_close_its_half_first)
{
	int fd = dial();
	bool closed;

	say_text(fd, "EHLO c\r\n");
	(void)send(fd, "NOOP\r\nQUIT\r\n", 12, MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	ck_assert_ptr_nonnull(strstr(hear_text(fd, &closed), "221 2.0.0"));
	ck_assert(closed);
	settle_down();
	ck_assert_int_eq(story.last.ending, SMTP_ENDED_QUIT);
	close(fd);
}
END_TEST

static enum smtp_event_kind free_at;

static void
remember_and_free(const struct smtp_event *e, void *arg)
{
	note_event(e, arg);
	if (e->kind != free_at)
		return;
	smtp_service_free(service);
	service = NULL;
}

/* At each event that such a session has. */
START_TEST(survives_being_freed_by_its_own_callback)
{
	struct tls_client c = {.ctx = fixture_client(chain)};
	static const char *const lines[] = {
	    "EHLO c\r\n", ENVELOPE, "DATA\r\n", MESSAGE, "QUIT\r\n", ""};
	int other;

	free_at = (enum smtp_event_kind)_i;
	options.on_event = remember_and_free;
	start_service();
	other = dial();
	c.fd = dial();
	if (free_at == SMTP_EVENT_LAB_FAULT)
		no_chain = true;
	if (free_at == SMTP_EVENT_REFUSED)
		persona.acts[SMTP_AT_RCPT].reply = xstrdup("550 no");
	c.ssl = fixture_dial(c.ctx);
	if (free_at == SMTP_EVENT_HANDSHAKE_FAILED ||
	    free_at == SMTP_EVENT_LEAK)
		SSL_set1_host(c.ssl, "other.example");
	(void)send(c.fd, "EHLO c\r\nSTARTTLS\r\n", 18, MSG_NOSIGNAL);
	settle_down();
	hear_text(c.fd, NULL);
	for (int i = 0; i < 3; i++) {
		SSL_do_handshake(c.ssl);
		move_bytes(&c);
	}
	(void)send(
	    c.fd, "RSET\r\n", free_at == SMTP_EVENT_LEAK ? 6 : 0, MSG_NOSIGNAL);
	if (free_at == SMTP_EVENT_TLS_ENDED)
		SSL_shutdown(c.ssl);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ask_tls(&c, lines[i]);
	hang_up_tls(&c);
	close(other);
	settle_down();
	ck_assert_uint_eq(story.count[free_at], 1);
	ck_assert_ptr_null(service);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("smtp_service");
	TCase *tc = tcase_create("service");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_session_begins_and_ends);
	tcase_add_test(tc, a_message_is_taken_in_the_clear);
	tcase_add_test(tc, a_message_is_taken_inside_tls);
	tcase_add_loop_test(tc, an_alert_of_the_client_is_seen, 42, 43);
	tcase_add_loop_test(tc, an_alert_of_the_client_is_seen, 48, 49);
	tcase_add_test(tc, an_alert_after_the_handshake_is_seen);
	tcase_add_test(tc, close_notify_is_the_end_and_no_alert);
	tcase_add_test(tc, bytes_behind_starttls_are_counted_and_forgotten);
	tcase_add_test(tc, words_in_the_clear_after_an_alert_are_a_leak);
	tcase_add_test(tc, words_instead_of_a_handshake_are_a_leak);
	tcase_add_test(tc, we_do_not_listen_to_leaks_for_ever);
	tcase_add_test(tc, a_flood_of_leaks_is_cut);
	tcase_add_test(tc, a_client_that_leaves_in_the_handshake_is_seen);
	tcase_add_test(tc, a_refused_recipient_is_told);
	tcase_add_test(tc, greylisting_follows_the_clock_of_the_host);
	tcase_add_test(tc, a_key_that_does_not_fit_is_presented);
	tcase_add_loop_test(
	    tc, a_chain_that_cannot_be_had_is_a_fault_of_the_lab, 0, 3);
	tcase_add_test(tc, a_chain_is_asked_for_only_when_it_is_needed);
	tcase_add_loop_test(
	    tc, a_session_is_resumed_at_its_own_host_only, 0, 2);
	tcase_add_test(tc, a_greeting_of_421_closes);
	tcase_add_test(tc, a_client_may_close_its_half_first);
	tcase_add_loop_test(
	    tc, survives_being_freed_by_its_own_callback, 0, SMTP_EVENT_KINDS);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
