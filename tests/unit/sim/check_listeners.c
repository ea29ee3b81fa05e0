/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "sim/world/listeners.h"
#include "tests/unit/sim/loopback.h"

#define MAX 3

static struct listeners *all;
static struct err err;
static uint16_t port;
static size_t last_host;
static unsigned accepted;

static void
on_accept(
    size_t host, evutil_socket_t fd, const struct sockaddr *from, void *arg)
{
	ck_assert_ptr_eq(arg, &accepted);
	ck_assert_int_eq(from->sa_family, AF_INET);
	last_host = host;
	accepted++;
	close(fd);
}

static void
set_up(void)
{
	base = event_base_new();
	port = free_port();
	accepted = 0;
	all = listeners_new(base, MAX, on_accept, &accepted);
}

static void
tear_down(void)
{
	listeners_free(all);
	event_base_free(base);
}

static const char *
address_of(unsigned n)
{
	static char text[20];

	snprintf(text, sizeof(text), "127.99.0.%u", n);
	return text;
}

static void
open_host(unsigned n)
{
	struct sockaddr_in sin = at(address_of(n), port);

	ck_assert_msg(listeners_open(all, n, (struct sockaddr *)&sin, &err),
	    "%s", err.text);
}

/* Is it open?  A connection is a visit. */
static bool
visit(unsigned n)
{
	unsigned before = accepted;
	int fd = dial(address_of(n), port);

	if (fd == -1)
		return false;
	for (int i = 0; i < 1000 && accepted == before; i++)
		turn(1);
	ck_assert_uint_eq(accepted, before + 1);
	ck_assert_uint_eq(last_host, n);
	close(fd);
	return true;
}

START_TEST(a_connection_is_told_with_its_host)
{
	ck_assert(!visit(1));
	open_host(1);
	open_host(2);
	ck_assert(visit(2));
	ck_assert(visit(1));
	ck_assert_uint_eq(listeners_count(all), 2);
}
END_TEST

START_TEST(to_open_twice_is_once)
{
	open_host(1);
	open_host(1);
	ck_assert_uint_eq(listeners_count(all), 1);
	ck_assert(visit(1));
}
END_TEST

START_TEST(above_the_cap_the_oldest_is_closed)
{
	for (unsigned n = 1; n <= MAX + 1; n++)
		open_host(n);
	ck_assert_uint_eq(listeners_count(all), MAX);
	ck_assert(!visit(1));
	ck_assert(visit(2) && visit(3) && visit(4));
}
END_TEST

START_TEST(a_visit_makes_young)
{
	for (unsigned n = 1; n <= MAX; n++)
		open_host(n);
	ck_assert(visit(1));
	open_host(4);
	ck_assert(!visit(2));
	ck_assert(visit(1));
}
END_TEST

START_TEST(to_be_told_again_makes_young_too)
{
	for (unsigned n = 1; n <= MAX; n++)
		open_host(n);
	open_host(1);
	open_host(4);
	ck_assert(!visit(2));
	ck_assert(visit(1));
	open_host(2);
	ck_assert(visit(2));
}
END_TEST

START_TEST(an_address_in_use_is_an_error_with_its_name)
{
	struct sockaddr_in sin = at("127.99.0.9", port);
	char wanted[80];
	int fd = listener_socket((struct sockaddr *)&sin, &err);

	ck_assert_int_ne(fd, -1);
	ck_assert(!listeners_open(all, 9, (struct sockaddr *)&sin, &err));
	snprintf(wanted, sizeof(wanted),
	    "listen on 127.99.0.9 port %u: Address already in use", port);
	ck_assert_str_eq(err.text, wanted);
	ck_assert_uint_eq(listeners_count(all), 0);
	close(fd);
	listeners_free(NULL);
}
END_TEST

/* A port that a client used a moment ago can be had. */
START_TEST(a_lab_can_start_again_at_once)
{
	open_host(1);
	ck_assert(visit(1));
	listeners_free(all);
	all = listeners_new(base, MAX, on_accept, &accepted);
	open_host(1);
	ck_assert(visit(1));
}
END_TEST

START_TEST(ports_of_one_address_are_different_listeners)
{
	struct sockaddr_in sin = at("127.99.0.1", free_port());

	open_host(1);
	ck_assert(listeners_open(all, 7, (struct sockaddr *)&sin, &err));
	ck_assert_uint_eq(listeners_count(all), 2);
	ck_assert(visit(1));
}
END_TEST

/* No IPv6 here is no failure of ours. */
START_TEST(ipv6_listens_for_ipv6_only)
{
	struct sockaddr_in6 sin6 = {.sin6_family = AF_INET6,
	    .sin6_port = htons(port),
	    .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = listener_socket((struct sockaddr *)&sin6, &err);
	int only = 0;
	socklen_t len = sizeof(only);

	if (fd == -1) {
		ck_assert_ptr_nonnull(strstr(err.text, "listen on ::1 port"));
		return;
	}
	ck_assert_int_eq(
	    getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, &len), 0);
	ck_assert_int_eq(only, 1);
	close(fd);
}
END_TEST

START_TEST(no_listener_is_left_to_a_child_process)
{
	struct sockaddr_in sin = at("127.99.0.9", port);
	int fd = listener_socket((struct sockaddr *)&sin, &err);

	ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	close(fd);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("listeners");
	TCase *tc = tcase_create("listeners");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_connection_is_told_with_its_host);
	tcase_add_test(tc, to_open_twice_is_once);
	tcase_add_test(tc, above_the_cap_the_oldest_is_closed);
	tcase_add_test(tc, a_visit_makes_young);
	tcase_add_test(tc, to_be_told_again_makes_young_too);
	tcase_add_test(tc, an_address_in_use_is_an_error_with_its_name);
	tcase_add_test(tc, a_lab_can_start_again_at_once);
	tcase_add_test(tc, ports_of_one_address_are_different_listeners);
	tcase_add_test(tc, ipv6_listens_for_ipv6_only);
	tcase_add_test(tc, no_listener_is_left_to_a_child_process);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
