/* SPDX-License-Identifier: MIT */
/*
 * seal_choose.h - how a lab can be kept apart from the machine, here.
 *
 * Nothing is guessed from version numbers: a sealed child is really made and
 * thrown away.  What was taken, and why, is one sentence for people.
 *
 *   netns  own network, mount, process, host name and IPC namespaces.  With
 *          root's rights directly; else through a user namespace.
 *   root   the same, but never through a user namespace.
 *   ports  no namespaces: the same addresses in 127.0.0.0/8, high ports.
 *
 * Where the mount tree cannot be made private (a chroot), netns is refused:
 * half a seal is worse than none.
 */
#ifndef HARNESS_LAB_SEAL_CHOOSE_H
#define HARNESS_LAB_SEAL_CHOOSE_H

#include <stdbool.h>

#include "sim/base/err.h"

enum isolation {
	ISOLATION_AUTO,
	ISOLATION_NETNS,
	ISOLATION_ROOT,
	ISOLATION_PORTS,
};

/* What was taken.  isolation is never ISOLATION_AUTO. */
struct seal_choice {
	enum isolation isolation;
	bool user_namespace; /* made without root's rights */
	bool many_ids;	     /* that namespace has a range from /etc/subuid */
	char text[1024];     /* "own network namespace, no root" */
};

/*
 * Takes the best that works.  many_ids: the client changes to users of its
 * own.  Fails with ERR_PERMISSION if only rights are missing (root wanted, or
 * newuidmap and a line in /etc/subuid), with ERR_SYSTEM if netns was wanted
 * and the machine forbids it.  Never fails for ISOLATION_PORTS.
 */
MUST_USE bool seal_choose(
    enum isolation wanted, bool many_ids, struct seal_choice *, struct err *);

/* What stands in the way of a namespace, and the command that mends it. */
struct seal_obstacle {
	char text[1000]; /* "user namespaces are forbidden here (chroot)" */
	char mend[300];
};

/* Finds out why; refusal is what the attempt itself said. */
void seal_obstacle_find(struct seal_obstacle *, const struct err *refusal);

/* "netns"; false if there is no such word. */
MUST_USE bool seal_isolation_parse(const char *, enum isolation *);
const char *seal_isolation_name(enum isolation);

#endif
