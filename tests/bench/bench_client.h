/* SPDX-License-Identifier: MIT */
/* bench_client.h - who asks, visits and writes to a world, and counts. */
#ifndef TESTS_BENCH_BENCH_CLIENT_H
#define TESTS_BENCH_BENCH_CLIENT_H

#include <stddef.h>

#include "sim/base/err.h"
#include "tests/bench/bench_world.h"

/* MX, AAAA, A, TCP, EHLO, STARTTLS and QUIT at each host, one by one. */
MUST_USE bool bench_visit_all(
    const struct bench_world *, double *seconds, struct err *);

/* Asks for the MX of each domain, `rounds` times, many questions at a time. */
MUST_USE bool bench_ask_all(
    const struct bench_world *, size_t rounds, double *seconds, struct err *);

/* The built-in sender, strict, with so many mails. */
MUST_USE bool bench_deliver(
    const struct bench_world *, size_t mails, double *seconds, struct err *);

#endif
