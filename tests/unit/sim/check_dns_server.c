/* SPDX-License-Identifier: MIT */
/* Who asks is answered, whatever he asks, and where it listens. */
#include "tests/unit/sim/dns_server_fixture.h"

START_TEST(the_door_answers_a_datagram)
{
	ssize_t n = ask_udp("127.0.0.53", "mx.plain.example", 1);

	ck_assert_int_gt(n, 12);
	ck_assert_int_eq(buf[1], 7);
	ck_assert_int_eq(buf[3], 0x80); /* RA, NOERROR */
	ck_assert_mem_eq(buf + n - 4, "\177\20\0\1", 4);
	ck_assert_str_eq(told, "127.16.0.1 ");
	ck_assert_str_eq(seen,
	    "mx.plain.example A NOERROR: 127.16.0.1 (127.0.0.53, door)\n");
}
END_TEST

/* A connected socket hears only the address that it asked. */
START_TEST(each_authority_answers_at_its_own_address)
{
	ck_assert_int_gt(ask_udp("127.53.0.1", "plain.example", 15), 12);
	ck_assert_int_gt(ask_udp("127.53.0.2", "plain.example", 15), 12);
	ck_assert_int_gt(ask_udp("127.53.1.1", "plain.example", 15), 12);
	ck_assert_str_eq(seen,
	    "plain.example MX NOERROR: referred onwards (127.53.0.1, "
	    "authority)\n"
	    "plain.example MX NOERROR: referred onwards (127.53.0.2, "
	    "authority)\n"
	    "plain.example MX NOERROR: 10 mx.plain.example, 20 "
	    "mx2.plain.example (127.53.1.1, authority)\n");
	ck_assert_str_eq(
	    told, "127.53.0.2 127.16.0.1 127.16.0.2 fd42:6d78::2 ");
}
END_TEST

static const struct {
	const char *name;
	uint16_t type;
	const char *says;
} words[] = {
    {"nothing.plain.example", 1, "nothing.plain.example A NXDOMAIN: NXDOMAIN"},
    {"mx.plain.example", 28, "mx.plain.example AAAA NOERROR: no data"},
    {"null.example", 15, "null.example MX NOERROR: 0 ."},
    {"www.alias.example", 1,
	"www.alias.example A NOERROR: CNAME plain.alias.example, CNAME "
	"mx.plain.example, 127.16.0.1"},
    {"gone.alias.example", 1,
	"gone.alias.example A NXDOMAIN: CNAME nothing.plain.example, "
	"NXDOMAIN"},
    {"mx.broken.example", 1, "mx.broken.example A SERVFAIL: SERVFAIL"},
    {"big.example", 16, "big.example TXT NOERROR: cut short"},
    {"", 2, ". NS NOERROR: root.dns-servers"},
    {"plain.example", 16, "plain.example TXT NOERROR: \"v=spf1 -all\""},
};

START_TEST(a_query_is_told_in_words)
{
	ask_udp("127.0.0.53", words[_i].name, words[_i].type);
	ck_assert_msg(
	    strncmp(seen, words[_i].says, strlen(words[_i].says)) == 0, "%s",
	    seen);
}
END_TEST

START_TEST(what_is_cut_over_udp_is_whole_over_tcp)
{
	int fd;
	size_t n;

	ck_assert_int_gt(ask_udp("127.0.0.53", "big.example", 16), 12);
	ck_assert(buf[2] & 0x02); /* TC */
	fd = dial(SOCK_STREAM, "127.0.0.53");
	n = write_frame(buf, "big.example", 16, 8);
	say(fd, buf, n);
	ck_assert_int_eq(hear(fd, 2, 1000) >= 2, true);
	n = (size_t)buf[0] << 8 | buf[1];
	ck_assert_uint_gt(n, 40 * 50);
	ck_assert(!(buf[4] & 0x02));
	ck_assert_int_eq(buf[9], 40);
	close(fd);
}
END_TEST

