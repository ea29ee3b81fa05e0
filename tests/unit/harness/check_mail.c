/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/mail.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

START_TEST(a_mail_is_whole)
{
	struct mail mail = {0};

	mail_compose(&mail, 7, "name-cn", "u@name-cn.example", 1710329835);
	ck_assert_int_eq(mail.number, 7);
	ck_assert_str_eq(mail.from, "alice+7@sender.example");
	ck_assert_str_eq(mail.to, "u@name-cn.example");
	ck_assert_ptr_null(mail.nexthop);
	ck_assert_str_eq(mail.text,
	    "From: <alice+7@sender.example>\r\n"
	    "To: <u@name-cn.example>\r\n"
	    "Date: Wed, 13 Mar 2024 11:37:15 +0000\r\n"
	    "Message-ID: <7.name-cn@mta.sender.example>\r\n"
	    "Subject: badmx name-cn\r\n"
	    "\r\n"
	    "A test mail for the case name-cn.\r\n");
	mail_clear(&mail);
	ck_assert_ptr_null(mail.text);
}
END_TEST

START_TEST(the_date_is_english_and_utc_everywhere)
{
	struct mail mail = {0};

	setenv("TZ", "Asia/Tokyo", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	mail_compose(&mail, 0, "a", "u@a.example", 0);
	ck_assert_ptr_nonnull(
	    strstr(mail.text, "\r\nDate: Thu, 1 Jan 1970 00:00:00 +0000\r\n"));
	mail_clear(&mail);
}
END_TEST

START_TEST(every_line_ends_with_cr_lf)
{
	struct mail mail = {0};

	mail_compose(&mail, 1, "a", "u@b\303\274cher.example", 86400);
	for (const char *s = mail.text; (s = strpbrk(s, "\r\n")) != NULL;
	     s += 2)
		ck_assert_int_eq(strncmp(s, "\r\n", 2), 0);
	mail_clear(&mail);
}
END_TEST

static const struct {
	const char *address;
	int number; /* -1: it is none of ours */
} addresses[] = {
    {"alice+0@sender.example", 0},
    {"alice+12345@sender.example", 12345},
    {"ALICE+7@Sender.Example", 7},
    {"alice@sender.example", -1},
    {"alice+@sender.example", -1},
    {"alice+-1@sender.example", -1},
    {"alice++1@sender.example", -1},
    {"alice+ 1@sender.example", -1},
    {"alice+7x@sender.example", -1},
    {"alice+7@x@sender.example", -1},
    {"alice+7@mx.sender.example", -1},
    {"alice+7@sender.example.net", -1},
    {"alice+7", -1},
    {"bob+7@sender.example", -1},
    {"alice+99999999999999999999@sender.example", -1},
    {"alice+4294967303@sender.example", -1},
    {"", -1},
    {"@", -1},
    {"@sender.example", -1},
};

START_TEST(an_address_of_ours_tells_its_mail)
{
	int number = -1;
	bool ours = mail_number_of(addresses[_i].address, &number);

	ck_assert_int_eq(ours, addresses[_i].number >= 0);
	ck_assert_int_eq(number, addresses[_i].number);
}
END_TEST

START_TEST(a_mail_knows_its_own_address)
{
	struct mail mail = {0};
	int number = -1;

	mail_compose(&mail, 4711, "a", "u@a.example", 0);
	ck_assert(mail_number_of(mail.from, &number));
	ck_assert_int_eq(number, 4711);
	mail_clear(&mail);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mail");
	TCase *tc = tcase_create("mail");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_mail_is_whole);
	tcase_add_test(tc, the_date_is_english_and_utc_everywhere);
	tcase_add_test(tc, every_line_ends_with_cr_lf);
	tcase_add_loop_test(
	    tc, an_address_of_ours_tells_its_mail, 0, ROWS(addresses));
	tcase_add_test(tc, a_mail_knows_its_own_address);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
