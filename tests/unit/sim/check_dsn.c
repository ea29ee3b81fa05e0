/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/smtp/dsn.h"
#include "sim/smtp/mime.h"

static struct dsn dsn;

static bool
parse(const char *text)
{
	return dsn_parse(text, strlen(text), &dsn);
}

/* The same with CRLF at the end of each line; the caller frees it. */
static char *
with_crlf(const char *text)
{
	char *out = xcalloc(strlen(text) * 2 + 1, 1), *to = out;

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			*to++ = '\r';
		*to++ = *text;
	}
	return out;
}

/* As Postfix writes it, shortened. */
static const char postfix[] =
    "From: MAILER-DAEMON@mta.sender.example\n"
    "To: alice+7@sender.example\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status;\n"
    "\tboundary=\"A1.2/mta.sender.example\"\n"
    "\n"
    "This is a MIME-encapsulated message.\n"
    "\n"
    "--A1.2/mta.sender.example\n"
    "Content-Description: Notification\n"
    "\n"
    "I'm sorry.\n"
    "\n"
    "--A1.2/mta.sender.example\n"
    "Content-Description: Delivery report\n"
    "Content-Type: message/delivery-status\n"
    "\n"
    "Reporting-MTA: dns; mta.sender.example\n"
    "X-Postfix-Queue-ID: A1\n"
    "Original-Envelope-Id: QQ314159\n"
    "Arrival-Date: Tue, 24 Nov 2026 13:00:00 +0000 (UTC)\n"
    "\n"
    "Final-Recipient: rfc822; u@x.example\n"
    "Original-Recipient: rfc822;u@x.example\n"
    "Action: failed\n"
    "Status: 5.1.1\n"
    "Remote-MTA: dns; mx.x.example\n"
    "Diagnostic-Code: smtp; 550 5.1.1 No such\n"
    "    user\n"
    "\n"
    "--A1.2/mta.sender.example\n"
    "Content-Description: Undelivered Message\n"
    "Content-Type: message/rfc822\n"
    "\n"
    "Subject: case name-good\n"
    "From: <alice+7@sender.example>\n"
    "Message-ID: <7@badmx.example>\n"
    "\n"
    "Hello.\n"
    "\n"
    "--A1.2/mta.sender.example--\n";

static void
expect_postfix(void)
{
	struct dsn_recipient *r = &dsn.recipients[0];

	ck_assert(dsn.report);
	ck_assert_str_eq(dsn.reporting_mta, "mta.sender.example");
	ck_assert_str_eq(dsn.envelope_id, "QQ314159");
	ck_assert_uint_eq(dsn.recipient_count, 1);
	ck_assert_str_eq(r->address, "u@x.example");
	ck_assert_str_eq(r->type, "rfc822");
	ck_assert_str_eq(r->original, "u@x.example");
	ck_assert_str_eq(r->action, "failed");
	ck_assert_str_eq(r->status, "5.1.1");
	ck_assert_str_eq(r->remote_mta, "mx.x.example");
	ck_assert_str_eq(r->diagnostic, "smtp; 550 5.1.1 No such user");
	ck_assert_str_eq(dsn.subject, "case name-good");
	ck_assert_str_eq(dsn.from, "<alice+7@sender.example>");
	ck_assert_str_eq(dsn.message_id, "<7@badmx.example>");
}

START_TEST(a_report_is_read)
{
	ck_assert(parse(postfix));
	expect_postfix();
	dsn_clear(&dsn);
}
END_TEST

START_TEST(a_report_with_crlf_is_read)
{
	char *text = with_crlf(postfix);

	ck_assert(parse(text));
	expect_postfix();
	dsn_clear(&dsn);
	free(text);
}
END_TEST

START_TEST(a_forwarded_report_is_read)
{
	char *text = xasprintf("Subject: Fwd\n"
			       "Content-Type: message/rfc822\n"
			       "\n"
			       "%s",
	    postfix);

	ck_assert(parse(text));
	expect_postfix();
	dsn_clear(&dsn);
	free(text);
}
END_TEST

