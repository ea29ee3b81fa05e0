/* SPDX-License-Identifier: MIT */
#include "harness/run/log_tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>
#include <sys/stat.h>

#include "sim/base/mem.h"

#define LOOK_MS	       30
#define CHUNK_BYTES    65536
#define MAX_LINE_BYTES 65536

struct log_tail {
	char *path;
	int fd; /* -1: not open */
	ino_t inode;
	struct evbuffer *pending;
	struct event *timer;
	log_line_fn *on_line;
	void *arg;
};

static void
open_file(struct log_tail *tail)
{
	struct stat st;

	tail->fd = open(tail->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (tail->fd != -1 && fstat(tail->fd, &st) == 0)
		tail->inode = st.st_ino;
}

static bool
was_replaced(const struct log_tail *tail)
{
	struct stat st;

	return stat(tail->path, &st) == 0 && st.st_ino != tail->inode;
}

static void
tell_lines(struct log_tail *tail)
{
	char *line;

	while ((line = evbuffer_readln(tail->pending, NULL, EVBUFFER_EOL_LF)) !=
	       NULL) {
		tail->on_line(line, tail->arg);
		free(line);
	}
	if (evbuffer_get_length(tail->pending) > MAX_LINE_BYTES)
		evbuffer_drain(
		    tail->pending, evbuffer_get_length(tail->pending));
}

/* The old file is at its end: what it began to say is all it will say. */
static void
leave_file(struct log_tail *tail)
{
	if (evbuffer_get_length(tail->pending) > 0) {
		evbuffer_add(tail->pending, "\n", 1);
		tell_lines(tail);
	}
	close(tail->fd);
	tail->fd = -1;
}

/* As logrotate's copytruncate does it. */
static bool
was_cut_short(const struct log_tail *tail)
{
	struct stat st;

	return fstat(tail->fd, &st) == 0 &&
	       st.st_size < lseek(tail->fd, 0, SEEK_CUR);
}

void
log_tail_look(struct log_tail *tail)
{
	if (tail->fd == -1)
		open_file(tail);
	if (tail->fd == -1)
		return;
	while (evbuffer_read(tail->pending, tail->fd, CHUNK_BYTES) > 0)
		tell_lines(tail);
	if (was_replaced(tail))
		leave_file(tail);
	else if (was_cut_short(tail))
		lseek(tail->fd, 0, SEEK_SET);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	log_tail_look(arg);
}

struct log_tail *
log_tail_new(
    struct event_base *base, const char *path, log_line_fn *on_line, void *arg)
{
	struct log_tail *tail = xcalloc(1, sizeof(*tail));
	struct timeval often = {0, LOOK_MS * 1000L};

	tail->path = xstrdup(path);
	tail->fd = -1;
	tail->on_line = on_line;
	tail->arg = arg;
	tail->pending = evbuffer_new();
	tail->timer = event_new(base, -1, EV_PERSIST, on_timer, tail);
	if (tail->pending == NULL || tail->timer == NULL)
		out_of_memory();
	event_add(tail->timer, &often);
	return tail;
}

void
log_tail_free(struct log_tail *tail)
{
	if (tail == NULL)
		return;
	event_free(tail->timer);
	evbuffer_free(tail->pending);
	if (tail->fd != -1)
		close(tail->fd);
	free(tail->path);
	free(tail);
}
