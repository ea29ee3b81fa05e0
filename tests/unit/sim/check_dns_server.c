/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <check.h>
#include <event2/event.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "sim/base/clock.h"
#include "sim/dns/dns_server.h"
#include "tests/unit/sim/dns_small_world.h"

static struct event_base *base;
static struct dns_tree *tree;
static struct dns_server *server;
static struct dns_server_options options;
static struct err err;
static char seen[2000], told[2000];
static uint8_t buf[DNS_MESSAGE_MAX + 2];

static void
on_query(const struct dns_query_seen *q, void *arg)
{
	size_t used = strlen(seen);

	(void)arg;
	snprintf(seen + used, sizeof(seen) - used, "%s %s %s: %s (%s, %s%s)\n",
	    q->name, q->type, q->rcode, q->answer, q->server,
	    q->side == DNS_DOOR ? "door" : "authority", q->tcp ? ", TCP" : "");
}

static void
on_told(const char *address, void *arg)
{
	size_t used = strlen(told);

	(void)arg;
	snprintf(told + used, sizeof(told) - used, "%s ", address);
}

static void
start(void)
{
	server = dns_server_new(base, tree, &options, &err);
	ck_assert_msg(server != NULL, "%s", err.text);
}

static void
set_up(void)
{
	base = event_base_new();
	tree = small_world_new();
	options = (struct dns_server_options){
	    .on_query = on_query, .on_told = on_told, .idle_seconds = 1};
	seen[0] = told[0] = '\0';
	start();
}

static void
tear_down(void)
{
	dns_server_free(server);
	dns_tree_free(tree);
	event_base_free(base);
}

static int
dial(int type, const char *address)
{
	struct sockaddr_in sin = {
	    .sin_family = AF_INET, .sin_port = htons(dns_server_port(server))};
	int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(inet_pton(AF_INET, address, &sin.sin_addr), 1);
	if (connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == -1)
		ck_assert_int_eq(errno, EINPROGRESS);
	return fd;
}

/* A query for "label.plain.example" or similar, by labels. */
static size_t
write_query(uint8_t *to, const char *name, uint16_t type, uint8_t id)
{
	static const uint8_t head[] = {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
	uint8_t *at = to + sizeof(head);

	memcpy(to, head, sizeof(head));
	to[1] = id;
	while (*name != '\0') {
		size_t n = strcspn(name, ".");

		*at++ = (uint8_t)n;
		memcpy(at, name, n);
		at += n;
		name += n + (name[n] == '.');
	}
	*at++ = 0;
	*at++ = (uint8_t)(type >> 8);
	*at++ = (uint8_t)type;
	*at++ = 0;
	*at++ = 1;
	return (size_t)(at - to);
}

static size_t
write_frame(uint8_t *to, const char *name, uint16_t type, uint8_t id)
{
	size_t n = write_query(to + 2, name, type, id);

	to[0] = (uint8_t)(n >> 8);
	to[1] = (uint8_t)n;
	return n + 2;
}

/* Runs the loop until so many bytes can be had, the end, or too long. */
static ssize_t
hear(int fd, size_t want, int64_t ms)
{
	int64_t deadline = clock_monotonic_us() + ms * 1000;
	size_t have = 0;

	while (have < want && clock_monotonic_us() < deadline) {
		ssize_t n = recv(fd, buf + have, sizeof(buf) - have, 0);

		if (n > 0)
			have += (size_t)n;
		else if (n == 0 || errno != EAGAIN)
			return have > 0 ? (ssize_t)have : n;
		if (server != NULL || n < 0)
			event_base_loop(base, EVLOOP_NONBLOCK);
	}
	return have > 0 ? (ssize_t)have : -2; /* -2: silence */
}

static void
run_for(int64_t ms)
{
	int64_t deadline = clock_monotonic_us() + ms * 1000;

	while (clock_monotonic_us() < deadline)
		event_base_loop(base, EVLOOP_NONBLOCK);
}

static void
say(int fd, const uint8_t *bytes, size_t n)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	poll(&p, 1, 1000);
	ck_assert_int_eq(send(fd, bytes, n, MSG_NOSIGNAL), (ssize_t)n);
}