/* OpenSMTPD: multipart/mixed, no Diagnostic-Code, "delayed" when it is over. */
START_TEST(a_mixed_message_is_read_as_written)
{
	ck_assert(parse("Content-Type: multipart/mixed;boundary=b\n"
			"\n"
			"--b\n"
			"\n"
			"Hi!\n"
			"--b\n"
			"content-type: MESSAGE/DELIVERY-STATUS; charset=x\n"
			"\n"
			"REPORTING-MTA: dns; mta\n"
			"\n"
			"FINAL-RECIPIENT: rfc822; u@x.example\n"
			"ACTION: delayed\n"
			"STATUS: 4.4.7\n"
			"--b--\n"));
	ck_assert(!dsn.report);
	ck_assert_uint_eq(dsn.recipient_count, 1);
	ck_assert_str_eq(dsn.recipients[0].action, "delayed");
	ck_assert_str_eq(dsn.recipients[0].status, "4.4.7");
	ck_assert_str_eq(dsn.recipients[0].diagnostic, "");
	ck_assert_str_eq(dsn.from, "");
	dsn_clear(&dsn);
}
END_TEST

#define STATUS "Content-Type: message/delivery-status\n\n"

START_TEST(each_recipient_has_its_group)
{
	ck_assert(parse(STATUS "Reporting-MTA: mta\n\n"
			       "Final-Recipient: rfc822;a@x\nAction: failed\n\n"
			       "\n"
			       "Final-Recipient: utf-8; b@x\nStatus: 4.0.0\n"));
	ck_assert_str_eq(dsn.reporting_mta, "mta");
	ck_assert_uint_eq(dsn.recipient_count, 2);
	ck_assert_str_eq(dsn.recipients[0].address, "a@x");
	ck_assert_str_eq(dsn.recipients[0].status, "");
	ck_assert_str_eq(dsn.recipients[1].address, "b@x");
	ck_assert_str_eq(dsn.recipients[1].type, "utf-8");
	dsn_clear(&dsn);
}
END_TEST

START_TEST(a_recipient_without_a_first_group_is_one)
{
	ck_assert(parse(STATUS "Final-Recipient: u@x\nAction: failed\n"));
	ck_assert_uint_eq(dsn.recipient_count, 1);
	ck_assert_str_eq(dsn.recipients[0].address, "u@x");
	ck_assert_str_eq(dsn.recipients[0].type, "");
	dsn_clear(&dsn);
}
END_TEST

START_TEST(a_recipient_in_an_address_literal_keeps_it)
{
	ck_assert(parse(STATUS "Final-Recipient: rfc822; u@[IPv6:fd42::1]\n"));
	ck_assert_str_eq(dsn.recipients[0].address, "u@[IPv6:fd42::1]");
	dsn_clear(&dsn);
}
END_TEST

START_TEST(control_bytes_do_not_pass)
{
	static const char text[] = STATUS "Final-Recipient: a\0b\033c\n";

	ck_assert(dsn_parse(text, sizeof(text) - 1, &dsn));
	ck_assert_str_eq(dsn.recipients[0].address, "a?b?c");
	dsn_clear(&dsn);
}
END_TEST

static const char *const others[] = {
    "",
    "\n",
    "Subject: x\n\nHello\n",
    "Content-Type: multipart/report\n\n--b\n" STATUS "Action: failed\n",
    "Content-Type: multipart/report; boundary=\"\"\n\n--\n" STATUS "x: y\n",
    "Content-Type: multipart/mixed; boundary=b\n\n--c\n" STATUS "x: y\n",
    "Content-Type: multipart/mixed; boundary=b\n\n--b--\n--b\n" STATUS,
    "Subject: x\n\n" STATUS "Final-Recipient: u@x\n",
};

START_TEST(other_messages_are_no_report)
{
	ck_assert_msg(!parse(others[_i]), "%s", others[_i]);
}
END_TEST

START_TEST(a_report_without_end_is_read)
{
	ck_assert(
	    parse("Content-Type: multipart/report; boundary=b\n\n--b\n" STATUS
		  "Final-Recipient: rfc822;u@x\nAction: failed"));
	ck_assert_uint_eq(dsn.recipient_count, 1);
	ck_assert_str_eq(dsn.recipients[0].action, "failed");
	dsn_clear(&dsn);
}
END_TEST

