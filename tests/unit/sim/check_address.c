/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <check.h>

#include "sim/world/address.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
	size_t host;
	const char *v4, *v6;
} rows[] = {
    {0, "127.16.0.1", "fd42:6d78::1"},
    {1, "127.16.0.2", "fd42:6d78::2"},
    {253, "127.16.0.254", "fd42:6d78::fe"},
    {254, "127.16.1.1", "fd42:6d78::ff"},
    {65023, "127.16.255.254", "fd42:6d78::fe00"},
    {65024, "127.17.0.1", "fd42:6d78::fe01"},
    {6999999, "127.123.167.14", "fd42:6d78::6a:cfc0"},
};

START_TEST(a_host_has_one_address_of_each_family)
{
	char text[INET6_ADDRSTRLEN];
	struct in_addr v4 = address_v4(rows[_i].host);
	struct in6_addr v6 = address_v6(rows[_i].host);

	ck_assert_str_eq(
	    inet_ntop(AF_INET, &v4, text, sizeof(text)), rows[_i].v4);
	ck_assert_str_eq(
	    inet_ntop(AF_INET6, &v6, text, sizeof(text)), rows[_i].v6);
}
END_TEST

START_TEST(the_plan_reads_backwards)
{
	for (size_t i = 0; i < ADDRESS_MAX_HOSTS; i += i < 300 ? 1 : 4999) {
		struct in_addr v4 = address_v4(i);
		struct in6_addr v6 = address_v6(i);
		uint32_t last = ntohl(v4.s_addr) & 255;
		size_t back = 0;

		ck_assert(last != 0 && last != 255);
		ck_assert(address_host_of_v4(v4, &back));
		ck_assert_uint_eq(back, i);
		ck_assert(address_host_of_v6(&v6, &back));
		ck_assert_uint_eq(back, i);
	}
}
END_TEST

/* The services of the lab have addresses of their own. */
static const char *const no_hosts[] = {"127.16.0.0", "127.16.0.255",
    "127.15.255.254", ADDRESS_CLIENT, ADDRESS_DOOR, "127.0.0.0", "128.16.0.1",
    "126.16.0.1", "10.0.0.1", "0.0.0.0", "127.255.255.254", "255.255.255.255"};

START_TEST(other_addresses_are_no_hosts)
{
	struct in_addr v4;
	size_t host;

	ck_assert_int_eq(inet_pton(AF_INET, no_hosts[_i], &v4), 1);
	ck_assert_msg(!address_host_of_v4(v4, &host), "%s", no_hosts[_i]);
}
END_TEST

static const char *const no_hosts6[] = {"fd42:6d78::", "::1",
    "::", "fd42:6d79::1", "fd42:6d78:0:1::1", "fd42:6d78::1:0:1", "fe80::1",
    "fd42:6d78::6a:cfc1", "fd42:6d78::ffff:ffff"};

START_TEST(other_ipv6_addresses_are_no_hosts)
{
	struct in6_addr v6;
	size_t host;

	ck_assert_int_eq(inet_pton(AF_INET6, no_hosts6[_i], &v6), 1);
	ck_assert_msg(!address_host_of_v6(&v6, &host), "%s", no_hosts6[_i]);
}
END_TEST

START_TEST(no_host_has_the_address_of_a_name_server)
{
	static const char *const servers[] = {
	    ADDRESS_ROOT_SERVER, ADDRESS_TLD_SERVER, ADDRESS_ZONE_SERVER};
	struct in_addr v4;
	size_t host;

	for (size_t i = 0; i < 3; i++) {
		inet_pton(AF_INET, servers[i], &v4);
		ck_assert(!address_host_of_v4(v4, &host));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("address");
	TCase *tc = tcase_create("address");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, a_host_has_one_address_of_each_family, 0, ROWS(rows));
	tcase_add_test(tc, the_plan_reads_backwards);
	tcase_add_loop_test(
	    tc, other_addresses_are_no_hosts, 0, ROWS(no_hosts));
	tcase_add_loop_test(
	    tc, other_ipv6_addresses_are_no_hosts, 0, ROWS(no_hosts6));
	tcase_add_test(tc, no_host_has_the_address_of_a_name_server);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
