/* SPDX-License-Identifier: MIT */
/*
 * dns_server_fixture.h - a server for the small world, and clients
 * that talk to it octet by octet.
 */
#ifndef TESTS_UNIT_SIM_DNS_SERVER_FIXTURE_H
#define TESTS_UNIT_SIM_DNS_SERVER_FIXTURE_H

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

static inline void
on_query(const struct dns_query_seen *q, void *arg)
{
	size_t used = strlen(seen);

	(void)arg;
	snprintf(seen + used, sizeof(seen) - used, "%s %s %s: %s (%s, %s%s)\n",
	    q->name, q->type, q->rcode, q->answer, q->server,
	    q->side == DNS_DOOR ? "door" : "authority", q->tcp ? ", TCP" : "");
}

static inline void
on_told(const char *address, void *arg)
{
	size_t used = strlen(told);

	(void)arg;
	snprintf(told + used, sizeof(told) - used, "%s ", address);
}

static inline void
start(void)
{
	server = dns_server_new(base, tree, &options, &err);
	ck_assert_msg(server != NULL, "%s", err.text);
}

static inline void
set_up(void)
{
	base = event_base_new();
	tree = small_world_new();
	options = (struct dns_server_options){
	    .on_query = on_query, .on_told = on_told, .idle_seconds = 1};
	seen[0] = told[0] = '\0';
	start();
}

static inline void
tear_down(void)
{
	dns_server_free(server);
	dns_tree_free(tree);
	event_base_free(base);
}

static inline int
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
static inline size_t
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

static inline size_t
write_frame(uint8_t *to, const char *name, uint16_t type, uint8_t id)
{
	size_t n = write_query(to + 2, name, type, id);

	to[0] = (uint8_t)(n >> 8);
	to[1] = (uint8_t)n;
	return n + 2;
}

/* Runs the loop until so many bytes can be had, the end, or too long. */
static inline ssize_t
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

static inline void
run_for(int64_t ms)
{
	int64_t deadline = clock_monotonic_us() + ms * 1000;

	while (clock_monotonic_us() < deadline)
		event_base_loop(base, EVLOOP_NONBLOCK);
}

static inline void
say(int fd, const uint8_t *bytes, size_t n)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	poll(&p, 1, 1000);
	ck_assert_int_eq(send(fd, bytes, n, MSG_NOSIGNAL), (ssize_t)n);
}

static inline ssize_t
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

#endif
