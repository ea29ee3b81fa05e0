/* SPDX-License-Identifier: MIT */
#include "harness/run/lab_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>

#include "sim/base/mem.h"

#define MAX_LINE_BYTES (4 << 20)
#define CHUNK_BYTES    65536

static bool
send_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent > 0) {
			p += sent;
			n -= (size_t)sent;
		} else if (errno == EAGAIN) {
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1,
			    1000);
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool
lab_wire_send(int fd, json_t *message)
{
	char *line = json_dumps(message, JSON_COMPACT);
	bool sent = true;

	if (line != NULL) {
		size_t n = strlen(line);

		line[n] = '\n'; /* instead of the NUL */
		sent = send_all(fd, line, n + 1);
	}
	free(line);
	json_decref(message);
	return sent;
}

/* Calls back for the whole lines at the front of the buffer. */
static bool
take_lines(struct lab_wire_reader *r, lab_wire_message_fn *fn, void *arg)
{
	char *start = r->buf, *nl;
	json_t *message;

	while ((nl = memchr(start, '\n', r->len - (size_t)(start - r->buf))) !=
	       NULL) {
		message = json_loadb(
		    start, (size_t)(nl - start), JSON_ALLOW_NUL, NULL);
		if (message == NULL)
			return false;
		fn(message, arg);
		json_decref(message);
		start = nl + 1;
	}
	r->len -= (size_t)(start - r->buf);
	memmove(r->buf, start, r->len);
	return r->len < MAX_LINE_BYTES;
}

bool
lab_wire_read(
    struct lab_wire_reader *r, int fd, lab_wire_message_fn *fn, void *arg)
{
	ssize_t n;

	if (r->size - r->len < CHUNK_BYTES) {
		r->size = r->len + CHUNK_BYTES;
		r->buf = xreallocarray(r->buf, r->size, 1);
	}
	n = read(fd, r->buf + r->len, r->size - r->len);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return false;
	r->len += (size_t)n;
	return take_lines(r, fn, arg);
}

void
lab_wire_reader_clear(struct lab_wire_reader *r)
{
	free(r->buf);
	memset(r, 0, sizeof(*r));
}
