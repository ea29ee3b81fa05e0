/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/smtp/smtp_command.h"

static char long_local[200], long_domain[400], exact_local[200], long_line[600],
    exact_line[600];

static struct smtp_command
parse(const char *line)
{
	return smtp_command_parse(line, strlen(line));
}

static const struct {
	const char *line;
	enum smtp_verb verb;
	enum smtp_fault fault;
} rows[] = {
    {"EHLO mx.example", SMTP_EHLO, SMTP_FINE},
    {"ehlo [127.0.0.1]", SMTP_EHLO, SMTP_FINE},
    {"EHLO", SMTP_EHLO, SMTP_NEEDS_ARGUMENT},
    {"HELO   ", SMTP_HELO, SMTP_NEEDS_ARGUMENT},
    {"EHLO under_score", SMTP_EHLO, SMTP_FINE},
    {"STARTTLS", SMTP_STARTTLS, SMTP_FINE},
    {"STARTTLS  \t", SMTP_STARTTLS, SMTP_FINE},
    {"STARTTLS now", SMTP_STARTTLS, SMTP_NO_ARGUMENT_WANTED},
    {"DATA x", SMTP_DATA, SMTP_NO_ARGUMENT_WANTED},
    {"NOOP anything goes", SMTP_NOOP, SMTP_FINE},
    {"VRFY", SMTP_VRFY, SMTP_NEEDS_ARGUMENT},
    {"quit", SMTP_QUIT, SMTP_FINE},
    {"QUITE", SMTP_UNKNOWN, SMTP_BAD_VERB},
    {"", SMTP_UNKNOWN, SMTP_BAD_VERB},
    {" EHLO x", SMTP_UNKNOWN, SMTP_BAD_VERB},
    {"NOOP \001", SMTP_NOOP, SMTP_BAD_BYTES},
    {"NOOP \xff", SMTP_NOOP, SMTP_BAD_BYTES},
    {"\x16\x03\x01\x02", SMTP_UNKNOWN, SMTP_BAD_BYTES},
    {"MAIL FROM:<>", SMTP_MAIL, SMTP_FINE},
    {"MAIL From:<a@b.example>", SMTP_MAIL, SMTP_FINE},
    {"mail from: <a@b.example>", SMTP_MAIL, SMTP_FINE},
    {"MAIL FROM:<a@[127.0.0.1]>", SMTP_MAIL, SMTP_FINE},
    {"MAIL FROM:<a@[IPv6:fd42::1]>", SMTP_MAIL, SMTP_FINE},
    {"MAIL FROM:<a@[300.0.0.1]>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<a@[x:y]>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<\"a b\\\"\"@b.example>", SMTP_MAIL, SMTP_FINE},
    {"MAIL FROM:<\"a b@b.example>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<a..b@b.example>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<a@-b.example>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<a@b-.example>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<a@b..example>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:a@b.example", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<a@b.example", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<a>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL FROM:<postmaster>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL TO:<a@b.example>", SMTP_MAIL, SMTP_BAD_SENDER},
    {"MAIL", SMTP_MAIL, SMTP_BAD_SENDER},
    {"RCPT TO:<Postmaster>", SMTP_RCPT, SMTP_FINE},
    {"RCPT TO:<>", SMTP_RCPT, SMTP_BAD_RECIPIENT},
    {"RCPT TO:<@x.example,@y.example:a@b.example>", SMTP_RCPT, SMTP_FINE},
    {"RCPT TO:<@x.example a@b.example>", SMTP_RCPT, SMTP_BAD_RECIPIENT},
    {"RCPT TO:<a@b\xc3\xbc.example>", SMTP_RCPT, SMTP_FINE},
    {"RCPT TO:<a@b.example> NOTIFY=NEVER", SMTP_RCPT, SMTP_FINE},
    {"RCPT TO:<a@b.example> NOTIFY=NEVER,DELAY", SMTP_RCPT, SMTP_BAD_PARAMETER},
    {"RCPT TO:<a@b.example> NOTIFY=DELAY,DELAY", SMTP_RCPT, SMTP_BAD_PARAMETER},
    {"RCPT TO:<a@b.example> SIZE=1", SMTP_RCPT, SMTP_UNKNOWN_PARAMETER},
    {"RCPT TO:<a@b.example> ORCPT=rfc822", SMTP_RCPT, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> SIZE=", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> SIZE=1x", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> SIZE=99999999999999999999", SMTP_MAIL,
	SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> SIZE=1 size=1", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> BODY=9BIT", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> SMTPUTF8=1", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> ENVID=a+3", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> ENVID=a+00", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example> NONSENSE", SMTP_MAIL, SMTP_UNKNOWN_PARAMETER},
    {"MAIL FROM:<a@b.example>SIZE=1", SMTP_MAIL, SMTP_BAD_PARAMETER},
    {"MAIL FROM:<a@b.example>  SIZE=1  ", SMTP_MAIL, SMTP_FINE},
    {exact_local, SMTP_RCPT, SMTP_FINE},
    {long_local, SMTP_RCPT, SMTP_PATH_TOO_LONG},
    {long_domain, SMTP_RCPT, SMTP_PATH_TOO_LONG},
    {exact_line, SMTP_NOOP, SMTP_FINE},
    {long_line, SMTP_NOOP, SMTP_LINE_TOO_LONG},
};

