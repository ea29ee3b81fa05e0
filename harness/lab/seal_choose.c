/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_choose.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/stat.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_ids.h"

static const char *const names[] = {
    [ISOLATION_AUTO] = "auto",
    [ISOLATION_NETNS] = "netns",
    [ISOLATION_ROOT] = "root",
    [ISOLATION_PORTS] = "ports",
};

bool
seal_isolation_parse(const char *word, enum isolation *isolation)
{
	for (int i = ISOLATION_AUTO; i <= ISOLATION_PORTS; i++)
		if (strcmp(word, names[i]) == 0) {
			*isolation = (enum isolation)i;
			return true;
		}
	return false;
}

const char *
seal_isolation_name(enum isolation isolation)
{
	return names[isolation];
}

/* What the kernel's switches say when they forbid what we need. */
static const struct {
	const char *path, *forbids, *text, *mend;
} switches[] = {
    {"/proc/sys/user/max_user_namespaces", "0\n",
	"user namespaces are switched off (user.max_user_namespaces is 0)",
	"sudo sysctl -w user.max_user_namespaces=10000"},
    {"/proc/sys/user/max_net_namespaces", "0\n",
	"network namespaces are switched off (user.max_net_namespaces is 0)",
	"sudo sysctl -w user.max_net_namespaces=10000"},
    {"/proc/sys/kernel/unprivileged_userns_clone", "0\n",
	"user namespaces are for root only "
	"(kernel.unprivileged_userns_clone is 0)",
	"sudo sysctl -w kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n",
	"Ubuntu blocks user namespaces for this program (AppArmor)",
	"sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"},
};

static bool
file_has_line(const char *path, const char *wanted)
{
	char line[128];
	bool found = false;
	FILE *in = fopen(path, "re");

	while (in != NULL && !found && fgets(line, sizeof(line), in) != NULL)
		found = strcmp(line, wanted) == 0;
	if (in != NULL)
		fclose(in);
	return found;
}

/* In a chroot / is seldom a mount, and never the one of the first process. */
static bool
in_chroot(void)
{
	struct statx here, first;

	if (statx(AT_FDCWD, "/", 0, STATX_INO, &here) == -1)
		return false;
	if (here.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT &&
	    !(here.stx_attributes & STATX_ATTR_MOUNT_ROOT))
		return true;
	return statx(AT_FDCWD, "/proc/1/root/", 0, STATX_INO, &first) == 0 &&
	       (here.stx_ino != first.stx_ino ||
		   here.stx_dev_major != first.stx_dev_major ||
		   here.stx_dev_minor != first.stx_dev_minor);
}

/*
 * A chroot at a mount looks like any root.  But where no setting forbids user
 * namespaces, EPERM is for processes in a chroot (user_namespaces(7)).
 */
