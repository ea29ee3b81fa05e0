/* SPDX-License-Identifier: MIT */
#include "harness/run/knock.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <event2/util.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define PATIENCE_MS 10

/* -1: it is no address, or there can be no socket for it. */
static int
open_for(const char *address, struct sockaddr_storage *sa, socklen_t *len)
{
	int n = sizeof(*sa);

	if (evutil_parse_sockaddr_port(address, (struct sockaddr *)sa, &n) ==
	    -1)
		return -1;
	*len = (socklen_t)n;
	return socket(
	    sa->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* On loopback the answer is there at once, but if an accept queue is full. */
static enum knock
result_of_connect(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	socklen_t len = sizeof(int);
	int error = 0;

	if (poll(&p, 1, PATIENCE_MS) != 1)
		return KNOCK_BUSY;
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	return error == 0 ? KNOCK_ANSWERED : KNOCK_REFUSED;
}

enum knock
knock(const char *address)
{
	struct sockaddr_storage sa;
	socklen_t len;
	int fd = open_for(address, &sa, &len);
	enum knock answer = KNOCK_REFUSED;

	if (fd == -1)
		return KNOCK_REFUSED;
	if (connect(fd, (struct sockaddr *)&sa, len) == 0)
		answer = KNOCK_ANSWERED;
	else if (errno == EINPROGRESS)
		answer = result_of_connect(fd);
	close(fd);
	return answer;
}

/* SO_REUSEADDR: what is left of a connection that has ended does not count. */
bool
knock_taken(const char *address)
{
	struct sockaddr_storage sa;
	socklen_t len;
	int fd = open_for(address, &sa, &len), on = 1;
	bool taken;

	if (fd == -1)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	taken = (bind(fd, (struct sockaddr *)&sa, len) == -1 ||
		    listen(fd, 1) == -1) &&
		errno == EADDRINUSE;
	close(fd);
	return taken;
}
