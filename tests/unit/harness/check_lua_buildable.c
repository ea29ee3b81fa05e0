/* SPDX-License-Identifier: MIT */
/* What a run would stumble over is said when the files are loaded. */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

#define CASE(id, rest) \
	"case \"" id "\" { shows = \"x\", clause = \"y\",\n  " rest " }\n"

START_TEST(a_record_has_full_names)
{
	says(CASE("a", "record \"{domain} IN A 127.0.0.1\""),
	    "error: the name \"a.example\" of the record lacks the final dot\n"
	    "  --> t.lua:2:10\n"
	    "   |\n"
	    "  2|   record \"{domain} IN A 127.0.0.1\" }\n"
	    "   |          ^^^^^^^^^^^^^^^^^^^^^^^^^\n"
	    "   = for example: record \"{domain}. IN TXT \\\"v=spf1 -all\\\"\"\n");
}
END_TEST

START_TEST(what_is_no_record_is_shown)
{
	says(CASE("a", "record \"{domain}. IN A {id}\""),
	    "error: this is not a record: Syntax error, could not parse the "
	    "RR's rdata\n"
	    "  --> t.lua:2:10\n"
	    "   |\n"
	    "  2|   record \"{domain}. IN A {id}\" }\n"
	    "   |          ^^^^^^^^^^^^^^^^^^^^^\n"
	    "   = for example: record \"{domain}. IN TXT \\\"v=spf1 -all\\\"\"\n");
}
END_TEST

START_TEST(a_wrong_domain_is_told_once)
{
	says(CASE("a", "domain = \"a..example\""),
	    "error: \"a..example\" has nothing before a dot\n"
	    "  --> t.lua:2:12\n"
	    "   |\n"
	    "  2|   domain = \"a..example\" }\n"
	    "   |            ^^^^^^^^^^^^\n"
	    "   = for example: domain = \"partner.example\"\n");
}
END_TEST

START_TEST(a_server_needs_a_name)
{
	says(CASE("a", "mx_name = \"\""),
	    "error: the name is empty\n"
	    "  --> t.lua:2:13\n"
	    "   |\n"
	    "  2|   mx_name = \"\" }\n"
	    "   |             ^^\n"
	    "   = for example: \"mx.{domain}\"\n");
	says(CASE("a", "mx (10, \"b c\") {}"),
	    "error: \"b c\" has a blank in it, a name has none\n"
	    "  --> t.lua:2:11\n"
	    "   |\n"
	    "  2|   mx (10, \"b c\") {} }\n"
	    "   |           ^^^^^\n"
	    "   = for example: \"mx.{domain}\"\n");
}
END_TEST

START_TEST(a_recipient_has_two_sides)
{
	says(CASE("a", "to = \"nobody\""),
	    "error: \"nobody\" has no @ in it\n"
	    "  --> t.lua:2:8\n"
	    "   |\n"
	    "  2|   to = \"nobody\" }\n"
	    "   |        ^^^^^^^^\n"
	    "   = for example: to = \"u@{domain}\"\n");
	says(CASE("a", "to = \"@{domain}\""),
	    "error: there is nobody before the @\n"
	    "  --> t.lua:2:8\n"
	    "   |\n"
	    "  2|   to = \"@{domain}\" }\n"
	    "   |        ^^^^^^^^^^^\n"
	    "   = for example: to = \"u@{domain}\"\n");
	says(CASE("a", "to = \"u@\""),
	    "error: there is no domain behind the @\n"
	    "  --> t.lua:2:8\n"
	    "   |\n"
	    "  2|   to = \"u@\" }\n"
	    "   |        ^^^^\n"
	    "   = for example: to = \"u@{domain}\"\n");
}
END_TEST

START_TEST(other_names_are_names_too)
{
	says(CASE("a", "ptr = \"..\", nexthop = \"\",\n  mx_name = \"a\\0b\""),
	    "error: this text has a NUL byte in it\n"
	    "  --> t.lua:3:13\n"
	    "   |\n"
	    "  3|   mx_name = \"a\\0b\" }\n"
	    "   |             ^^^^^^\n");
	says(CASE("a", "cname = \"real\""),
	    "error: \"real\" is not a name with a domain\n"
	    "  --> t.lua:2:11\n"
	    "   |\n"
	    "  2|   cname = \"real\" }\n"
	    "   |           ^^^^^^\n"
	    "   = for example: cname = \"real.partner.example\"\n");
	says(CASE("a", "nexthop = \"\""),
	    "error: the name is empty\n"
	    "  --> t.lua:2:13\n"
	    "   |\n"
	    "  2|   nexthop = \"\" }\n"
	    "   |             ^^\n"
	    "   = for example: nexthop = \"mx.{domain}\"\n");
}
END_TEST

