/* SPDX-License-Identifier: MIT */
/*
 * loopback.h - connections and DNS questions to a world on high ports, all on
 * one loop in one thread.
 */
#ifndef TESTS_UNIT_SIM_LOOPBACK_H
#define TESTS_UNIT_SIM_LOOPBACK_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <check.h>
#include <event2/event.h>
#include <ldns/ldns.h>
#include <sys/socket.h>

#include "sim/base/clock.h"

static struct event_base *base;

static inline struct sockaddr_in
at(const char *address, uint16_t port)
{
	struct sockaddr_in sin = {
	    .sin_family = AF_INET, .sin_port = htons(port)};

	ck_assert_int_eq(inet_pton(AF_INET, address, &sin.sin_addr), 1);
	return sin;
}

/* A port that was free a moment ago on 127.0.0.1. */
static inline uint16_t
free_port(void)
{
	struct sockaddr_in sin = at("127.0.0.1", 0);
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sin, len), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&sin, &len), 0);
	close(fd);
	return ntohs(sin.sin_port);
}

/* Connected, or -1: refused. */
static inline int
dial(const char *address, uint16_t port)
{
	struct sockaddr_in sin = at(address, port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_ne(fd, -1);
	if (connect(fd, (struct sockaddr *)&sin, sizeof(sin)) == 0) {
		fcntl(fd, F_SETFL, O_NONBLOCK);
		return fd;
	}
	ck_assert_int_eq(errno, ECONNREFUSED);
	close(fd);
	return -1;
}

static inline void
turn(int64_t ms)
{
	int64_t deadline = clock_monotonic_us() + ms * 1000;

	do
		event_base_loop(base, EVLOOP_NONBLOCK);
	while (clock_monotonic_us() < deadline);
}

/* Turns the loop until something can be read; its length, 0 at the end. */
static inline ssize_t
hear(int fd, void *buf, size_t size)
{
	int64_t deadline = clock_monotonic_us() + 5000000;
	ssize_t n = -1;

	while (n == -1 && clock_monotonic_us() < deadline) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		n = recv(fd, buf, size, MSG_DONTWAIT);
	}
	return n;
}

/* The first answer as a zone-file line, or the RCODE; in a static buffer. */
static inline const char *
ask_at(const char *server, uint16_t port, const char *name, ldns_rr_type type)
{
	static char said[500];
	struct sockaddr_in sin = at(server, port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	ldns_pkt *query = ldns_pkt_query_new(
	    ldns_dname_new_frm_str(name), type, LDNS_RR_CLASS_IN, LDNS_RD);
	ldns_pkt *reply = NULL;
	uint8_t *wire, buf[4096];
	size_t n;
	ssize_t got;
	char *text;

	ck_assert_int_eq(ldns_pkt2wire(&wire, query, &n), LDNS_STATUS_OK);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	ck_assert_int_eq(send(fd, wire, n, 0), (ssize_t)n);
	got = hear(fd, buf, sizeof(buf));
	ck_assert_int_gt(got, 12);
	ck_assert_int_eq(
	    ldns_wire2pkt(&reply, buf, (size_t)got), LDNS_STATUS_OK);
	text = ldns_pkt_ancount(reply) == 0
		   ? ldns_pkt_rcode2str(ldns_pkt_get_rcode(reply))
		   : ldns_rr2str(ldns_rr_list_rr(ldns_pkt_answer(reply), 0));
	snprintf(said, sizeof(said), "%.*s", (int)strcspn(text, "\n"), text);
	for (char *s = said; *s != '\0'; s++)
		if (*s == '\t')
			*s = ' ';
	free(text);
	free(wire);
	ldns_pkt_free(query);
	ldns_pkt_free(reply);
	close(fd);
	return said;
}

#endif
