/* SPDX-License-Identifier: MIT */
/*
 * sender.h - the settings of one sender, shared by all its mails, and the
 * entry points.  All of it is read only once mails are under way.
 */
#ifndef HARNESS_SENDER_SENDER_H
#define HARNESS_SENDER_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/sender/policy_knobs.h"

struct cert_trust;
struct clock_page;
struct letter;
struct notebook;

struct sender {
	struct policy_knobs knobs;
	const char *policy; /* its name */
	const struct cert_trust *trust;
	struct clock_page *clock; /* NULL: nobody else shares our time */
	const char *dns_address;
	const char *helo;
	uint64_t seed;
	int64_t t0;	    /* where virtual time begins */
	int64_t retry_wait; /* seconds (RFC 5321 4.5.4.1: 30 minutes) */
	uint16_t dns_port;
	uint16_t smtp_port;
	unsigned timeout_s; /* of each wait for a host */
	int attempts;
	unsigned jobs; /* --batch: mails under way at once */
};

/* The verb "badmx sender"; returns the exit code. */
int sender_main(int argc, char **argv);

#endif