START_TEST(a_recipe_that_cannot_be_made_is_shown_at_its_field)
{
	says(CASE("a", "certificate = { cn = false, key = \"p257\" }"),
	    "error: certificate: key: there is no kind of key \"p257\" (did "
	    "you mean \"p256\"?)\n"
	    "  --> t.lua:2:31\n"
	    "   |\n"
	    "  2|   certificate = { cn = false, key = \"p257\" } }\n"
	    "   |                               ^^^\n"
	    "   = All fields: badmx list fields certificate\n");
}
END_TEST

START_TEST(a_server_that_cannot_be_made_is_shown)
{
	says(CASE("a", "server = { capabilities = { \"A\\nB\" } }"),
	    "error: capabilities: number 1 is no keyword, like \"SIZE 1000\"\n"
	    "  --> t.lua:2:14\n"
	    "   |\n"
	    "  2|   server = { capabilities = { \"A\\nB\" } } }\n"
	    "   |              ^^^^^^^^^^^^\n"
	    "   = All fields: badmx list fields server\n");
}
END_TEST

START_TEST(two_cases_share_no_domain)
{
	says(CASE("a", "domain = \"one.example\"")
		 CASE("b", "domain = \"One.Example\""),
	    "error: case \"b\": the domain \"one.example\" belongs to case "
	    "\"a\" already\n"
	    "  --> t.lua:4:12\n"
	    "   |\n"
	    "  4|   domain = \"One.Example\" }\n"
	    "   |            ^^^^^^^^^^^^^\n"
	    "   = first one on line 1\n");
	says(CASE("a", "domain = \"expired.example\""),
	    "error: case \"a\": the domain \"expired.example\" belongs to case "
	    "\"expired\" already\n"
	    "  --> t.lua:2:12\n"
	    "   |\n"
	    "  2|   domain = \"expired.example\" }\n"
	    "   |            ^^^^^^^^^^^^^^^^^\n"
	    "   = first one in base.lua:2\n");
}
END_TEST

START_TEST(two_cases_share_no_host)
{
	says(CASE("a", "mx_name = \"mx.expired.example\""),
	    "error: case \"a\": the host name \"mx.expired.example\" belongs to "
	    "case \"expired\" already\n"
	    "  --> t.lua:2:13\n"
	    "   |\n"
	    "  2|   mx_name = \"mx.expired.example\" }\n"
	    "   |             ^^^^^^^^^^^^^^^^^^^^\n"
	    "   = first one in base.lua:2\n");
	says(CASE("a", "cname = \"mx.expired.example\""),
	    "error: case \"a\": the host name \"mx.expired.example\" belongs to "
	    "case \"expired\" already\n"
	    "  --> t.lua:2:11\n"
	    "   |\n"
	    "  2|   cname = \"mx.expired.example\" }\n"
	    "   |           ^^^^^^^^^^^^^^^^^^^^\n"
	    "   = first one in base.lua:2\n");
}
END_TEST

START_TEST(two_cases_may_share_a_zone)
{
	says(CASE("a", "mx_name = \"mx1.isp.example\"")
		 CASE("b", "mx_name = \"mx2.isp.example\""),
	    "");
}
END_TEST

START_TEST(the_lab_needs_some_names_itself)
{
	says(CASE("a", "domain = \"sender.example\""),
	    "error: case \"a\": the domain \"sender.example\" is one that badmx "
	    "itself uses\n"
	    "  --> t.lua:2:12\n"
	    "   |\n"
	    "  2|   domain = \"sender.example\" }\n"
	    "   |            ^^^^^^^^^^^^^^^^\n");
	says(CASE("a", "mx_name = \"mx.canary-good.example\""),
	    "error: case \"a\": the host name \"mx.canary-good.example\" is one "
	    "that badmx itself uses\n"
	    "  --> t.lua:2:13\n"
	    "   |\n"
	    "  2|   mx_name = \"mx.canary-good.example\" }\n"
	    "   |             ^^^^^^^^^^^^^^^^^^^^^^^^\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lua_buildable");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_record_has_full_names);
	tcase_add_test(tc, what_is_no_record_is_shown);
	tcase_add_test(tc, a_wrong_domain_is_told_once);
	tcase_add_test(tc, a_server_needs_a_name);
	tcase_add_test(tc, a_recipient_has_two_sides);
	tcase_add_test(tc, other_names_are_names_too);
	tcase_add_test(tc, a_recipe_that_cannot_be_made_is_shown_at_its_field);
	tcase_add_test(tc, a_server_that_cannot_be_made_is_shown);
	tcase_add_test(tc, two_cases_share_no_domain);
	tcase_add_test(tc, two_cases_share_no_host);
	tcase_add_test(tc, two_cases_may_share_a_zone);
	tcase_add_test(tc, the_lab_needs_some_names_itself);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
