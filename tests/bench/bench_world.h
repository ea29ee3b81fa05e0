/* SPDX-License-Identifier: MIT */
/*
 * bench_world.h - a world of any size in a process of its own, so that its
 * time and its memory are told apart from those of who visits it.
 *
 * Host i is mx.h<i>.example, the only MX of h<i>.example, with a good
 * certificate.  High ports: no rights are needed.
 */
#ifndef TESTS_BENCH_BENCH_WORLD_H
#define TESTS_BENCH_BENCH_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

#include "sim/base/err.h"

struct bench_world {
	size_t hosts;
	uint16_t dns_port, smtp_port;
	double up_seconds; /* until it would answer */
	long up_kb;	   /* resident memory then */
	pid_t pid;
	int line; /* to the process */
	int ca;	  /* what to trust, PEM, as an open file */
};

struct bench_end {
	long kb; /* resident memory */
	size_t accepted, listening;
};

MUST_USE bool bench_world_start(
    struct bench_world *, size_t hosts, struct err *);
/* Ends the process and frees everything. */
MUST_USE bool bench_world_stop(
    struct bench_world *, struct bench_end *, struct err *);

#endif
