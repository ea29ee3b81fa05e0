/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <check.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "harness/run/lab_ports.h"

#define HOSTS 5

static int
occupy(const char *address, uint16_t port, int type)
{
	struct sockaddr_in sin = {
	    .sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, address, &sin.sin_addr);
	if (bind(fd, (void *)&sin, sizeof(sin)) == 0 &&
	    (type != SOCK_STREAM || listen(fd, 1) == 0))
		return fd;
	close(fd);
	return -1;
}

/* Which of the ports the row takes away, and where. */
static const struct {
	const char *address;
	int type;
	size_t port; /* offset of what must change */
} rows[] = {
    {"127.16.0.5", SOCK_STREAM, offsetof(struct lab_ports, smtp)},
    {"127.16.0.1", SOCK_STREAM, offsetof(struct lab_ports, https)},
    {"127.0.0.53", SOCK_STREAM, offsetof(struct lab_ports, dns)},
    {"127.0.0.53", SOCK_DGRAM, offsetof(struct lab_ports, dns)},
    {"127.53.1.1", SOCK_DGRAM, offsetof(struct lab_ports, dns)},
    {"127.0.0.1", SOCK_STREAM, offsetof(struct lab_ports, submit)},
    {"0.0.0.0", SOCK_STREAM, offsetof(struct lab_ports, smtp)},
};
#define N_ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

static uint16_t
port_of(const struct lab_ports *ports, size_t offset)
{
	uint16_t port;

	memcpy(&port, (const char *)ports + offset, sizeof(port));
	return port;
}

/* The same seed leads to the same ports, if nobody is there. */
START_TEST(a_port_that_is_taken_anywhere_is_not_chosen)
{
	struct lab_ports ports, others;
	struct err err;
	uint16_t port;
	int fd;

	ck_assert(lab_ports_choose(HOSTS, 4711, &ports, &err));
	port = port_of(&ports, rows[_i].port);
	ck_assert_uint_ge(port, LAB_PORTS_FIRST);
	ck_assert_uint_le(port, LAB_PORTS_LAST);
	fd = occupy(rows[_i].address, port, rows[_i].type);
	ck_assert_int_ne(fd, -1);
	ck_assert(lab_ports_choose(HOSTS, 4711, &others, &err));
	ck_assert_uint_ne(port_of(&others, rows[_i].port), port);
	close(fd);
}
END_TEST

START_TEST(a_port_that_is_taken_elsewhere_may_be_chosen)
{
	struct lab_ports ports, same;
	struct err err;
	int fd;

	ck_assert(lab_ports_choose(HOSTS, 4712, &ports, &err));
	fd = occupy("127.16.0.6", ports.smtp, SOCK_STREAM);
	ck_assert_int_ne(fd, -1);
	ck_assert(lab_ports_choose(HOSTS, 4712, &same, &err));
	ck_assert_uint_eq(same.smtp, ports.smtp);
	close(fd);
}
END_TEST

START_TEST(the_two_services_of_a_host_have_two_ports)
{
	struct lab_ports ports;
	struct err err;

	for (uint64_t seed = 0; seed < 200; seed++) {
		ck_assert(lab_ports_choose(2, seed, &ports, &err));
		ck_assert_uint_ne(ports.smtp, ports.https);
	}
}
END_TEST

START_TEST(no_socket_at_all_is_said_at_once)
{
	struct lab_ports ports;
	struct err err = {0};
	struct rlimit before, none;

	closefrom(3);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){3, before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert(!lab_ports_choose(HOSTS, 4713, &ports, &err));
	setrlimit(RLIMIT_NOFILE, &before); /* LeakSanitizer needs some */
	ck_assert_int_eq(err.kind, ERR_SYSTEM);
	ck_assert_msg(
	    strstr(err.text, "Too many open files") != NULL, "%s", err.text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lab_ports");
	TCase *tc = tcase_create("lab_ports");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, a_port_that_is_taken_anywhere_is_not_chosen, 0, N_ROWS);
	tcase_add_test(tc, a_port_that_is_taken_elsewhere_may_be_chosen);
	tcase_add_test(tc, the_two_services_of_a_host_have_two_ports);
	tcase_add_test(tc, no_socket_at_all_is_said_at_once);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
