/* SPDX-License-Identifier: MIT */
/* A door that answers later, and a server that ends meanwhile. */
#include "tests/unit/sim/dns_server_fixture.h"

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

int
main(void)
{
	Suite *suite = suite_create("dns_later");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_later_answer_finds_its_asker);
	tcase_add_test(tc, later_answers_over_tcp_may_come_in_any_order);
	tcase_add_test(tc, silence_is_an_answer_too);
	tcase_add_test(tc, an_asker_who_left_is_no_harm);
	tcase_add_test(tc, an_answer_after_the_servers_end_is_no_harm);
	tcase_add_test(tc, may_be_freed_when_a_query_was_seen);
	tcase_add_test(tc, may_be_freed_when_an_address_is_told);
	tcase_add_test(tc, may_be_freed_by_its_door);
	tcase_add_test(tc, may_be_freed_by_a_datagram);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
