/* SPDX-License-Identifier: MIT */
/*
 * lab.h - one sealed instance: a world, one client, one policy, and a mail
 * for each case.  Runs in a process of its own (seal.h) and tells what it
 * sees over the wire (lab_wire.h).
 *
 * The life of a lab:
 *	the world goes up
 *	the client is configured and started
 *	the canaries come out right, or nothing is judged
 *	one mail a case, all at once
 *	each mail is watched until it is settled, and judged
 */
#ifndef HARNESS_RUN_LAB_H
#define HARNESS_RUN_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/lab/seal.h"
#include "harness/plan/client.h"
#include "harness/plan/plan.h"

/* All borrowed. */
struct lab_job {
	const struct client_def *client;
	const struct client_policy *policy;
	const struct plan_group *group;
	struct seal_choice seal;
	const char *client_root; /* NULL: installed on the machine */
	const char *program;	 /* path of badmx itself */
	int64_t t0;		 /* seconds; 0: the moment the lab starts */
	uint64_t seed;
	unsigned jobs;	  /* commands of the client at a time */
	int timeout_ms;	  /* for one mail, from its feeding on */
	bool ask_version; /* of the client: nobody has told it yet */
};

/*
 * IPv6 addresses of the world's hosts, for the seal: allocated strings, NULL
 * at the end.  Free with lab_addresses_free().
 */
char **lab_addresses(const struct lab_job *);
void lab_addresses_free(char **);

/* In the child.  Returns its exit status. */
int lab_main(const struct lab_job *, int wire_fd);

#endif
