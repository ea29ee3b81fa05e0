/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/smtp/smtp_dialog.h"
#include "sim/smtp/smtp_message.h"
#include "sim/smtp/smtp_persona.h"

static char heard[8192]; /* the codes of all replies, with blanks between */
static char text[8192];	 /* the replies in full, with "|" between */
static unsigned messages, refused, last_recipients;
static bool too_early, certificate;
static char last_text[200];

static void
say(const char *line, size_t len, void *arg)
{
	(void)arg;
	ck_assert_uint_ge(len, 3);
	if (len == 3 || line[3] == ' ')
		snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard),
		    "%s%.3s", heard[0] == '\0' ? "" : " ", line);
	snprintf(text + strlen(text), sizeof(text) - strlen(text), "%.*s|",
	    (int)len, line);
}

static void
on_refused(const char *recipient, const char *reply, void *arg)
{
	(void)arg;
	ck_assert_ptr_nonnull(recipient);
	ck_assert_ptr_nonnull(reply);
	refused++;
}

static void
on_message(struct smtp_message *message, const char *reply, void *arg)
{
	(void)arg;
	messages += reply[0] == '2';
	last_recipients = (unsigned)message->recipient_count;
	snprintf(last_text, sizeof(last_text), "%s", message->body.text);
	smtp_message_free(message);
}

static bool
waits(const char *recipient, int64_t seconds, void *arg)
{
	(void)recipient;
	(void)seconds;
	(void)arg;
	return too_early;
}

static bool
can_tls(void *arg)
{
	(void)arg;
	return certificate;
}

static const struct smtp_dialog_calls calls = {
    .say = say,
    .refused = on_refused,
    .message = on_message,
    .waits = waits,
    .can_tls = can_tls,
};

/*
 * Plays a client: lines with "|" between them.  "<tls>" does what STARTTLS
 * asks for.  Returns the codes that were heard.
 */
static const char *
play_as(const struct smtp_persona *persona, const struct smtp_limits *limits,
    const char *script)
{
	struct smtp_dialog *d =
	    smtp_dialog_new("mx.example", persona, limits, &calls);
	enum smtp_turn turn = smtp_dialog_greet(d);

	while (*script != '\0' && turn != SMTP_GO_AWAY) {
		size_t len = strcspn(script, "|"), taken;

		if (strncmp(script, "<tls>", 5) == 0) {
			ck_assert_int_eq(turn, SMTP_GO_TLS);
			smtp_dialog_secured(d);
		} else if (smtp_dialog_state(d) == SMTP_BODY) {
			turn = smtp_dialog_body(d, script, len, &taken);
			ck_assert_uint_eq(taken, len);
			if (smtp_dialog_state(d) == SMTP_BODY)
				turn = smtp_dialog_body(d, "\r\n", 2, &taken);
		} else {
			struct smtp_command cmd =
			    smtp_command_parse(script, len);

			turn = smtp_dialog_line(d, &cmd);
		}
		script += len + (script[len] == '|');
	}
	smtp_dialog_free(d);
	return heard;
}

static const char *
play(const char *server, const char *script)
{
	struct smtp_persona persona;
	json_t *json = json_loads(server, 0, NULL);
	struct err err;

	ck_assert_msg(smtp_persona_parse(json, &persona, &err), "%s", err.text);
	json_decref(json);
	certificate = true;
	play_as(&persona, &smtp_usual_limits, script);
	smtp_persona_clear(&persona);
	return heard;
}

#define HELLO "EHLO c.example|"
#define MAIL  HELLO "MAIL FROM:<a@s.example>|"
#define RCPT  MAIL "RCPT TO:<u@x.example>|"
#define SENT  RCPT "DATA|Subject: x||hi|."