/* Lines at the limits of RFC 5321 section 4.5.3.1, and one byte beyond. */
static void
make_long_ones(void)
{
	char x[600], label[64];

	memset(x, 'x', sizeof(x));
	memset(label, 'd', 63);
	label[63] = '\0';
	snprintf(
	    exact_local, sizeof(exact_local), "RCPT TO:<%.64s@b.example>", x);
	snprintf(
	    long_local, sizeof(long_local), "RCPT TO:<%.65s@b.example>", x);
	snprintf(long_domain, sizeof(long_domain), "RCPT TO:<a@%s.%s.%s.%s.e>",
	    label, label, label, label);
	snprintf(exact_line, sizeof(exact_line), "NOOP %.505s", x);
	snprintf(long_line, sizeof(long_line), "NOOP %.506s", x);
}

START_TEST(each_line_is_understood_or_refused)
{
	struct smtp_command cmd;

	make_long_ones();
	cmd = parse(rows[_i].line);
	ck_assert_msg(cmd.verb == rows[_i].verb && cmd.fault == rows[_i].fault,
	    "%s: verb %s, \"%s\"", rows[_i].line, smtp_verb_name(cmd.verb),
	    smtp_fault_reply(cmd.fault));
}
END_TEST

START_TEST(a_path_falls_into_its_parts)
{
	struct smtp_command cmd =
	    parse("RCPT TO:<@r.example:\"a@b\"@mx.c.example>");

	ck_assert_str_eq(cmd.path.address, "\"a@b\"@mx.c.example");
	ck_assert_str_eq(smtp_path_domain(&cmd.path), "mx.c.example");
	ck_assert(cmd.path.routed && cmd.path.quoted);
	ck_assert(!cmd.path.literal && !cmd.path.utf8 && !cmd.path.null);
}
END_TEST

START_TEST(a_path_in_utf8_says_so)
{
	ck_assert(parse("RCPT TO:<a@b\xc3\xbc.example>").path.utf8);
	ck_assert(parse("RCPT TO:<\xc3\xbc@b.example>").path.utf8);
	ck_assert(!parse("RCPT TO:<a@b.example>").path.utf8);
}
END_TEST

START_TEST(a_path_with_a_fault_is_empty)
{
	static const struct smtp_path empty;
	struct smtp_command cmd;

	make_long_ones();
	cmd = parse(long_domain);
	ck_assert_mem_eq(&cmd.path, &empty, sizeof(empty));
	cmd = parse("RCPT TO:<a@b.example");
	ck_assert_mem_eq(&cmd.path, &empty, sizeof(empty));
}
END_TEST

