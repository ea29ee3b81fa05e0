/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/smtp/smtp_persona.h"
#include "sim/smtp/smtp_reply.h"

static struct smtp_persona persona;
static struct err err;

static bool
parse(const char *text)
{
	json_t *json = json_loads(text, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
	bool ok;

	ck_assert_ptr_nonnull(json);
	ok = smtp_persona_parse(json, &persona, &err);
	json_decref(json);
	return ok;
}

START_TEST(nothing_is_polite)
{
	struct smtp_persona zero = {0};

	ck_assert(smtp_persona_parse(NULL, &persona, &err));
	ck_assert_mem_eq(&persona, &zero, sizeof(zero));
	ck_assert(parse("{}"));
	ck_assert_mem_eq(&persona, &zero, sizeof(zero));
	ck_assert(parse("{\"starttls\": true}"));
	ck_assert_mem_eq(&persona, &zero, sizeof(zero));
}
END_TEST

START_TEST(starttls_false_hides_it)
{
	ck_assert(parse("{\"starttls\": false}"));
	ck_assert(persona.hides_starttls);
	smtp_persona_clear(&persona);
}
END_TEST

START_TEST(starttls_text_refuses_it)
{
	ck_assert(parse("{\"starttls\": \"454 4.7.0 not now\"}"));
	ck_assert(!persona.hides_starttls);
	ck_assert_str_eq(
	    persona.acts[SMTP_AT_STARTTLS].reply, "454 4.7.0 not now");
	smtp_persona_clear(&persona);
}
END_TEST

START_TEST(every_moment_can_be_scripted)
{
	for (int m = 0; m < SMTP_MOMENTS; m++) {
		char text[80];

		snprintf(text, sizeof(text), "{\"%s\": \"550 no\"}",
		    smtp_moment_name((enum smtp_moment)m));
		ck_assert_msg(parse(text), "%s: %s", text, err.text);
		ck_assert_str_eq(persona.acts[m].reply, "550 no");
		smtp_persona_clear(&persona);
	}
}
END_TEST

START_TEST(greylist_is_a_length_of_time)
{
	ck_assert(parse("{\"greylist\": \"15 minutes\"}"));
	ck_assert_int_eq(persona.greylist, 900);
	smtp_persona_clear(&persona);
}
END_TEST

START_TEST(capabilities_are_a_list)
{
	ck_assert(parse("{\"capabilities\": [\"SIZE 1000\", \"8BITMIME\"]}"));
	ck_assert_str_eq(persona.capabilities[0], "SIZE 1000");
	ck_assert_str_eq(persona.capabilities[1], "8BITMIME");
	ck_assert_ptr_null(persona.capabilities[2]);
	smtp_persona_clear(&persona);
}
END_TEST

static const struct {
	const char *json, *says;
} wrong[] = {
    {"{\"rctp\": \"550 x\"}", "did you mean \"rcpt\"?"},
    {"{\"grelyist\": \"1 hour\"}", "did you mean \"greylist\"?"},
    {"{\"zzzzzzzz\": 1}", "a server has no \"zzzzzzzz\""},
    {"{\"rcpt\": 550}", "rcpt must be a reply"},
    {"{\"rcpt\": false}", "rcpt must be a reply"},
    {"{\"rcpt\": \"go away\"}", "\"go away\" is not a reply"},
    {"{\"rcpt\": \"650 x\"}", "is not a reply"},
    {"{\"rcpt\": \"550x\"}", "has a blank behind its code"},
    {"{\"rcpt\": \"550-x\"}", "the last line"},
    {"{\"rcpt\": \"550 x\\n550 y\"}", "more lines follow"},
    {"{\"rcpt\": \"550 x\\r\\n\"}", "no \\r"},
    {"{\"rcpt\": \"550 x\\u0000y\"}", "rcpt must be a reply"},
    {"{\"greylist\": 900}", "greylist must be a length of time"},
    {"{\"greylist\": \"soon\"}", "greylist: \"soon\""},
    {"{\"greylist\": \"-1 day\"}", "no time to wait"},
    {"{\"capabilities\": \"SIZE\"}", "capabilities must be a list"},
    {"{\"capabilities\": [\"\"]}", "number 1 is no keyword"},
    {"{\"capabilities\": [\"SIZE\", \"a\\nb\"]}", "number 2 is no keyword"},
    {"[1]", "a server is a table"},
    {"7", "a server is a table"},
};

START_TEST(each_mistake_is_explained)
{
	struct smtp_persona zero = {0};

	ck_assert(!parse(wrong[_i].json));
	ck_assert_msg(strstr(err.text, wrong[_i].says) != NULL, "%s: %s",
	    wrong[_i].json, err.text);
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_mem_eq(&persona, &zero, sizeof(zero));
}
END_TEST

START_TEST(a_reply_line_has_an_end)
{
	char reply[SMTP_REPLY_MAX];

	memset(reply, 'x', sizeof(reply));
	memcpy(reply, "550 ", 4);
	reply[SMTP_REPLY_MAX - 2] = '\0';
	ck_assert(smtp_reply_check(reply, &err));
	reply[SMTP_REPLY_MAX - 2] = 'x';
	reply[SMTP_REPLY_MAX - 1] = '\0';
	ck_assert(!smtp_reply_check(reply, &err));
}
END_TEST

START_TEST(a_reply_may_have_many_lines)
{
	ck_assert(smtp_reply_check("220-go\n220 ahead", &err));
	ck_assert(smtp_reply_check("220", &err));
	ck_assert_int_eq(smtp_reply_code("451-a\n451 b"), 451);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("smtp_persona");
	TCase *tc = tcase_create("persona");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, nothing_is_polite);
	tcase_add_test(tc, starttls_false_hides_it);
	tcase_add_test(tc, starttls_text_refuses_it);
	tcase_add_test(tc, every_moment_can_be_scripted);
	tcase_add_test(tc, greylist_is_a_length_of_time);
	tcase_add_test(tc, capabilities_are_a_list);
	tcase_add_loop_test(tc, each_mistake_is_explained, 0,
	    (int)(sizeof(wrong) / sizeof(wrong[0])));
	tcase_add_test(tc, a_reply_line_has_an_end);
	tcase_add_test(tc, a_reply_may_have_many_lines);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
