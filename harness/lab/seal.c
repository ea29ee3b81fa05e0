/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "harness/lab/guard.h"
#include "harness/lab/seal_etc.h"
#include "harness/lab/seal_ids.h"
#include "harness/lab/seal_net.h"
#include "harness/lab/seal_tree.h"

static struct seal_maker maker;

const struct seal_maker *
seal_maker(void)
{
	return &maker;
}

/*
 * clone(2) like fork, with a copied stack.  unshare(2) and fork(2) would
 * take a process more, which would have to be killed as well.
 */
static pid_t
start(const struct seal_choice *choice)
{
	unsigned long flags = SIGCHLD | CLONE_NEWNET | CLONE_NEWNS |
			      CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;

	if (choice->isolation == ISOLATION_PORTS)
		return guard_fork();
	if (choice->user_namespace)
		flags |= CLONE_NEWUSER;
	return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, 0UL);
}

/*
 * The kernel forgets the death signal when credentials change, so this comes
 * after that.  A parent that died before cannot be seen with getppid(), which
 * is 0 in a process namespace anyway: but then his end of the line is closed.
 */
static bool
die_with_parent(int line, struct err *err)
{
	struct pollfd poll_line = {.fd = line, .events = POLLIN};

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
		return err_system(err, "PR_SET_PDEATHSIG");
	if (poll(&poll_line, 1, 0) == 1 && poll_line.revents & POLLHUP)
		_exit(1);
	return true;
}

/*
 * Root in a lab that shares the machine's user ids can still do what no
 * namespace holds back.  A client under test needs none of it.
 */
static bool
give_up_powers(struct err *err)
{
	static const unsigned long powers[] = {CAP_SYS_MODULE, CAP_SYS_RAWIO,
	    CAP_SYS_BOOT, CAP_SYS_TIME, CAP_MKNOD, CAP_SYSLOG, CAP_MAC_ADMIN,
	    CAP_MAC_OVERRIDE, CAP_AUDIT_CONTROL, CAP_WAKE_ALARM,
	    CAP_BLOCK_SUSPEND, CAP_SYS_ADMIN, CAP_SYS_PTRACE,
	    CAP_DAC_READ_SEARCH, CAP_NET_ADMIN};

	for (size_t i = 0; i < sizeof(powers) / sizeof(powers[0]); i++)
		if (prctl(PR_CAPBSET_DROP, powers[i], 0, 0, 0) == -1 &&
		    errno != EINVAL && errno != EPERM)
			return err_system(err, "PR_CAPBSET_DROP");
	return true;
}

static bool
become_root(const struct seal_choice *choice, struct err *err)
{
	bool single = choice->user_namespace && !choice->many_ids;

	/* With one id the kernel forbids setgroups (user_namespaces(7)). */
	if (!single && setgroups(0, NULL) == -1)
		return err_system(err, "setgroups");
	if (setresgid(0, 0, 0) == -1 || setresuid(0, 0, 0) == -1)
		return err_system(err, "become root of the namespace");
	/* Else /proc/self belongs to the machine's root. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == -1)
		return err_system(err, "PR_SET_DUMPABLE");
	return choice->user_namespace || give_up_powers(err);
}

static bool
build(const struct seal_options *options, int line, struct err *err)
{
	if (options->choice.isolation == ISOLATION_PORTS) {
		if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == -1)
			return err_system(err, "PR_SET_CHILD_SUBREAPER");
		return die_with_parent(line, err);
	}
	return become_root(&options->choice, err) &&
	       die_with_parent(line, err) && seal_net_up(err) &&
	       seal_net_addresses(options->addresses, err) &&
	       seal_tree_enter(options, err) && seal_etc_fill(options, err);
}

/* The child's side; comes back only if all is well. */
static void
become_lab(const struct seal_options *options, int line)
{
	struct err err = {0};
	char mapped;

	if (!die_with_parent(line, &err) || recv(line, &mapped, 1, 0) != 1)
		_exit(1);
	if (!build(options, line, &err)) {
		send(line, &err, sizeof(err), MSG_NOSIGNAL);
		_exit(1);
	}
	if (send(line, &err, sizeof(err), MSG_NOSIGNAL) != sizeof(err))
		_exit(1);
}

static ssize_t
receive(int line, void *to, size_t size)
{
	ssize_t n;

	do
		n = recv(line, to, size, 0);
	while (n == -1 && errno == EINTR);
	return n;
}

/* The parent's side: give the child its ids, wait for its report. */
static bool
see_through(
    const struct seal_choice *choice, pid_t pid, int line, struct err *err)
{
	struct err report;

	if (choice->user_namespace && !seal_ids_map(pid, choice->many_ids, err))
		return false;
	if (send(line, "m", 1, MSG_NOSIGNAL) != 1)
		return err_system(err, "the sealed child is gone");
	if (receive(line, &report, sizeof(report)) != sizeof(report))
		return err_set(err, ERR_SYSTEM, "the sealed child died");
	if (report.kind == ERR_NONE)
		return true;
	*err = report;
	return false;
}

void
seal_kill(pid_t pid, const struct seal_choice *choice)
{
	if (choice->isolation == ISOLATION_PORTS)
		guard_end(pid);
	else
		kill(pid, SIGKILL);
}

static void
bury(pid_t pid, const struct seal_choice *choice)
{
	seal_kill(pid, choice);
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
}

pid_t
seal_fork(const struct seal_options *options, struct err *err)
{
	int ends[2];
	pid_t pid;

	maker = (struct seal_maker){
	    .uid = geteuid(), .gid = getegid(), .choice = options->choice};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == -1) {
		err_system(err, "socketpair");
		return -1;
	}
	pid = start(&options->choice);
	if (pid == 0) {
		close(ends[0]);
		become_lab(options, ends[1]);
		close(ends[1]);
		return 0;
	}
	close(ends[1]);
	if (pid == -1) {
		err_system(err, "make namespaces");
	} else if (!see_through(&options->choice, pid, ends[0], err)) {
		bury(pid, &options->choice);
		pid = -1;
	}
	close(ends[0]);
	return pid;
}
