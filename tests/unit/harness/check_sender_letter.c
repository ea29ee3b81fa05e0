/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/sender_dsn.h"
#include "harness/sender/sender_letter.h"

static const struct {
	const char *text, *data;
	size_t size;
	const char *headers;
	bool eight_bit;
} rows[] = {
    {"", ".\r\n", 0, "", false},
    {"A: b\n\nx\n", "A: b\r\n\r\nx\r\n.\r\n", 11, "A: b\n", false},
    {"A: b\r\n\r\nx\r\n", "A: b\r\n\r\nx\r\n.\r\n", 11, "A: b\r\n", false},
    {"A: b\n\nx", "A: b\r\n\r\nx\r\n.\r\n", 11, "A: b\n", false},
    {"A: b\r\rx\r", "A: b\r\n\r\nx\r\n.\r\n", 11, "A: b\r", false},
    {"A: b", "A: b\r\n.\r\n", 6, "A: b", false},
    {"\n.\n..\n.x\n", "\r\n..\r\n...\r\n..x\r\n.\r\n", 13, "", false},
    {"\n.\r\nMAIL FROM:<x>\n", "\r\n..\r\nMAIL FROM:<x>\r\n.\r\n", 20, "",
	false},
    {"A: \303\274\n", "A: \303\274\r\n.\r\n", 7, "A: \303\274\n", true},
};

static struct letter_form
form_of(const char *text)
{
	return (struct letter_form){.from = "alice@sender.example",
	    .to = "u@a.example",
	    .text = text,
	    .len = strlen(text)};
}

START_TEST(each_text_goes_over_the_wire_as_the_table_says)
{
	struct letter_form form = form_of(rows[_i].text);
	struct letter letter;
	struct err err;

	ck_assert(letter_write(&letter, &form, &err));
	ck_assert_uint_eq(letter.data_len, strlen(rows[_i].data));
	ck_assert_mem_eq(letter.data, rows[_i].data, letter.data_len);
	ck_assert_uint_eq(letter.size, rows[_i].size);
	ck_assert_str_eq(letter.headers, rows[_i].headers);
	ck_assert_int_eq(letter.eight_bit, rows[_i].eight_bit);
	letter_clear(&letter);
}
END_TEST

START_TEST(a_letter_to_nobody_is_refused)
{
	struct letter_form form = form_of("x\n");
	struct letter letter;
	struct err err;

	form.to = "";
	ck_assert(!letter_write(&letter, &form, &err));
	letter_clear(&letter);
}
END_TEST

static char *
report_for(const char *recipient, const char *diagnostic)
{
	return dsn_compose(&(struct dsn_facts){
	    .reporter = "mta.sender.example",
	    .to = "alice+7@sender.example",
	    .recipient = recipient,
	    .status = "5.1.1",
	    .remote = "mx.a.example",
	    .reason = "recipient-refused",
	    .diagnostic = diagnostic,
	    .said_by_remote = true,
	    .arrived = 1700000000,
	    .now = 1700001800,
	    .headers = "Subject: hello\n",
	});
}

START_TEST(a_report_has_what_rfc_3464_wants)
{
	static const char *const wanted[] = {
	    "To: <alice+7@sender.example>\n",
	    "Date: Tue, 14 Nov 2023 22:43:20 +0000\n",
	    "multipart/report; report-type=delivery-status;\n",
	    "\nContent-Type: message/delivery-status\n\n"
	    "Reporting-MTA: dns; mta.sender.example\n",
	    "\n\nFinal-Recipient: rfc822; u@a.example\n",
	    "\nAction: failed\nStatus: 5.1.1\n",
	    "\nRemote-MTA: dns; mx.a.example\n",
	    "\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n",
	    "\nContent-Type: text/rfc822-headers\n\nSubject: hello\n",
	    "reason: recipient-refused (5.1.1)\n",
	};
	char *text = report_for("u@a.example", "550 5.1.1 no such user");

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		ck_assert_msg(strstr(text, wanted[i]) != NULL, "%s", wanted[i]);
	free(text);
}
END_TEST

START_TEST(a_recipient_beyond_ascii_is_written_by_rfc_6533)
{
	char *text = report_for("j\303\274rgen@a.example", "no");

	ck_assert_ptr_nonnull(
	    strstr(text, "Final-Recipient: utf-8; j\\x{FC}rgen@a.example\n"));
	for (const char *s = text; *s != '\0'; s++)
		ck_assert_int_ge(*s, 0);
	free(text);
}
END_TEST

START_TEST(a_diagnostic_cannot_add_lines_to_a_report)
{
	char *text = report_for("u@a.example", "no\nAction: delivered");

	ck_assert_ptr_null(strstr(text, "\nAction: delivered"));
	free(text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sender_letter");
	TCase *tc = tcase_create("sender_letter");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_text_goes_over_the_wire_as_the_table_says,
	    0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tc, a_letter_to_nobody_is_refused);
	tcase_add_test(tc, a_report_has_what_rfc_3464_wants);
	tcase_add_test(tc, a_recipient_beyond_ascii_is_written_by_rfc_6533);
	tcase_add_test(tc, a_diagnostic_cannot_add_lines_to_a_report);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