static ssize_t
ask_udp(const char *address, const char *name, uint16_t type)
{
	int fd = dial(SOCK_DGRAM, address);
	uint8_t query[300];
	ssize_t n;

	say(fd, query, write_query(query, name, type, 7));
	n = hear(fd, 1, 1000);
	close(fd);
	return n;
}

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

/* --- a door that answers later ----------------------------------------- */

static struct dns_ticket *waiting[10];
static size_t n_waiting;

static void
keep_waiting(
    struct dns_ticket *ticket, const struct dns_asked *asked, void *arg)
{
	(void)arg;
	ck_assert_int_eq(asked->side, DNS_DOOR);
	ck_assert_uint_lt(n_waiting, 10);
	waiting[n_waiting++] = ticket;
}

static void
start_late_door(void)
{
	dns_server_free(server);
	options.ask = keep_waiting;
	n_waiting = 0;
	start();
}

START_TEST(a_later_answer_finds_its_asker)
{
	int one, two;
	uint8_t query[100];
	size_t n = write_query(query, "mx.plain.example", 1, 3);

	start_late_door();
	one = dial(SOCK_DGRAM, "127.0.0.53");
	two = dial(SOCK_DGRAM, "127.0.0.53");
	say(one, query, n);
	run_for(20);
	say(two, query, n);
	run_for(20);
	ck_assert_uint_eq(n_waiting, 2);
	dns_ticket_answer(waiting[1], (const uint8_t *)"second", 6);
	dns_ticket_answer(waiting[0], (const uint8_t *)"first", 5);
	ck_assert_int_eq(hear(one, 1, 1000), 5);
	ck_assert_mem_eq(buf, "first", 5);
	ck_assert_int_eq(hear(two, 1, 1000), 6);
	ck_assert_mem_eq(buf, "second", 6);
	close(one);
	close(two);
}
END_TEST

START_TEST(later_answers_over_tcp_may_come_in_any_order)
{
	int fd;
	size_t n;

	start_late_door();
	fd = dial(SOCK_STREAM, "127.0.0.53");
	n = write_frame(buf, "a.example", 1, 1);
	n += write_frame(buf + n, "b.example", 1, 2);
	say(fd, buf, n);
	run_for(1200); /* longer than an idle client may be silent */
	ck_assert_uint_eq(n_waiting, 2);
	dns_ticket_answer(waiting[1], (const uint8_t *)"b", 1);
	dns_ticket_answer(waiting[0], (const uint8_t *)"a", 1);
	ck_assert_int_eq(hear(fd, 6, 1000), 6);
	ck_assert_mem_eq(buf, "\0\1b\0\1a", 6);
	ck_assert_int_eq(hear(fd, 1, 3000), 0);
	close(fd);
}
END_TEST

START_TEST(silence_is_an_answer_too)
{
	int fd;

	start_late_door();
	fd = dial(SOCK_STREAM, "127.0.0.53");
	say(fd, buf, write_frame(buf, "a.example", 1, 1));
	shutdown(fd, SHUT_WR);
	run_for(50);
	ck_assert_uint_eq(n_waiting, 1);
	dns_ticket_answer(waiting[0], NULL, 0);
	ck_assert_int_eq(hear(fd, 1, 1000), 0);
	ck_assert_str_eq(seen, "");
	close(fd);
}
END_TEST

START_TEST(an_asker_who_left_is_no_harm)
{
	int fd;

	start_late_door();
	fd = dial(SOCK_STREAM, "127.0.0.53");
	say(fd, buf, write_frame(buf, "a.example", 1, 1));
	run_for(50);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0},
	    sizeof(struct linger));
	close(fd); /* a reset */
	run_for(50);
	ck_assert_uint_eq(dns_server_connections(server), 0);
	ck_assert_uint_eq(n_waiting, 1);
	dns_ticket_answer(waiting[0], (const uint8_t *)"a", 1);
}
END_TEST

