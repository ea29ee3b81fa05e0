/* SPDX-License-Identifier: MIT */
/*
 * seal.h - a child process that is sealed off from the machine.
 *
 * seal_fork() is fork(2) with walls: the child is process 1 of its own
 * process namespace, has a network of nothing but loopback, and sees a file
 * tree in which everything that a mail client writes (/etc /var /run /tmp
 * /dev) is private memory and everything else is the machine's, read-only.
 * No program is needed for it, and nothing is ever put on the disk: when the
 * child ends, all of it is gone, and it ends when its parent does.
 *
 *   /             tmpfs, the only one: its size limit holds for all below
 *   /usr /bin /lib* /sbin     the machine's, read-only (client_root: with
 *                 the packages of that tree laid over them)
 *   /home /opt /root ...      the machine's, read-only or writable
 *   /etc          links to the machine's, but: hosts, resolv.conf, passwd,
 *                 group, ssl, ... are our own (seal_etc.c has the list)
 *   /run/badmx    etc (the machine's), client (client_root), home
 *
 * Process 1 gets no signal it has no handler for, except SIGKILL from
 * outside; it must reap every orphan (spawn.h does).
 *
 * With ISOLATION_PORTS the child sees the machine as it is.  It still dies
 * with its parent, and so does all that it has started: guard.h.
 */
#ifndef HARNESS_LAB_SEAL_H
#define HARNESS_LAB_SEAL_H

#include <stdbool.h>

#include <sys/types.h>

#include "harness/lab/seal_choose.h"
#include "sim/base/err.h"

#define SEAL_HOSTNAME	  "mta.sender.example"
#define SEAL_HOME	  "/run/badmx/home"
#define SEAL_MACHINE_ETC  "/run/badmx/etc"
#define SEAL_CLIENT	  "/run/badmx/client"
#define SEAL_CA_FILE	  "/etc/ssl/certs/ca-certificates.crt"
#define SEAL_CA_PATH	  "/etc/ssl/certs"
#define SEAL_DEFAULT_SIZE 512 /* MiB */

/* Borrowed during the call.  Lists end with NULL and may be NULL. */
struct seal_options {
	struct seal_choice choice;
	const char *const *addresses; /* of either family, added to lo */
	const char *const *reach;     /* paths of the machine to keep in view;
				       * the working directory and the folder
				       * of this program always are */
	const char *client_root;      /* a tree made with dpkg -x */
	unsigned size_mb;	      /* 0: SEAL_DEFAULT_SIZE */
	bool writable;		      /* /home and so on are not read-only */
};

/*
 * 0 in the child with everything in place; the process id in the parent; -1
 * (only ever in the parent) with err filled.  Blocks until the child is
 * ready, some milliseconds.
 */
MUST_USE pid_t seal_fork(const struct seal_options *, struct err *);

/*
 * Ends a sealed child, and with it everything inside, whether it likes it or
 * not.  It still has to be waited for.
 */
void seal_kill(pid_t, const struct seal_choice *);

/* Who made the seal, as the machine knows him.  For use inside. */
struct seal_maker {
	uid_t uid;
	gid_t gid;
	struct seal_choice choice;
};

const struct seal_maker *seal_maker(void);

#endif
