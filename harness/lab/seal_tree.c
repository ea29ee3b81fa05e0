/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_client.h"
#include "harness/lab/seal_dev.h"
#include "sim/base/mem.h"

#define MACHINE SEAL_TREE_MACHINE
#define LAB	SEAL_TREE_LAB

/* The top-level names that are not the machine's. */
static const char *const own[] = {
    "dev", "etc", "proc", "run", "sys", "tmp", "var", "lost+found", NULL};

static const struct {
	const char *path;
	mode_t mode;
} directories[] = {
    {LAB "/etc", 0755},
    {LAB "/tmp", 01777},
    {LAB "/run", 0755},
    {LAB "/run/lock", 01777},
    {LAB "/run/badmx", 0755},
    {LAB "/run/badmx/etc", 0755},
    {LAB "/run/badmx/client", 0755},
    {LAB "/run/badmx/home", 01777},
    {LAB "/var", 0755},
    {LAB "/var/cache", 0755},
    {LAB "/var/lib", 0755},
    {LAB "/var/log", 0755},
    {LAB "/var/mail", 01777},
    {LAB "/var/spool", 0755},
    {LAB "/var/tmp", 01777},
};

bool
seal_tree_bind(
    const char *from, const char *to, bool read_only, struct err *err)
{
	struct mount_attr locked = {.attr_set = MOUNT_ATTR_RDONLY};

	/* A part of a tree cannot be had in a user namespace, only all. */
	if (mount(from, to, NULL, MS_BIND | MS_REC, NULL) == -1)
		return err_system(err, "bind %s", to);
	if (read_only && mount_setattr(AT_FDCWD, to, AT_RECURSIVE, &locked,
			     sizeof(locked)) == -1)
		return err_system(err, "make %s read-only", to);
	return true;
}

bool
seal_tree_mkdirs(const char *path, struct err *err)
{
	char *copy = xstrdup(path);
	bool ok = true;

	for (char *s = copy + 1; ok && *s != '\0'; s++) {
		s += strcspn(s, "/");
		char end = *s;

		*s = '\0';
		ok = mkdir(copy, 0755) == 0 || errno == EEXIST;
		*s = end;
		if (end == '\0')
			break;
	}
	if (!ok)
		err_system(err, "make %s", path);
	free(copy);
	return ok;
}

static bool
is_own(const char *name)
{
	for (int i = 0; own[i] != NULL; i++)
		if (strcmp(name, own[i]) == 0)
			return true;
	return false;
}

/*
 * The machine is read-only for a client.  A place that cannot be shown (a
 * file system that is gone) is just not there, but /usr must be.
 */