START_TEST(queries_may_come_in_bits_and_many_at_once)
{
	int fd = dial(SOCK_STREAM, "127.0.0.53");
	uint8_t out[4000];
	size_t n = 0, size;

	for (uint8_t i = 0; i < 50; i++)
		n += write_frame(out + n, "mx.plain.example", 1, i);
	for (size_t i = 0; i < 60; i++) {
		say(fd, out + i, 1);
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	say(fd, out + 60, n - 60);
	size = 2 + 34 + 16; /* frame, question, one compressed A */
	ck_assert_int_eq(hear(fd, 50 * size, 1000), (ssize_t)(50 * size));
	for (uint8_t i = 0; i < 50; i++)
		ck_assert_int_eq(buf[i * size + 3], i);
	close(fd);
}
END_TEST

START_TEST(a_client_that_has_said_all_still_hears_the_answer)
{
	int fd = dial(SOCK_STREAM, "127.0.0.53");

	say(fd, buf, write_frame(buf, "mx.plain.example", 1, 9));
	shutdown(fd, SHUT_WR);
	ck_assert_int_eq(hear(fd, 52, 1000), 52);
	ck_assert_int_eq(hear(fd, 1, 1000), 0);
	ck_assert_uint_eq(dns_server_connections(server), 0);
	close(fd);
}
END_TEST

START_TEST(a_silent_client_is_cut)
{
	int fd = dial(SOCK_STREAM, "127.0.0.53");

	say(fd, (const uint8_t *)"\1", 1); /* half of a length */
	ck_assert_int_eq(hear(fd, 1, 500), -2);
	ck_assert_int_eq(hear(fd, 1, 2000), 0);
	close(fd);
}
END_TEST

START_TEST(a_client_that_never_reads_is_cut)
{
	int fd = dial(SOCK_STREAM, "127.0.0.53"), small = 4096;
	uint8_t out[64];
	size_t n = write_frame(out, "big.example", 16, 1);
	int64_t deadline = clock_monotonic_us() + 8000000;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	run_for(20);
	ck_assert_uint_eq(dns_server_connections(server), 1);
	while (dns_server_connections(server) > 0 &&
	       clock_monotonic_us() < deadline) {
		if (send(fd, out, n, MSG_NOSIGNAL) != (ssize_t)n)
			usleep(1000);
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	ck_assert_uint_eq(dns_server_connections(server), 0);
	close(fd);
}
END_TEST

START_TEST(a_thousand_connections_lock_nobody_out)
{
	static int fds[1000];
	struct rlimit limit;
	int fd;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < 2000)
		return;
	for (int i = 0; i < 1000; i++) {
		fds[i] = dial(SOCK_STREAM, "127.0.0.53");
		if (i % 50 == 0)
			event_base_loop(base, EVLOOP_NONBLOCK);
	}
	fd = dial(SOCK_STREAM, "127.0.0.53");
	say(fd, buf, write_frame(buf, "mx.plain.example", 1, 9));
	ck_assert_int_eq(hear(fd, 52, 1000), 52);
	ck_assert_uint_le(dns_server_connections(server), 500);
	close(fd);
	for (int i = 0; i < 1000; i++)
		close(fds[i]);
}
END_TEST

/* A small generator of our own, so that a failure can be repeated. */
static uint8_t
noise(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (uint8_t)state;
}

START_TEST(random_octets_do_no_harm)
{
	int udp = dial(SOCK_DGRAM, "127.0.0.53");
	int tcp = dial(SOCK_STREAM, "127.53.1.1");
	uint8_t junk[200];

	for (int i = 0; i < 3000; i++) {
		size_t n = 1 + noise() % (sizeof(junk) - 1);

		for (size_t k = 0; k < n; k++)
			junk[k] = noise();
		send(udp, junk, n, MSG_NOSIGNAL);
		if (i % 10 == 0)
			send(tcp, junk, n, MSG_NOSIGNAL);
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	close(udp);
	close(tcp);
	ck_assert_int_gt(ask_udp("127.0.0.53", "mx.plain.example", 1), 12);
}
END_TEST

/* --- where it listens -------------------------------------------------- */

static const char *const elsewhere[] = {
    "0.0.0.0", "192.0.2.1", "::1", "localhost", ""};

START_TEST(only_loopback_will_do)
{
	options.door = elsewhere[_i];
	ck_assert_ptr_null(dns_server_new(base, tree, &options, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "is not an address of 127."));
}
END_TEST

START_TEST(a_port_in_use_is_named)
{
	options.port = dns_server_port(server);
	ck_assert_ptr_null(dns_server_new(base, tree, &options, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "DNS at 127.0.0.53:"));
	ck_assert_ptr_nonnull(strstr(err.text, "bind: Address already in use"));
}
END_TEST

START_TEST(an_authority_elsewhere_answers_for_all_zones)
{
	static const char *const one[] = {"127.53.9.9", NULL};

	dns_server_free(server);
	options.authorities = one;
	start();
	ck_assert_int_gt(ask_udp("127.53.9.9", "example", 2), 12);
	ck_assert_int_gt(ask_udp("127.53.9.9", "null.example", 15), 12);
	ck_assert_str_eq(seen,
	    "example NS NOERROR: tld.dns-servers (127.53.9.9, authority)\n"
	    "null.example MX NOERROR: 0 . (127.53.9.9, authority)\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dns_server");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, the_door_answers_a_datagram);
	tcase_add_test(tc, each_authority_answers_at_its_own_address);
	tcase_add_loop_test(
	    tc, a_query_is_told_in_words, 0, sizeof(words) / sizeof(words[0]));
	tcase_add_test(tc, what_is_cut_over_udp_is_whole_over_tcp);
	tcase_add_test(tc, queries_may_come_in_bits_and_many_at_once);
	tcase_add_test(tc, a_client_that_has_said_all_still_hears_the_answer);
	tcase_add_test(tc, a_silent_client_is_cut);
	tcase_add_test(tc, a_client_that_never_reads_is_cut);
	tcase_add_test(tc, a_thousand_connections_lock_nobody_out);
	tcase_add_test(tc, random_octets_do_no_harm);
	tcase_add_loop_test(tc, only_loopback_will_do, 0,
	    sizeof(elsewhere) / sizeof(elsewhere[0]));
	tcase_add_test(tc, a_port_in_use_is_named);
	tcase_add_test(tc, an_authority_elsewhere_answers_for_all_zones);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
