/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/show_domain.h"
#include "harness/cli/show_sender.h"
#include "harness/run/lab.h"
#include "sim/world/world.h"

#define NOW 1800000000

static struct suite *suite;
static struct whole_world *whole;

static void
set_up(void)
{
	struct complaints complaints = {0};
	struct suite_options options = {0};
	struct err err;

	setenv("BADMX_DATA", getenv("BADMX_SOURCE"), 1);
	suite = suite_load(&options, &complaints, &err);
	ck_assert_ptr_nonnull(suite);
	whole = whole_world_new(suite, &err);
	ck_assert_ptr_nonnull(whole);
}

static void
tear_down(void)
{
	whole_world_free(whole);
	suite_free(suite);
}

static const char *
found(const char *name)
{
	size_t i = show_find(whole, name);

	return i == whole->n ? NULL : whole->cases[i]->id;
}

/* What is told of it, allocated.  NULL is the sender. */
static char *
told(const char *name)
{
	struct world_options options = {.t0 = NOW, .seed = WHOLE_WORLD_SEED};
	struct event_base *base = event_base_new();
	struct show s = {.suite = suite, .whole = whole, .now = NOW};
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	struct err err;

	s.world = world_new(base, &options, &err);
	ck_assert_ptr_nonnull(s.world);
	ck_assert(whole_world_build(whole, s.world, &err));
	ck_assert_uint_eq(world_hosts(s.world), whole->n_hosts);
	if (name == NULL)
		ck_assert(show_sender(f, &s, &err));
	else
		ck_assert(show_domain(f, &s, show_find(whole, name), &err));
	fclose(f);
	world_free(s.world);
	event_base_free(base);
	return text;
}

static void
tells(const char *name, const char *part)
{
	char *text = told(name);

	ck_assert_msg(
	    strstr(text, part) != NULL, "no \"%s\" in:\n%s", part, text);
	free(text);
}

START_TEST(the_domain_of_the_sender_is_told_too)
{
	tells(NULL, "sender.example                 ");
	tells(NULL, "\n  From    alice+NUMBER@sender.example\n");
	tells(NULL,
	    "\n  Client  mta.sender.example, 127.0.0.1: the mail server "
	    "under test\n");
	tells(NULL, "\n  MX 10   mx.sender.example, 127.16.0.1\n"
		    "          offers STARTTLS, takes every mail\n");
	ck_assert(show_is_sender("Sender.Example."));
	ck_assert(show_is_sender("mx.sender.example"));
	ck_assert(show_is_sender("127.0.0.1"));
	ck_assert(show_is_sender("127.16.0.1"));
	ck_assert(!show_is_sender("127.16.0.2"));
	ck_assert(!show_is_sender("example"));
}
END_TEST

START_TEST(a_case_is_found_by_each_of_its_names)
{
	char address[40];
	size_t i = show_find(whole, "val-expired-1d");

	snprintf(
	    address, sizeof(address), "127.16.0.%zu", whole->first_host[i] + 1);
	ck_assert_str_eq(found("val-expired-1d"), "val-expired-1d");
	ck_assert_str_eq(found("val-expired-1d.example"), "val-expired-1d");
	ck_assert_str_eq(found("VAL-expired-1d.example."), "val-expired-1d");
	ck_assert_str_eq(found("mx.val-expired-1d.example"), "val-expired-1d");
	ck_assert_str_eq(found(address), "val-expired-1d");
	ck_assert_str_eq(found("www.mich.com"), "inc-mich-website-expired");
}
END_TEST

START_TEST(what_is_not_there_is_not_found_but_guessed)
{
	ck_assert_ptr_null(found("val-expierd-1d"));
	ck_assert_ptr_null(found("127.0.0.1"));
	ck_assert_ptr_null(found("127.200.0.1"));
	ck_assert_ptr_null(found("2001:db8::1"));
	ck_assert_str_eq(
	    show_suggest(whole, "val-expierd-1d"), "val-expired-1d");
	ck_assert_ptr_null(show_suggest(whole, "something else altogether"));
}
END_TEST

START_TEST(hosts_do_not_share_a_number)
{
	size_t next = 1; /* host 0 is the sender's own */

	for (size_t i = 0; i < whole->n; i++) {
		ck_assert_uint_eq(whole->first_host[i], next);
		next += whole->cases[i]->n_hosts;
	}
	ck_assert_uint_eq(whole->n_hosts, next);
}
END_TEST

START_TEST(every_host_that_speaks_ipv6_has_an_address_for_the_seal)
{
	size_t hosts = 0, addresses = 0;
	char **list = whole_world_addresses(whole);

	for (size_t i = 0; i < whole->n; i++)
		for (size_t k = 0; k < whole->cases[i]->n_hosts; k++)
			hosts += whole->cases[i]->hosts[k].family != HOST_IPV4;
	while (list[addresses] != NULL)
		ck_assert_ptr_nonnull(strstr(list[addresses++], "fd42:6d78::"));
	ck_assert_uint_gt(hosts, 0);
	ck_assert_uint_eq(hosts, addresses);
	lab_addresses_free(list);
}
END_TEST

START_TEST(a_domain_is_told_with_servers_certificate_and_expectation)
{
	tells("val-expired-1d", "case val-expired-1d\n");
	tells("val-expired-1d", "MX 10   mx.val-expired-1d.example, 127.16.");
	tells("val-expired-1d", "offers STARTTLS, takes every mail");
	tells("val-expired-1d", "UTC, ended 24\n");
	tells("val-expired-1d", "cleartext:           none\n");
	tells("val-expired-1d", "verified:            relaxed-expiry\n");
}
END_TEST

START_TEST(what_is_odd_about_a_host_is_told)
{
	tells("base-plain", "does not offer STARTTLS");
	tells("name-ptr-only", "ptr.name-ptr-only-host.example (PTR)");
	tells("inc-mich-website-expired", "a web server with HTTPS");
	tells("name-mx-is-cname-cert-alias", "an alias of");
	tells("name-trailing-dot-config", "Relay");
	tells("base-good-ipv6", "fd42:6d78::");
}
END_TEST

START_TEST(no_line_is_wider_than_the_page)
{
	for (size_t i = 0; i < whole->n; i++) {
		char *text = told(whole->cases[i]->id), *rest = text, *line;

		while ((line = strsep(&rest, "\n")) != NULL)
			ck_assert_msg(strlen(line) <= 80 ||
					  strchr(line + 12, ' ') == NULL,
			    "%s", line);
		free(text);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("show_domain");
	TCase *c = tcase_create("world");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, the_domain_of_the_sender_is_told_too);
	tcase_add_test(c, a_case_is_found_by_each_of_its_names);
	tcase_add_test(c, what_is_not_there_is_not_found_but_guessed);
	tcase_add_test(c, hosts_do_not_share_a_number);
	tcase_add_test(
	    c, every_host_that_speaks_ipv6_has_an_address_for_the_seal);
	tcase_add_test(
	    c, a_domain_is_told_with_servers_certificate_and_expectation);
	tcase_add_test(c, what_is_odd_about_a_host_is_told);
	tcase_add_test(c, no_line_is_wider_than_the_page);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
