/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "harness/lab/seal.h"
#include "sim/base/mem.h"

/* Calls do_it for each name in a directory but "." and ".."; a missing
 * directory has none. */
static bool
each_name(const char *path,
    bool (*do_it)(const char *name, void *arg, struct err *), void *arg,
    struct err *err)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	bool ok = true;

	if (dir == NULL)
		return errno == ENOENT || err_system(err, "%s", path);
	while (ok && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			ok = do_it(entry->d_name, arg, err);
	closedir(dir);
	return ok;
}

struct pair {
	const char *from, *to;
	const char *const *skip;
};

static bool
link_to(const char *target, const char *path, struct err *err)
{
	if (symlink(target, path) == -1)
		return err_system(err, "link %s", path);
	return true;
}

/* A relative link would lead elsewhere from another depth: it is copied. */
static bool
copy_link(const char *from, const char *to, struct err *err)
{
	char target[PATH_MAX];
	ssize_t n = readlink(from, target, sizeof(target) - 1);

	if (n == -1)
		return err_system(err, "%s", from);
	target[n] = '\0';
	return link_to(target, to, err);
}

static bool
link_one(const char *name, void *arg, struct err *err)
{
	const struct pair *pair = arg;
	const char *const *skip = pair->skip;
	char from[PATH_MAX], to[PATH_MAX];
	struct stat st;

	for (; skip != NULL && *skip != NULL; skip++)
		if (strcmp(name, *skip) == 0)
			return true;
	snprintf(from, sizeof(from), "%s/%s", pair->from, name);
	snprintf(to, sizeof(to), "%s/%s", pair->to, name);
	if (lstat(from, &st) == -1)
		return true;
	if (S_ISLNK(st.st_mode))
		return copy_link(from, to, err);
	return link_to(from, to, err);
}

bool
seal_file_link_all(
    const char *from, const char *to, const char *const *skip, struct err *err)
{
	struct pair pair = {from, to, skip};

	return each_name(from, link_one, &pair, err);
}

/* A link into the machine's /etc becomes a directory of links. */
static bool
open_up(const char *path, struct err *err)
{
	static const char machine[] = SEAL_MACHINE_ETC "/";
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	if (n <= 0)
		return true;
	target[n] = '\0';
	if (strncmp(target, machine, sizeof(machine) - 1) != 0)
		return true;
	if (unlink(path) == -1 || mkdir(path, 0755) == -1)
		return err_system(err, "make %s private", path);
	return seal_file_link_all(target, path, NULL, err);
}

static bool
enter(const char *path, struct err *err)
{
	if (!open_up(path, err))
		return false;
	if (mkdir(path, 0755) == -1 && errno != EEXIST)
		return err_system(err, "make %s", path);
	return true;
}

/* Makes the directories above the last component. */
static bool
make_way(const char *path, struct err *err)
{
	char *copy = xstrdup(path), *slash = copy;
	bool ok = true;

	if (path[0] != '/') {
		free(copy);
		return err_input(err, "%s: not an absolute path", path);
	}
	while (ok && (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		ok = enter(copy, err);
		*slash = '/';
	}
	free(copy);
	return ok;
}

static bool
write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

bool
seal_file_write(const char *path, mode_t mode, const char *text, size_t len,
    struct err *err)
{
	bool ok;
	int fd;

	if (!make_way(path, err))
		return false;
	if (unlink(path) == -1 && errno != ENOENT)
		return err_system(err, "replace %s", path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return err_system(err, "make %s", path);
	ok = write_all(fd, text, len) && fchmod(fd, mode) == 0;
	if (!ok)
		err_system(err, "write %s", path);
	close(fd);
	return ok;
}

bool
seal_file_mkdir(const char *path, mode_t mode, struct err *err)
{
	if (!make_way(path, err) || !enter(path, err))
		return false;
	if (chmod(path, mode) == -1)
		return err_system(err, "chmod %s", path);
	return true;
}

char *
seal_file_read(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t size = 0, used = 0;
	char *text = NULL;
	ssize_t n = 0;

	if (fd == -1)
		return NULL;
	do {
		used += (size_t)n;
		if (used + 1 >= size) {
			size = size == 0 ? 8192 : size * 2;
			text = xreallocarray(text, size, 1);
		}
		n = read(fd, text + used, size - used - 1);
	} while (n > 0);
	close(fd);
	text[used] = '\0';
	if (len != NULL)
		*len = used;
	return text;
}

static bool
copy_file(const char *from, const char *to, mode_t mode, struct err *err)
{
	size_t len;
	char *text = seal_file_read(from, &len);
	bool ok;

	/* A package's secrets, unpacked by root, are not for everybody. */
	if (text == NULL && errno == EACCES)
		return true;
	if (text == NULL)
		return err_system(err, "read %s", from);
	ok = seal_file_write(to, mode, text, len, err);
	free(text);
	return ok;
}

static bool
copy_one(const char *name, void *arg, struct err *err)
{
	const struct pair *pair = arg;
	char from[PATH_MAX], to[PATH_MAX];
	struct stat st, there;

	snprintf(from, sizeof(from), "%s/%s", pair->from, name);
	snprintf(to, sizeof(to), "%s/%s", pair->to, name);
	if (lstat(from, &st) == -1)
		return err_system(err, "%s", from);
	if (S_ISDIR(st.st_mode)) {
		/* /var/run and the like are links into the lab. */
		if (stat(to, &there) == -1 || !S_ISDIR(there.st_mode)) {
			unlink(to);
			if (!seal_file_mkdir(to, st.st_mode & 07777, err))
				return false;
		} else if (!open_up(to, err)) {
			return false;
		}
		return seal_file_copy(from, to, err);
	}
	if (S_ISREG(st.st_mode))
		return copy_file(from, to, st.st_mode & 07777, err);
	if (!S_ISLNK(st.st_mode) || lstat(to, &there) == 0)
		return true;
	return copy_link(from, to, err);
}

bool
seal_file_copy(const char *from, const char *to, struct err *err)
{
	struct pair pair = {from, to, NULL};

	return each_name(from, copy_one, &pair, err);
}
