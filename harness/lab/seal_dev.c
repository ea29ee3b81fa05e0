/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_dev.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include <sys/mount.h>
#include <sys/stat.h>

#include "harness/lab/seal_tree.h"

#define MACHINE SEAL_TREE_MACHINE
#define LAB	SEAL_TREE_LAB
#define QUIET	(MS_NOSUID | MS_NODEV | MS_NOEXEC)

static bool
show_device(const char *name, struct err *err)
{
	char from[PATH_MAX], to[PATH_MAX];
	int fd;

	snprintf(from, sizeof(from), MACHINE "/dev/%s", name);
	snprintf(to, sizeof(to), LAB "/dev/%s", name);
	if (access(from, F_OK) == -1)
		return true;
	fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return err_system(err, "make /dev/%s", name);
	close(fd);
	return seal_tree_bind(from, to, false, err);
}

/* Terminals belong to group 5 (tty), if that group exists here. */
static bool
make_terminals(struct err *err)
{
	static const char options[] = "newinstance,ptmxmode=0666,mode=620";
	char with_group[sizeof(options) + 8];

	snprintf(with_group, sizeof(with_group), "%s,gid=5", options);
	if (mkdir(LAB "/dev/pts", 0755) == -1)
		return err_system(err, "make /dev/pts");
	if (mount("devpts", LAB "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		with_group) == -1 &&
	    mount("devpts", LAB "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
		options) == -1)
		return err_system(err, "mount /dev/pts");
	return true;
}

static bool
make_links(struct err *err)
{
	static const char *const links[][2] = {{"pts/ptmx", "ptmx"},
	    {"/proc/self/fd", "fd"}, {"/proc/self/fd/0", "stdin"},
	    {"/proc/self/fd/1", "stdout"}, {"/proc/self/fd/2", "stderr"}};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		snprintf(path, sizeof(path), LAB "/dev/%s", links[i][1]);
		if (symlink(links[i][0], path) == -1)
			return err_system(err, "link /dev/%s", links[i][1]);
	}
	if (mkdir(LAB "/dev/shm", 0755) == -1 ||
	    chmod(LAB "/dev/shm", 01777) == -1)
		return err_system(err, "make /dev/shm");
	return true;
}

static bool
make_dev(struct err *err)
{
	static const char *const devices[] = {
	    "null", "zero", "full", "random", "urandom", "tty"};

	if (mkdir(LAB "/dev", 0755) == -1)
		return err_system(err, "make /dev");
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (!show_device(devices[i], err))
			return false;
	return make_terminals(err) && make_links(err);
}

/* Settings that are not of our namespaces are the whole machine's. */
static bool
protect_settings(struct err *err)
{
	return seal_tree_bind(LAB "/proc/sys", LAB "/proc/sys", true, err) &&
	       (access(LAB "/proc/sysrq-trigger", F_OK) == -1 ||
		   seal_tree_bind(LAB "/proc/sysrq-trigger",
		       LAB "/proc/sysrq-trigger", true, err));
}

/*
 * A container that hides parts of /proc may not mount a fresh one
 * (mount_namespaces(7), "fully visible"); then the old one has to do.
 */
static bool
make_proc(bool real_root, struct err *err)
{
	if (mkdir(LAB "/proc", 0555) == -1)
		return err_system(err, "make /proc");
	if (mount("proc", LAB "/proc", "proc", QUIET, NULL) == -1 &&
	    !seal_tree_bind(MACHINE "/proc", LAB "/proc", false, err))
		return false;
	return !real_root || protect_settings(err);
}

/* Nothing of a mail server needs /sys: if there is none to be had, so be it. */
static bool
make_sys(struct err *err)
{
	if (mkdir(LAB "/sys", 0555) == -1)
		return err_system(err, "make /sys");
	if (mount("sysfs", LAB "/sys", "sysfs", QUIET | MS_RDONLY, NULL) == -1)
		errno = 0;
	return true;
}

bool
seal_dev_make(bool real_root, struct err *err)
{
	return make_dev(err) && make_proc(real_root, err) && make_sys(err);
}
