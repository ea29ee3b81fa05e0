/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/mail_index.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct mail_index *mails;

static void
set_up(void)
{
	mails = mail_index_new();
	mail_index_add(mails, "u@name-cn.example", 4, 1);
	mail_index_add(mails, "MX.name-cn.example.", 4, 1);
	mail_index_add(mails, "127.16.0.4", 4, 1);
	mail_index_add(mails, "u@val-old.example", 5, 1);
	mail_index_add(mails, "fd42:6d78::6", 5, 1);
	mail_index_add(mails, "u@b\303\274cher.example", 6, 1);
	mail_index_add(mails, "shared.example", 4, 1);
	mail_index_add(mails, "shared.example", 5, 1);
	mail_index_add(mails, "shared.example", 4, 1);
	/* A case with three mails. */
	mail_index_add(mails, "mx.inc.example", 10, 3);
	mail_index_add(mails, "mx.inc.example", 10, 3);
	mail_index_add(mails, "u@inc.example", 10, 1);
	mail_index_add(mails, "u+2@inc.example", 11, 1);
	mail_index_add(mails, "u+3@inc.example", 12, 1);
}

static void
tear_down(void)
{
	mail_index_free(mails);
}

static const struct {
	const char *line;
	int mail; /* -1: nobody's */
} lines[] = {
    {"postfix/smtp[7]: 4F: to=<u@name-cn.example>, relay=none, delay=1", 4},
    {"to=<U@Name-CN.example> status=sent", 4},
    {"connect to mx.name-cn.example[127.16.0.4]:25: refused", 4},
    {"connect to mx.name-cn.example: refused", 4},
    {"Server certificate of mx.name-cn.example.", 4},
    {"host 127.16.0.4 said", 4},
    {"host [127.16.0.4]:25 said", 4},
    {"host 127.16.0.4:25 said", 4},
    {"host=[fd42:6d78::6]:25", 5},
    {"to fd42:6d78::6: refused", 5},
    {"FD42:6D78::6", 5},
    {"an IPv6 address fd42:6d78::66", -1},
    {"'u@val-old.example'", 5},
    {"u@b\303\274cher.example deferred", 6},
    {"127.16.0.44", -1},
    {"27.16.0.4", -1},
    {"xu@name-cn.example", -1},
    {"u@name-cn.example.net", -1},
    {"name-cn.example", -1},
    {"", -1},
    {"...---:::", -1},
    /* Two cases have it: no evidence for either. */
    {"shared.example said", -1},
    {"shared.example said of u@val-old.example", 5},
    /* It stands in the line about the bounce as well. */
    {"from=<alice+4@sender.example>", -1},
};

START_TEST(a_line_belongs_to_the_mail_whose_name_it_holds)
{
	struct mail_range range = {-1, -1};
	bool found = mail_index_find(mails, lines[_i].line, &range);

	ck_assert_int_eq(found, lines[_i].mail >= 0);
	ck_assert_int_eq(range.n, found);
	if (found)
		ck_assert_int_eq(range.first, lines[_i].mail);
}
END_TEST

static const struct {
	const char *line;
	struct mail_range range;
} several[] = {
    {"connect to mx.inc.example: refused", {10, 3}},
    {"to=<u@inc.example>, relay=mx.inc.example", {10, 1}},
    {"to=<u+3@inc.example>, relay=mx.inc.example", {12, 1}},
    /* The recipient counts, wherever it stands. */
    {"mx.inc.example refused u+2@inc.example", {11, 1}},
    {"mx.inc.example, to mx.name-cn.example", {4, 1}},
};

START_TEST(a_host_of_several_mails_is_no_ones_alone)
{
	struct mail_range range;

	ck_assert(mail_index_find(mails, several[_i].line, &range));
	ck_assert_int_eq(range.first, several[_i].range.first);
	ck_assert_int_eq(range.n, several[_i].range.n);
}
END_TEST

START_TEST(names_of_any_length_are_survived)
{
	char name[2000];
	struct mail_range mail;

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	mail_index_add(mails, name, 9, 1);
	mail_index_add(mails, "", 9, 1);
	mail_index_add(mails, "...", 9, 1);
	ck_assert(!mail_index_find(mails, name, &mail));
	name[320] = '\0';
	mail_index_add(mails, name, 9, 1);
	ck_assert(mail_index_find(mails, name, &mail));
	ck_assert_int_eq(mail.first, 9);
	mail_index_free(NULL);
}
END_TEST

START_TEST(a_thousand_names_are_kept_apart)
{
	char name[40];
	struct mail_range mail;

	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "mx%d.x.example", i);
		mail_index_add(mails, name, i, 1);
	}
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "<mx%d.x.example>", i);
		ck_assert(mail_index_find(mails, name, &mail));
		ck_assert_int_eq(mail.first, i);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mail_index");
	TCase *tc = tcase_create("mail_index");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(
	    tc, a_line_belongs_to_the_mail_whose_name_it_holds, 0, ROWS(lines));
	tcase_add_loop_test(
	    tc, a_host_of_several_mails_is_no_ones_alone, 0, ROWS(several));
	tcase_add_test(tc, names_of_any_length_are_survived);
	tcase_add_test(tc, a_thousand_names_are_kept_apart);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
