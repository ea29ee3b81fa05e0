/* SPDX-License-Identifier: MIT */
#include "harness/base/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "sim/base/mem.h"

#define MAX_BYTES ((size_t)INPUT_FILE_MEGABYTES << 20)

static bool
refuse(const char *path, const char *why, struct err *err)
{
	return err_set(
	    err, ERR_MISSING, "cannot read \"%.800s\": %s", path, why);
}

static bool
is_file(const char *path, int fd, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return refuse(path, strerror(errno), err);
	if (S_ISREG(st.st_mode))
		return true;
	return refuse(path,
	    S_ISDIR(st.st_mode)	   ? "it is a folder"
	    : S_ISFIFO(st.st_mode) ? "it is a pipe, not a file"
				   : "it is a device or socket, not a file",
	    err);
}

static bool
read_all(const char *path, int fd, char *text, size_t *len, struct err *err)
{
	ssize_t n;

	*len = 0;
	while ((n = read(fd, text + *len, MAX_BYTES + 1 - *len)) != 0) {
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return refuse(path, strerror(errno), err);
		*len += (size_t)n;
	}
	text[*len] = '\0';
	return *len <= MAX_BYTES ||
	       err_input(err, "cannot read \"%.800s\": it is larger than %d MB",
		   path, INPUT_FILE_MEGABYTES);
}

char *
input_file_read(const char *path, size_t *len, struct err *err)
{
	/* Not even the opening of a pipe may wait for its other end. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char *text = NULL;
	size_t n;

	if (fd == -1) {
		refuse(path, strerror(errno), err);
		return NULL;
	}
	if (is_file(path, fd, err)) {
		text = xcalloc(MAX_BYTES + 2, 1);
		if (read_all(path, fd, text, &n, err)) {
			text = xreallocarray(text, n + 1, 1);
			if (len != NULL)
				*len = n;
		} else {
			free(text);
			text = NULL;
		}
	}
	close(fd);
	return text;
}
