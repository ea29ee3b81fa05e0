/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

START_TEST(a_misspelt_field_of_a_client_is_shown)
{
	says("client \"acme\" {\n"
	     "  versoin = \"acmed --version\",\n"
	     "  send (smtp \"127.0.0.1:587\"),\n"
	     "}\n",
	    "error: there is no field \"versoin\" in a client\n"
	    "  --> t.lua:2:3\n"
	    "   |\n"
	    "  2|   versoin = \"acmed --version\",\n"
	    "   |   ^^^^^^^\n"
	    "   = did you mean \"version\"?   All fields: badmx list fields client\n");
}
END_TEST

START_TEST(an_unknown_placeholder_in_a_long_text_is_shown)
{
	says("client \"acme\" {\n"
	     "  file \"/etc/acme.conf\" [[\n"
	     "    listen = ${submit}\n"
	     "    trusted_cas = ${ca_flie}\n"
	     "  ]],\n"
	     "  send (smtp \"${submit}\"),\n"
	     "}\n",
	    "error: ${ca_flie} is not a placeholder badmx knows\n"
	    "  --> t.lua:4:19\n"
	    "   |\n"
	    "  4|     trusted_cas = ${ca_flie}\n"
	    "   |                   ^^^^^^^^^^\n"
	    "   = did you mean ${ca_file}?   All placeholders: badmx list placeholders\n");
}
END_TEST

START_TEST(a_language_with_such_braces_is_told_how_to_write_them)
{
	says("client \"acme\" { send (smtp \"127.0.0.1:25\"),\n"
	     "  file \"/etc/acme\" \"a = $${lookup{b}} ${dir}\",\n"
	     "  file \"/etc/acme2\" \"a = ${lookup{b}{c}} ${dir}\",\n"
	     "}\n",
	    "error: ${lookup{b} is not a placeholder badmx knows\n"
	    "  --> t.lua:3:26\n"
	    "   |\n"
	    "  3|   file \"/etc/acme2\" \"a = ${lookup{b}{c}} ${dir}\",\n"
	    "   |                          ^^^^^^^^^^^\n"
	    "   = a ${ for the client itself is written $${   All placeholders: badmx list placeholders\n");
}
END_TEST

START_TEST(a_wrong_log_rule_is_shown)
{
	says("client \"acme\" { send (smtp \"127.0.0.1:25\"),\n"
	     "  log \"/var/log/acme\" { { \"*late*\", withhold } },\n"
	     "}\n",
	    "error: this must be deliver, verified, unverified, defer or bounce, not withhold\n"
	    "  --> t.lua:2:37\n"
	    "   |\n"
	    "  2|   log \"/var/log/acme\" { { \"*late*\", withhold } },\n"
	    "   |                                     ^^^^^^^^\n");
}
END_TEST

START_TEST(a_mode_of_a_file_is_octal)
{
	says("client \"acme\" { send (smtp \"127.0.0.1:25\"),\n"
	     "  file (\"/etc/acme\", \"99\") \"a\",\n"
	     "}\n",
	    "error: the mode of a file is a text like \"0600\"\n"
	    "  --> t.lua:2:9\n"
	    "   |\n"
	    "  2|   file (\"/etc/acme\", \"99\") \"a\",\n"
	    "   |         ^^^^^^^^^^^\n");
}
END_TEST

START_TEST(a_client_must_say_how_it_sends)
{
	says("client \"acme\" { start \"acmed\" }\n",
	    "error: client \"acme\" does not say how to send\n"
	    "  --> t.lua:1:8\n"
	    "   |\n"
	    "  1| client \"acme\" { start \"acmed\" }\n"
	    "   |        ^^^^^^\n"
	    "   = for example: send (smtp \"127.0.0.1:25\")\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lua_clients");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_misspelt_field_of_a_client_is_shown);
	tcase_add_test(tc, an_unknown_placeholder_in_a_long_text_is_shown);
	tcase_add_test(
	    tc, a_language_with_such_braces_is_told_how_to_write_them);
	tcase_add_test(tc, a_wrong_log_rule_is_shown);
	tcase_add_test(tc, a_mode_of_a_file_is_octal);
	tcase_add_test(tc, a_client_must_say_how_it_sends);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
