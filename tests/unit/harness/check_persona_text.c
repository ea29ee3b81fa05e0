/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "harness/cli/persona_text.h"

/* The words for a persona that is written in JSON. */
static char *
words(const char *json)
{
	struct smtp_persona persona = {0};
	json_t *server = json_loads(json, 0, NULL);
	struct err err;
	char *text;

	ck_assert_ptr_nonnull(server);
	ck_assert(smtp_persona_parse(server, &persona, &err));
	text = persona_text(&persona);
	smtp_persona_clear(&persona);
	json_decref(server);
	return text;
}

static void
is_told_as(const char *json, const char *expected)
{
	char *text = words(json);

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(a_polite_server_takes_every_mail)
{
	is_told_as("{}", "offers STARTTLS, takes every mail");
}
END_TEST

START_TEST(starttls_may_be_missing_or_refused)
{
	is_told_as("{\"starttls\": false}",
	    "does not offer STARTTLS, takes every mail");
	is_told_as("{\"starttls\": \"502 5.5.1 no\"}",
	    "offers STARTTLS, and answers it with \"502 5.5.1 no\", takes "
	    "every mail");
}
END_TEST

START_TEST(each_scripted_reply_is_told_with_its_moment)
{
	is_told_as("{\"rcpt\": \"550 5.1.1 no\", \"dot\": \"451 4.3.0 later\"}",
	    "offers STARTTLS, answers RCPT with \"550 5.1.1 no\", answers DOT "
	    "with \"451 4.3.0 later\"");
}
END_TEST

START_TEST(a_greylist_is_told_in_the_largest_unit_that_fits)
{
	is_told_as("{\"greylist\": \"15 minutes\"}",
	    "offers STARTTLS, takes a mail only 15 minutes after the first "
	    "try (451 before)");
	is_told_as("{\"greylist\": \"1 hour\"}",
	    "offers STARTTLS, takes a mail only 1 hour after the first try "
	    "(451 before)");
}
END_TEST

START_TEST(own_capabilities_are_listed)
{
	is_told_as("{\"capabilities\": [\"SIZE 1000\", \"8BITMIME\"]}",
	    "offers STARTTLS, takes every mail, announces SIZE 1000, "
	    "8BITMIME");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("persona_text");
	TCase *c = tcase_create("words");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, a_polite_server_takes_every_mail);
	tcase_add_test(c, starttls_may_be_missing_or_refused);
	tcase_add_test(c, each_scripted_reply_is_told_with_its_moment);
	tcase_add_test(c, a_greylist_is_told_in_the_largest_unit_that_fits);
	tcase_add_test(c, own_capabilities_are_listed);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