static const struct {
	const char *server, *script, *codes;
} rows[] = {
    {"{}", SENT "|QUIT", "220 250 250 250 354 250 221"},
    {"{}", SENT "|MAIL FROM:<>", "220 250 250 250 354 250 250"},
    {"{}", "HELO c|MAIL FROM:<>|RCPT TO:<u@x.example>|DATA|.",
	"220 250 250 250 354 250"},
    {"{}", "MAIL FROM:<>", "220 503"},
    {"{}", "RCPT TO:<u@x.example>", "220 503"},
    {"{}", HELLO "RCPT TO:<u@x.example>", "220 250 503"},
    {"{}", HELLO "DATA", "220 250 503"},
    {"{}", MAIL "DATA", "220 250 250 554"},
    {"{}", MAIL "MAIL FROM:<b@s.example>", "220 250 250 503"},
    {"{}", RCPT "RSET|DATA", "220 250 250 250 250 503"},
    {"{}", RCPT HELLO "DATA", "220 250 250 250 250 503"},
    {"{}", "NOOP|RSET|VRFY u|EXPN l|HELP|XYZZY", "220 250 250 252 502 214 500"},
    {"{}", HELLO "MAIL FROM:<a@b.example> SIZE=99999999", "220 250 552"},
    {"{}", HELLO "MAIL FROM:<a@b.example> REQUIRETLS", "220 250 555"},
    {"{}", HELLO "MAIL FROM:<a@b.example> RET=FULL", "220 250 555"},
    {"{}", "HELO c|MAIL FROM:<a@b.example> SIZE=1", "220 250 555"},
    {"{}", MAIL "RCPT TO:<u@b\xc3\xbc.example>", "220 250 250 553"},
    {"{}", HELLO "MAIL FROM:<u@b\xc3\xbc.example>", "220 250 550"},
    {"{}", HELLO "MAIL FROM:<> SMTPUTF8|RCPT TO:<u@b\xc3\xbc.example>",
	"220 250 250 250"},
    {"{}", HELLO "STARTTLS|<tls>|MAIL FROM:<>", "220 250 220 503"},
    {"{}", HELLO "STARTTLS|<tls>|EHLO c|STARTTLS", "220 250 220 250 503"},
    {"{}", MAIL "STARTTLS", "220 250 250 503"},
    {"{}", "STARTTLS", "220 503"},
    {"{\"starttls\":false}", HELLO "STARTTLS", "220 250 502"},
    {"{\"starttls\":\"454 4.7.0 x\"}", HELLO "STARTTLS|MAIL FROM:<>",
	"220 250 454 250"},
    {"{\"starttls\":\"421 x\"}", HELLO "STARTTLS|NOOP", "220 250 421"},
    {"{\"starttls\":\"220-a\\n220 b\"}", HELLO "STARTTLS|<tls>|NOOP",
	"220 250 220 250"},
    {"{\"rcpt\":\"550 5.1.1 x\"}", RCPT "DATA", "220 250 250 550 554"},
    {"{\"rcpt\":\"550 5.1.1 x\"}", "RCPT TO:<u@x.example>", "220 503"},
    {"{\"mail\":\"530 5.7.0 x\"}", RCPT, "220 250 530 503"},
    {"{\"data\":\"451 x\"}", RCPT "DATA|NOOP", "220 250 250 250 451 250"},
    {"{\"dot\":\"550 x\"}", SENT "|NOOP", "220 250 250 250 354 550 250"},
    {"{\"ehlo\":\"502 x\"}", HELLO "MAIL FROM:<>|HELO c|MAIL FROM:<>",
	"220 502 503 250 250"},
    {"{\"greeting\":\"554 no\"}", HELLO "NOOP|QUIT", "554 503 503 221"},
    {"{\"greeting\":\"421 no\"}", HELLO, "421"},
    {"{\"quit\":\"250 what\"}", "QUIT|NOOP", "220 250"},
    {"{\"capabilities\":[\"DSN\"]}",
	HELLO "MAIL FROM:<> RET=HDRS|RSET|MAIL FROM:<> SIZE=1",
	"220 250 250 250 555"},
    {"{\"capabilities\":[\"REQUIRETLS\"]}",
	HELLO "MAIL FROM:<> REQUIRETLS|STARTTLS|<tls>|" HELLO
	      "MAIL FROM:<> REQUIRETLS",
	"220 250 555 220 250 250"},
};

START_TEST(each_dialogue_goes_as_it_should)
{
	play(rows[_i].server, rows[_i].script);
	ck_assert_msg(strcmp(heard, rows[_i].codes) == 0, "%s %s: %s, want %s",
	    rows[_i].server, rows[_i].script, heard, rows[_i].codes);
}
END_TEST

START_TEST(a_message_arrives_as_it_was_sent)
{
	play("{}", SENT);
	ck_assert_uint_eq(messages, 1);
	ck_assert_uint_eq(last_recipients, 1);
	ck_assert_str_eq(last_text, "Subject: x\r\n\r\nhi\r\n");
}
END_TEST