START_TEST(the_null_path_has_no_domain)
{
	struct smtp_command cmd = parse("MAIL FROM:<>");

	ck_assert(cmd.path.null);
	ck_assert_str_eq(smtp_path_domain(&cmd.path), "");
}
END_TEST

START_TEST(parameters_of_mail_arrive)
{
	struct smtp_command cmd =
	    parse("MAIL FROM:<a@b.example> SIZE=1234 body=8bitmime SMTPUTF8 "
		  "REQUIRETLS RET=FULL ENVID=QQ+2B+3D1");

	ck_assert_int_eq(cmd.fault, SMTP_FINE);
	ck_assert_uint_eq(cmd.params.size, 1234);
	ck_assert(cmd.params.eight_bit && cmd.params.ret_full);
	ck_assert(cmd.params.given & SMTP_PARAM_REQUIRETLS);
	ck_assert(cmd.params.given & SMTP_PARAM_SMTPUTF8);
	ck_assert_str_eq(cmd.params.envid, "QQ+=1");
}
END_TEST

START_TEST(parameters_of_rcpt_arrive)
{
	struct smtp_command cmd = parse(
	    "RCPT TO:<a@b.example> NOTIFY=success,DELAY ORCPT=rfc822;A@B");

	ck_assert_int_eq(cmd.fault, SMTP_FINE);
	ck_assert_uint_eq(
	    cmd.params.notify, SMTP_NOTIFY_SUCCESS | SMTP_NOTIFY_DELAY);
	ck_assert_str_eq(cmd.params.orcpt, "rfc822;A@B");
}
END_TEST

START_TEST(the_largest_size_fits)
{
	struct smtp_command cmd =
	    parse("MAIL FROM:<> SIZE=18446744073709551615");

	ck_assert_int_eq(cmd.fault, SMTP_FINE);
	ck_assert_uint_eq(cmd.params.size, UINT64_MAX);
}
END_TEST

START_TEST(what_is_tolerated_is_flagged)
{
	ck_assert(parse("MAIL FROM: <a@b.example>").sloppy);
	ck_assert(parse("RCPT TO:<a@b_c.example>").sloppy);
	ck_assert(parse("EHLO under_score").sloppy);
	ck_assert(!parse("EHLO mx.example").sloppy);
	ck_assert(!parse("MAIL FROM:<a@b.example>").sloppy);
}
END_TEST

START_TEST(a_nul_in_the_line_is_no_end)
{
	struct smtp_command cmd = smtp_command_parse("QUIT\0x", 6);

	ck_assert_int_eq(cmd.verb, SMTP_UNKNOWN);
	ck_assert_int_ne(cmd.fault, SMTP_FINE);
}
END_TEST

START_TEST(every_fault_has_a_reply)
{
	for (int f = SMTP_BAD_VERB; f < SMTP_FAULTS; f++)
		ck_assert_int_eq(smtp_fault_reply((enum smtp_fault)f)[0], '5');
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("smtp_command");
	TCase *tc = tcase_create("command");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_line_is_understood_or_refused, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tc, a_path_falls_into_its_parts);
	tcase_add_test(tc, a_path_in_utf8_says_so);
	tcase_add_test(tc, a_path_with_a_fault_is_empty);
	tcase_add_test(tc, the_null_path_has_no_domain);
	tcase_add_test(tc, parameters_of_mail_arrive);
	tcase_add_test(tc, parameters_of_rcpt_arrive);
	tcase_add_test(tc, the_largest_size_fits);
	tcase_add_test(tc, what_is_tolerated_is_flagged);
	tcase_add_test(tc, a_nul_in_the_line_is_no_end);
	tcase_add_test(tc, every_fault_has_a_reply);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