static bool
may_not_have_any(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(unshare(CLONE_NEWUSER) == -1 && errno == EPERM);
	while (pid > 0 && waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	return status != 0;
}

static void
obstacle(struct seal_obstacle *o, const char *text, const char *mend)
{
	snprintf(o->text, sizeof(o->text), "%s", text);
	snprintf(o->mend, sizeof(o->mend), "%s", mend);
}

static bool
find_switch(struct seal_obstacle *o)
{
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (file_has_line(switches[i].path, switches[i].forbids)) {
			obstacle(o, switches[i].text, switches[i].mend);
			return true;
		}
	return false;
}

void
seal_obstacle_find(struct seal_obstacle *o, const struct err *refusal)
{
	bool chrooted = in_chroot();

	if (!chrooted && find_switch(o))
		return;
	if (!chrooted && file_has_line("/proc/self/status", "Seccomp:\t2\n"))
		obstacle(o, "the container forbids namespaces (seccomp)",
		    "start the container with --security-opt "
		    "seccomp=unconfined, or --privileged");
	else if (chrooted || may_not_have_any())
		obstacle(o, "namespaces are forbidden here (chroot)",
		    "enter the tree with pivot_root or systemd-nspawn, not "
		    "chroot");
	else
		obstacle(o, refusal->text, "sudo badmx ... --isolation root");
}

/*
 * A chroot whose top happens to be a mount lets root build nearly all of it;
 * but a process there is still in a chroot for the kernel, which shows in
 * that it may not have a user namespace (user_namespaces(7), EPERM).
 */
static int
judge_seal(bool real_root)
{
	if (real_root && unshare(CLONE_NEWUSER) == -1 && errno == EPERM)
		return 2;
	return 0;
}

/* Makes a sealed child and throws it away. */
static bool
try(const struct seal_choice *choice, struct err *err)
{
	struct seal_options options = {.choice = *choice};
	pid_t pid = seal_fork(&options, err);
	int status = -1;

	if (pid == 0)
		_exit(judge_seal(!choice->user_namespace));
	if (pid == -1)
		return false;
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	if (status != 0)
		return err_set(err, ERR_SYSTEM, "this is a chroot");
	return true;
}

static bool
try_as_root(bool many_ids, struct seal_choice *choice, struct err *err)
{
	*choice = (struct seal_choice){.isolation = ISOLATION_NETNS,
	    .text = "own network namespace (as root)"};
	if (!try(choice, err))
		return false;
	/* Root of a small user namespace is not root enough. */
	choice->many_ids = many_ids;
	if (many_ids && seal_ids_here() < 1000)
		return err_set(err, ERR_PERMISSION,
		    "this client needs several user ids, and only %lu exist "
		    "in this user namespace (package uidmap, /etc/subuid)",
		    seal_ids_here());
	return true;
}

static bool
try_as_user(bool many_ids, struct seal_choice *choice, struct err *err)
{
	*choice = (struct seal_choice){.isolation = ISOLATION_NETNS,
	    .user_namespace = true,
	    .text = "own network namespace, no root"};
	if (!try(choice, err))
		return false;
	if (!many_ids)
		return true;
	choice->many_ids = true;
	snprintf(choice->text, sizeof(choice->text),
	    "own network namespace, no root, user ids from /etc/subuid");
	if (seal_ids_ready(err) && try(choice, err))
		return true;
	err->kind = ERR_PERMISSION; /* one id worked: only rights are missing */
	return false;
}

static bool
take_root(bool many_ids, struct seal_choice *choice, struct err *err)
{
	if (geteuid() != 0)
		return err_set(err, ERR_PERMISSION,
		    "--isolation root takes root: sudo badmx ...");
	if (!try_as_root(many_ids, choice, err))
		return err_within(err, "no private network here");
	choice->isolation = ISOLATION_ROOT;
	return true;
}

/* If it fails with choice->many_ids set, namespaces work, but not the ids. */
static bool
take_netns(bool many_ids, struct seal_choice *choice, struct err *err)
{
	if (geteuid() == 0) {
		if (try_as_root(many_ids, choice, err))
			return true;
		if (choice->many_ids)
			return false;
	}
	return try_as_user(many_ids, choice, err);
}

bool
seal_choose(enum isolation wanted, bool many_ids, struct seal_choice *choice,
    struct err *err)
{
	struct seal_obstacle o = {.text = "as asked"};
	struct err refusal = {0};

	if (wanted == ISOLATION_ROOT)
		return take_root(many_ids, choice, err);
	if (wanted != ISOLATION_PORTS) {
		if (take_netns(many_ids, choice, &refusal))
			return true;
		if (choice->many_ids) { /* possible, with other rights */
			*err = refusal;
			return false;
		}
		seal_obstacle_find(&o, &refusal);
		if (wanted == ISOLATION_NETNS)
			return err_set(
			    err, ERR_SYSTEM, "no private network: %s", o.text);
	}
	*choice = (struct seal_choice){.isolation = ISOLATION_PORTS};
	snprintf(choice->text, sizeof(choice->text), "high ports: %s", o.text);
	return true;
}