START_TEST(ehlo_offers_what_the_persona_has)
{
	play("{}", HELLO);
	ck_assert_str_eq(text, "220 mx.example ESMTP|250-mx.example|"
			       "250-PIPELINING|250-SIZE 10485760|250-8BITMIME|"
			       "250-SMTPUTF8|250-ENHANCEDSTATUSCODES|"
			       "250 STARTTLS|");
	text[0] = '\0';
	play("{\"starttls\":false,\"capabilities\":[]}", HELLO);
	ck_assert_str_eq(text, "220 mx.example ESMTP|250 mx.example|");
}
END_TEST

START_TEST(starttls_is_not_offered_inside_tls)
{
	play("{}", "EHLO c|STARTTLS|<tls>|EHLO c");
	ck_assert_ptr_null(strstr(strstr(text, "220 2.0.0"), "STARTTLS"));
}
END_TEST

START_TEST(greylisting_holds_until_the_time_is_over)
{
	too_early = true;
	play("{\"greylist\":\"15 minutes\"}", RCPT);
	ck_assert_str_eq(heard, "220 250 250 451");
	ck_assert_ptr_nonnull(strstr(text, "451 4.7.1 "));
	ck_assert_uint_eq(refused, 1);
	too_early = false;
	heard[0] = '\0';
	play("{\"greylist\":\"15 minutes\"}", RCPT);
	ck_assert_str_eq(heard, "220 250 250 250");
}
END_TEST

START_TEST(without_a_certificate_it_is_454)
{
	struct smtp_persona polite = {0};

	play_as(&polite, &smtp_usual_limits, HELLO "STARTTLS|MAIL FROM:<>");
	ck_assert_str_eq(heard, "220 250 454 250");
}
END_TEST

START_TEST(too_many_recipients_are_452)
{
	struct smtp_persona polite = {0};
	struct smtp_limits limits = smtp_usual_limits;

	limits.recipients = 2;
	play_as(&polite, &limits,
	    RCPT "RCPT TO:<b@x.example>|RCPT TO:<c@x.example>|DATA|.");
	ck_assert_str_eq(heard, "220 250 250 250 250 452 354 250");
	ck_assert_uint_eq(last_recipients, 2);
}
END_TEST

START_TEST(a_message_over_the_size_is_refused_at_its_end)
{
	struct smtp_persona polite = {0};
	struct smtp_limits limits = smtp_usual_limits;

	limits.message_bytes = 10;
	play_as(&polite, &limits, RCPT "DATA|0123456789|.|NOOP");
	ck_assert_str_eq(heard, "220 250 250 250 354 552 250");
	ck_assert_uint_eq(messages, 0);
}
END_TEST

START_TEST(a_message_without_end_is_cut)
{
	struct smtp_persona polite = {0};
	struct smtp_limits limits = smtp_usual_limits;

	limits.message_bytes = 10;
	play_as(&polite, &limits,
	    RCPT "DATA|01234567890123456789|01234567890123456789|NOOP");
	ck_assert_str_eq(heard, "220 250 250 250 354 421");
}
END_TEST

START_TEST(garbage_is_answered_only_so_often)
{
	struct smtp_persona polite = {0};
	struct smtp_limits limits = smtp_usual_limits;

	limits.strikes = 3;
	play_as(&polite, &limits, "A|B|C|D|E");
	ck_assert_str_eq(heard, "220 500 500 500 421");
}
END_TEST

START_TEST(chatter_without_mail_ends)
{
	struct smtp_persona polite = {0};
	struct smtp_limits limits = smtp_usual_limits;

	limits.chatter = 2;
	play_as(&polite, &limits, "NOOP|NOOP|NOOP|NOOP");
	ck_assert_str_eq(heard, "220 250 250 421");
}
END_TEST

START_TEST(every_state_has_a_name)
{
	for (int s = 0; s < SMTP_STATES; s++)
		ck_assert_ptr_nonnull(smtp_state_name((enum smtp_state)s));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("smtp_dialog");
	TCase *tc = tcase_create("dialog");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_dialogue_goes_as_it_should, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, a_message_arrives_as_it_was_sent);
	tcase_add_test(tc, ehlo_offers_what_the_persona_has);
	tcase_add_test(tc, starttls_is_not_offered_inside_tls);
	tcase_add_test(tc, greylisting_holds_until_the_time_is_over);
	tcase_add_test(tc, without_a_certificate_it_is_454);
	tcase_add_test(tc, too_many_recipients_are_452);
	tcase_add_test(tc, a_message_over_the_size_is_refused_at_its_end);
	tcase_add_test(tc, a_message_without_end_is_cut);
	tcase_add_test(tc, garbage_is_answered_only_so_often);
	tcase_add_test(tc, chatter_without_mail_ends);
	tcase_add_test(tc, every_state_has_a_name);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