static bool
show(const char *name, bool writable, struct err *err)
{
	char from[PATH_MAX], to[PATH_MAX], target[PATH_MAX];
	struct stat st;
	ssize_t n;

	snprintf(from, sizeof(from), MACHINE "/%s", name);
	snprintf(to, sizeof(to), LAB "/%s", name);
	if (lstat(from, &st) == -1)
		return true;
	if (S_ISLNK(st.st_mode)) {
		n = readlink(from, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		if (symlink(target, to) == -1)
			return err_system(err, "link /%s", name);
		return true;
	}
	if (!S_ISDIR(st.st_mode))
		return true;
	if (mkdir(to, 0755) == -1)
		return err_system(err, "make /%s", name);
	if (seal_tree_bind(from, to, !writable, err))
		return true;
	if (strcmp(name, "usr") == 0)
		return false;
	return umount2(to, MNT_DETACH) == 0 || rmdir(to) == 0 || true;
}

/* Programs and libraries stay read-only whatever the caller wants. */
static bool
is_system(const char *name)
{
	return strcmp(name, "usr") == 0 || strcmp(name, "bin") == 0 ||
	       strcmp(name, "sbin") == 0 || strncmp(name, "lib", 3) == 0 ||
	       strcmp(name, "boot") == 0;
}

static bool
show_machine(bool writable, struct err *err)
{
	DIR *top = opendir(MACHINE);
	struct dirent *entry;
	bool ok = true;

	if (top == NULL)
		return err_system(err, "read /");
	while (ok && (entry = readdir(top)) != NULL)
		if (entry->d_name[0] != '.' && !is_own(entry->d_name))
			ok = show(entry->d_name,
			    writable && !is_system(entry->d_name), err);
	closedir(top);
	return ok;
}

static bool
make_directories(struct err *err)
{
	size_t n = sizeof(directories) / sizeof(directories[0]);

	for (size_t i = 0; i < n; i++) {
		const char *path = directories[i].path;

		if (mkdir(path, 0755) == -1 ||
		    chmod(path, directories[i].mode) == -1)
			return err_system(err, "make %s", path);
	}
	if (symlink("/run", LAB "/var/run") == -1 ||
	    symlink("/run/lock", LAB "/var/lock") == -1)
		return err_system(err, "link /var/run");
	return seal_tree_bind(MACHINE "/etc", LAB SEAL_MACHINE_ETC, true, err);
}

/*
 * A folder of the machine below one of our own (/tmp/build, /var/www) at the
 * same path.  What is a directory of the lab itself stays the lab's.
 */
static bool
keep_in_view(const char *path, bool writable, struct err *err)
{
	char top[NAME_MAX + 1], from[PATH_MAX + 16], to[PATH_MAX + 16];
	struct stat st, here;
	size_t n;

	if (path == NULL || path[0] != '/')
		return true;
	n = strcspn(path + 1, "/");
	if (n == 0 || n > NAME_MAX)
		return true;
	memcpy(top, path + 1, n);
	top[n] = '\0';
	snprintf(from, sizeof(from), MACHINE "%s", path);
	snprintf(to, sizeof(to), LAB "%s", path);
	if (!is_own(top) || stat(from, &st) == -1 || !S_ISDIR(st.st_mode))
		return true;
	if (stat(to, &here) == 0 &&
	    (!writable || here.st_dev != st.st_dev || here.st_ino != st.st_ino))
		return true; /* the lab's own, or in view already */
	return seal_tree_mkdirs(to, err) &&
	       seal_tree_bind(from, to, !writable, err);
}

static int
by_length(const void *a, const void *b)
{
	size_t m = strlen(*(char *const *)a), n = strlen(*(char *const *)b);

	return m < n ? -1 : m > n;
}

/*
 * Paths of the machine, free of symbolic links: those would lead astray once
 * / is another.  Allocated, ends with NULL, the working directory first.
 */
static char **
paths_to_keep(const struct seal_options *options)
{
	const char *const *reach = options->reach;
	size_t n = 0, most = 3;
	char **paths, *program;

	while (reach != NULL && reach[most - 3] != NULL)
		most++;
	paths = xcalloc(most, sizeof(*paths));
	paths[n] = getcwd(NULL, 0);
	if (paths[n] == NULL)
		paths[n] = xstrdup("/");
	n++;
	program = realpath("/proc/self/exe", NULL);
	if (program != NULL && strrchr(program, '/') != NULL) {
		*strrchr(program, '/') = '\0';
		paths[n++] = program;
	}
	for (; reach != NULL && *reach != NULL; reach++) {
		paths[n] = realpath(*reach, NULL);
		if (paths[n] != NULL)
			n++;
	}
	return paths;
}

static void
free_paths(char **paths)
{
	for (size_t i = 0; paths[i] != NULL; i++)
		free(paths[i]);
	free(paths);
}

/* A folder before what lies in it.  Only the first may be writable. */
static bool
keep_all_in_view(char *const *keep, bool writable, struct err *err)
{
	size_t n = 0;
	char **sorted;
	bool ok = true;

	while (keep[n] != NULL)
		n++;
	sorted = xmemdup(keep, n * sizeof(*keep));
	qsort(sorted, n, sizeof(*sorted), by_length);
	for (size_t i = 0; ok && i < n; i++)
		ok = keep_in_view(
		    sorted[i], writable && sorted[i] == keep[0], err);
	free(sorted);
	return ok;
}

static bool
populate(const struct seal_options *options, char *const *keep,
    const char *client, struct err *err)
{
	if (!show_machine(options->writable, err) || !make_directories(err) ||
	    !seal_client_lay(client, err))
		return false;
	return keep_all_in_view(keep, options->writable, err) &&
	       seal_dev_make(!options->choice.user_namespace, err);
}

/*
 * A small tmpfs becomes /, with the machine's tree and the lab's below it.
 * It may cover any directory, for after pivot_root(2) that is seen again.
 */
static bool
step_aside(unsigned size_mb, struct err *err)
{
	char size[64];

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
		return err_system(err, "make the mount tree private");
	if (mount("tmpfs", "/tmp", "tmpfs", MS_NODEV | MS_NOSUID,
		"mode=755,size=64k") == -1 ||
	    chdir("/tmp") == -1 || mkdir("machine", 0755) == -1 ||
	    mkdir("lab", 0755) == -1)
		return err_system(err, "mount a tmpfs");
	snprintf(size, sizeof(size), "mode=755,size=%um",
	    size_mb > 0 ? size_mb : SEAL_DEFAULT_SIZE);
	if (mount("tmpfs", "lab", "tmpfs", MS_NODEV, size) == -1)
		return err_system(err, "mount a tmpfs");
	if (syscall(SYS_pivot_root, ".", "machine") == -1 || chdir("/") == -1)
		return err_system(err, "pivot_root");
	return true;
}

/* The old root lands on top of the new one, and is let go (pivot_root(2)). */
static bool
step_in(struct err *err)
{
	if (chdir(LAB) == -1 || syscall(SYS_pivot_root, ".", ".") == -1 ||
	    umount2(".", MNT_DETACH) == -1 || chdir("/") == -1)
		return err_system(err, "pivot_root into the lab");
	return true;
}

static bool
enter(const struct seal_options *options, char *const *keep, const char *client,
    struct err *err)
{
	if (options->client_root != NULL && client == NULL)
		return err_set(err, ERR_MISSING,
		    "--client-root %s: no such "
		    "folder",
		    options->client_root);
	if (!step_aside(options->size_mb, err) ||
	    !populate(options, keep, client, err) || !step_in(err))
		return false;
	/* A directory that the lab has no place for leaves us in /. */
	return chdir(keep[0]) == 0 || chdir("/") == 0;
}

bool
seal_tree_enter(const struct seal_options *options, struct err *err)
{
	mode_t mask = umask(022);
	char **keep = paths_to_keep(options);
	char *client = options->client_root == NULL
			   ? NULL
			   : realpath(options->client_root, NULL);
	bool ok = enter(options, keep, client, err);

	free(client);
	free_paths(keep);
	umask(mask);
	return ok;
}