START_TEST(an_answer_after_the_servers_end_is_no_harm)
{
	int tcp, udp;
	uint8_t query[100];

	start_late_door();
	tcp = dial(SOCK_STREAM, "127.0.0.53");
	udp = dial(SOCK_DGRAM, "127.0.0.53");
	say(tcp, buf, write_frame(buf, "a.example", 1, 1));
	say(udp, query, write_query(query, "a.example", 1, 1));
	run_for(50);
	ck_assert_uint_eq(n_waiting, 2);
	dns_server_free(server);
	server = NULL;
	dns_ticket_answer(waiting[0], (const uint8_t *)"a", 1);
	dns_ticket_answer(waiting[1], (const uint8_t *)"b", 1);
	close(tcp);
	close(udp);
}
END_TEST

/* --- freed by its own callbacks ---------------------------------------- */

static void
free_server(void)
{
	dns_server_free(server);
	server = NULL;
}

static void
free_on_query(const struct dns_query_seen *q, void *arg)
{
	(void)arg;
	free_server();
	ck_assert_str_eq(q->server, "127.0.0.53");
}

static void
free_on_told(const char *address, void *arg)
{
	(void)arg;
	free_server();
	ck_assert_str_eq(address, "127.16.0.1");
}

static void
free_on_ask(struct dns_ticket *ticket, const struct dns_asked *asked, void *arg)
{
	(void)asked;
	(void)arg;
	free_server();
	dns_ticket_answer(ticket, (const uint8_t *)"x", 1);
}

static void
ask_twice_over_tcp(void)
{
	int tcp = dial(SOCK_STREAM, "127.0.0.53");
	uint8_t out[200];
	size_t n = write_frame(out, "mx.plain.example", 1, 1);

	n += write_frame(out + n, "mx.plain.example", 1, 2);
	say(tcp, out, n);
	run_for(20);
	close(tcp);
	ck_assert_ptr_null(server);
}

START_TEST(may_be_freed_when_a_query_was_seen)
{
	dns_server_free(server);
	options.on_query = free_on_query;
	start();
	ask_twice_over_tcp();
}
END_TEST

START_TEST(may_be_freed_when_an_address_is_told)
{
	dns_server_free(server);
	options.on_told = free_on_told;
	start();
	ask_twice_over_tcp();
	ck_assert_str_eq(seen, "");
}
END_TEST

START_TEST(may_be_freed_by_its_door)
{
	dns_server_free(server);
	options.ask = free_on_ask;
	start();
	ask_twice_over_tcp();
}
END_TEST

START_TEST(may_be_freed_by_a_datagram)
{
	uint8_t query[100];
	int fd;

	dns_server_free(server);
	options.on_query = free_on_query;
	start();
	fd = dial(SOCK_DGRAM, "127.0.0.53");
	for (int i = 0; i < 3; i++)
		say(fd, query, write_query(query, "mx.plain.example", 1, 1));
	ck_assert_int_gt(hear(fd, 1, 1000), 12);
	ck_assert_ptr_null(server);
	close(fd);
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

static Suite *
suite(void)
{
	Suite *s = suite_create("dns_server");
	TCase *tc = tcase_create("server");

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
	tcase_add_test(tc, a_later_answer_finds_its_asker);
	tcase_add_test(tc, later_answers_over_tcp_may_come_in_any_order);
	tcase_add_test(tc, silence_is_an_answer_too);
	tcase_add_test(tc, an_asker_who_left_is_no_harm);
	tcase_add_test(tc, an_answer_after_the_servers_end_is_no_harm);
	tcase_add_test(tc, may_be_freed_when_a_query_was_seen);
	tcase_add_test(tc, may_be_freed_when_an_address_is_told);
	tcase_add_test(tc, may_be_freed_by_its_door);
	tcase_add_test(tc, may_be_freed_by_a_datagram);
	tcase_add_loop_test(tc, only_loopback_will_do, 0,
	    sizeof(elsewhere) / sizeof(elsewhere[0]));
	tcase_add_test(tc, a_port_in_use_is_named);
	tcase_add_test(tc, an_authority_elsewhere_answers_for_all_zones);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