START_TEST(a_report_that_was_returned_is_not_the_report)
{
	char *text =
	    xasprintf("Content-Type: multipart/report; boundary=out\n"
		      "\n"
		      "--out\n" STATUS "Final-Recipient: rfc822; first@x\n"
		      "\n"
		      "--out\n"
		      "Content-Type: message/rfc822\n"
		      "\n"
		      "%s\n"
		      "--out--\n",
		postfix);

	ck_assert(parse(text));
	ck_assert_uint_eq(dsn.recipient_count, 1);
	ck_assert_str_eq(dsn.recipients[0].address, "first@x");
	ck_assert_str_eq(dsn.from, "MAILER-DAEMON@mta.sender.example");
	dsn_clear(&dsn);
	free(text);
}
END_TEST

START_TEST(messages_in_messages_end_somewhere)
{
	static const char shell[] = "Content-Type: message/rfc822\n\n";
	char text[2000] = "";

	for (int depth = 0; depth < 40; depth++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof(text) - len, STATUS "Action: x\n");
		ck_assert_int_eq(parse(text), depth <= 6);
		if (depth <= 6)
			dsn_clear(&dsn);
		snprintf(text + len, sizeof(text) - len, shell);
	}
}
END_TEST

START_TEST(recipients_have_a_limit)
{
	char *text = xcalloc(2000, 30);
	size_t len = (size_t)sprintf(text, STATUS);

	for (int i = 0; i < DSN_RECIPIENTS_MAX + 5; i++)
		len +=
		    (size_t)sprintf(text + len, "Final-Recipient: a%d\n\n", i);
	ck_assert(parse(text));
	ck_assert_uint_eq(dsn.recipient_count, DSN_RECIPIENTS_MAX);
	ck_assert_uint_eq(dsn.left_out, 5);
	dsn_clear(&dsn);
	free(text);
}
END_TEST

START_TEST(a_long_value_is_cut)
{
	char text[5000] = STATUS "Status: ";

	memset(text + strlen(text), '5', 4000);
	ck_assert(parse(text));
	ck_assert_uint_eq(dsn.recipient_count, 0);
	dsn_clear(&dsn);
	memcpy(strstr(text, "Status"), "Action", 6);
	ck_assert(parse(text));
	ck_assert_uint_eq(strlen(dsn.recipients[0].action), 999);
	dsn_clear(&dsn);
}
END_TEST

START_TEST(parameters_are_found)
{
	char buf[10];

	ck_assert(mime_parameter("a/b; x=1; Boundary=\"q\\\"; r\" ; y=2",
	    "boundary", buf, sizeof(buf)));
	ck_assert_str_eq(buf, "q\"; r");
	ck_assert(mime_parameter("a/b;x=1;y=2", "y", buf, sizeof(buf)));
	ck_assert_str_eq(buf, "2");
	ck_assert(!mime_parameter("a/b; xx=1", "x", buf, sizeof(buf)));
	ck_assert(!mime_parameter("a/b; x", "x", buf, sizeof(buf)));
	ck_assert(!mime_parameter("a/b; x=0123456789", "x", buf, sizeof(buf)));
	ck_assert(!mime_parameter("a/b; x=\"", "x", buf, sizeof(buf)));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dsn");
	TCase *tc = tcase_create("dsn");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_report_is_read);
	tcase_add_test(tc, a_report_with_crlf_is_read);
	tcase_add_test(tc, a_forwarded_report_is_read);
	tcase_add_test(tc, a_mixed_message_is_read_as_written);
	tcase_add_test(tc, each_recipient_has_its_group);
	tcase_add_test(tc, a_recipient_without_a_first_group_is_one);
	tcase_add_test(tc, a_recipient_in_an_address_literal_keeps_it);
	tcase_add_test(tc, control_bytes_do_not_pass);
	tcase_add_loop_test(tc, other_messages_are_no_report, 0,
	    (int)(sizeof(others) / sizeof(others[0])));
	tcase_add_test(tc, a_report_without_end_is_read);
	tcase_add_test(tc, a_report_that_was_returned_is_not_the_report);
	tcase_add_test(tc, messages_in_messages_end_somewhere);
	tcase_add_test(tc, recipients_have_a_limit);
	tcase_add_test(tc, a_long_value_is_cut);
	tcase_add_test(tc, parameters_are_found);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
