/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "sim/base/clock.h"
#include "sim/base/mem.h"

#define BUFFER_SIZE 8192
#define HURRY_US    2000000

struct wire {
	int fd;
	SSL *ssl;
	int64_t timeout_us;
	int64_t wait_until; /* of the present call */
	int64_t total_until;
	size_t len;
	char buffer[BUFFER_SIZE];
	char trouble[200];
};

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static socklen_t
make_address(const char *text, uint16_t port, union address *to)
{
	memset(to, 0, sizeof(*to));
	if (inet_pton(AF_INET, text, &to->four.sin_addr) == 1) {
		to->four.sin_family = AF_INET;
		to->four.sin_port = htons(port);
		return sizeof(to->four);
	}
	if (inet_pton(AF_INET6, text, &to->six.sin6_addr) == 1) {
		to->six.sin6_family = AF_INET6;
		to->six.sin6_port = htons(port);
		return sizeof(to->six);
	}
	return 0;
}

/* Only an address of one of our own interfaces can be bound. */
static bool
can_be_bound(const union address *to)
{
	union address here = *to;
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ours;

	here.six.sin6_port = 0;
	ours = fd != -1 && bind(fd, &here.any, sizeof(here.six)) == 0;
	if (fd != -1)
		close(fd);
	return ours;
}

/*
 * 127.0.0.0/8 and ::1; of the world's fd42:6d78::/32 only what is an address
 * of this very machine: outside of a lab that prefix may lead somewhere.
 */
static bool
is_of_this_machine(const union address *to)
{
	static const uint8_t world[] = {0xfd, 0x42, 0x6d, 0x78};

	if (to->any.sa_family == AF_INET)
		return ntohl(to->four.sin_addr.s_addr) >> 24 == 127;
	if (IN6_IS_ADDR_LOOPBACK(&to->six.sin6_addr))
		return true;
	return memcmp(&to->six.sin6_addr, world, sizeof(world)) == 0 &&
	       can_be_bound(to);
}

static void
begin_wait(struct wire *wire)
{
	int64_t until = clock_monotonic_us() + wire->timeout_us;

	wire->wait_until =
	    until < wire->total_until ? until : wire->total_until;
}

static bool
wait_for(struct wire *wire, short events)
{
	struct pollfd p = {.fd = wire->fd, .events = events};
	int64_t left;
	int n;

	do {
		left = wire->wait_until - clock_monotonic_us();
		if (left <= 0)
			return false;
		n = poll(&p, 1, (int)((left + 999) / 1000));
	} while (n == 0 || (n == -1 && errno == EINTR));
	return n > 0;
}

static enum wire_end
connect_end(int error)
{
	switch (error) {
	case 0:
		return WIRE_OK;
	case ECONNREFUSED:
	case ECONNRESET:
		return WIRE_REFUSED;
	case ETIMEDOUT:
		return WIRE_TIMEOUT;
	default:
		return WIRE_UNREACHABLE;
	}
}

static enum wire_end
dial(struct wire *wire, const union address *to, socklen_t len)
{
	int one = 1, error = 0;
	socklen_t size = sizeof(error);

	begin_wait(wire);
	wire->fd = socket(
	    to->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (wire->fd == -1)
		return WIRE_UNREACHABLE;
	setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(wire->fd, &to->any, len) == 0)
		return WIRE_OK;
	if (errno != EINPROGRESS)
		return connect_end(errno);
	if (!wait_for(wire, POLLOUT))
		return WIRE_TIMEOUT;
	if (getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
		return WIRE_UNREACHABLE;
	return connect_end(error);
}

struct wire *
wire_open(
    const char *address, uint16_t port, unsigned timeout_s, enum wire_end *end)
{
	union address to;
	socklen_t len = make_address(address, port, &to);
	struct wire *wire;

	if (len == 0 || !is_of_this_machine(&to)) {
		*end = WIRE_FORBIDDEN;
		return NULL;
	}
	wire = xcalloc(1, sizeof(*wire));
	wire->timeout_us = (int64_t)timeout_s * 1000000;
	wire->total_until =
	    clock_monotonic_us() + wire->timeout_us * WIRE_TOTAL;
	*end = dial(wire, &to, len);
	if (*end != WIRE_OK) {
		wire_close(wire);
		return NULL;
	}
	return wire;
}

void
wire_hurry(struct wire *wire)
{
	wire->timeout_us = HURRY_US;
}

void
wire_close(struct wire *wire)
{
	if (wire == NULL)
		return;
	if (wire->ssl != NULL) {
		if (SSL_is_init_finished(wire->ssl))
			SSL_shutdown(wire->ssl);
		SSL_free(wire->ssl);
		ERR_clear_error();
	}
	if (wire->fd != -1)
		close(wire->fd);
	free(wire);
}

static void
note_trouble(struct wire *wire, int how)
{
	const char *why = ERR_reason_error_string(ERR_peek_error());

	if (why == NULL)
		why = how == SSL_ERROR_SYSCALL && errno != 0
			  ? strerror(errno)
			  : "the host closed the connection";
	snprintf(wire->trouble, sizeof(wire->trouble), "%s", why);
	ERR_clear_error();
}

/* After an SSL call that did not succeed: wait and say "again", or the end. */
static bool
try_again(struct wire *wire, int rc, enum wire_end *end)
{
	int how = SSL_get_error(wire->ssl, rc);
	short events = how == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;

	if (how == SSL_ERROR_WANT_READ || how == SSL_ERROR_WANT_WRITE) {
		*end = WIRE_TIMEOUT;
		return wait_for(wire, events);
	}
	note_trouble(wire, how);
	*end = how == SSL_ERROR_ZERO_RETURN || how == SSL_ERROR_SYSCALL
		   ? WIRE_CLOSED
		   : WIRE_TLS;
	return false;
}

enum wire_end
wire_start_tls(struct wire *wire, SSL *ssl)
{
	enum wire_end end = WIRE_OK;
	int rc;

	begin_wait(wire);
	wire->ssl = ssl;
	ERR_clear_error();
	errno = 0;
	if (!SSL_set_fd(ssl, wire->fd))
		out_of_memory();
	while ((rc = SSL_connect(ssl)) != 1)
		if (!try_again(wire, rc, &end))
			return end == WIRE_CLOSED ? WIRE_TLS : end;
	return WIRE_OK;
}

SSL *
wire_tls(const struct wire *wire)
{
	return wire->ssl;
}

const char *
wire_tls_trouble(const struct wire *wire)
{
	return wire->trouble;
}

size_t
wire_discard(struct wire *wire)
{
	size_t n = wire->len;

	wire->len = 0;
	return n;
}

static enum wire_end
send_plain(struct wire *wire, const char *bytes, size_t n, size_t *sent)
{
	ssize_t rc = send(wire->fd, bytes, n, MSG_NOSIGNAL);

	if (rc >= 0) {
		*sent = (size_t)rc;
		return WIRE_OK;
	}
	*sent = 0;
	if (errno == EAGAIN || errno == EINTR)
		return wait_for(wire, POLLOUT) ? WIRE_OK : WIRE_TIMEOUT;
	return WIRE_CLOSED;
}

static enum wire_end
send_tls(struct wire *wire, const char *bytes, size_t n, size_t *sent)
{
	enum wire_end end = WIRE_OK;
	int rc;

	ERR_clear_error();
	errno = 0;
	while ((rc = SSL_write_ex(wire->ssl, bytes, n, sent)) != 1)
		if (!try_again(wire, rc, &end))
			return end;
	return WIRE_OK;
}

enum wire_end
wire_send(struct wire *wire, const char *bytes, size_t n)
{
	enum wire_end end = WIRE_OK;
	size_t sent;

	begin_wait(wire);
	for (; n > 0 && end == WIRE_OK; bytes += sent, n -= sent)
		end = wire->ssl != NULL ? send_tls(wire, bytes, n, &sent)
					: send_plain(wire, bytes, n, &sent);
	return end;
}

static enum wire_end
receive_plain(struct wire *wire, char *to, size_t cap, size_t *got)
{
	ssize_t rc;

	for (;;) {
		rc = recv(wire->fd, to, cap, 0);
		if (rc > 0) {
			*got = (size_t)rc;
			return WIRE_OK;
		}
		if (rc == 0 || (errno != EAGAIN && errno != EINTR))
			return WIRE_CLOSED;
		if (!wait_for(wire, POLLIN))
			return WIRE_TIMEOUT;
	}
}

static enum wire_end
receive_tls(struct wire *wire, char *to, size_t cap, size_t *got)
{
	enum wire_end end = WIRE_OK;
	int rc;

	ERR_clear_error();
	errno = 0;
	while ((rc = SSL_read_ex(wire->ssl, to, cap, got)) != 1)
		if (!try_again(wire, rc, &end))
			return end;
	return WIRE_OK;
}

enum wire_end
wire_reply(struct wire *wire, struct smtp_reply *reply)
{
	enum wire_end end;
	enum reply_parse how;
	size_t used, got;

	begin_wait(wire);
	while ((how = sender_reply_parse(
		    wire->buffer, wire->len, reply, &used)) == REPLY_PART) {
		char *to = wire->buffer + wire->len;
		size_t cap = sizeof(wire->buffer) - wire->len;

		if (cap == 0)
			return WIRE_BROKEN;
		end = wire->ssl != NULL ? receive_tls(wire, to, cap, &got)
					: receive_plain(wire, to, cap, &got);
		if (end != WIRE_OK)
			return end;
		wire->len += got;
	}
	if (how == REPLY_BROKEN)
		return WIRE_BROKEN;
	wire->len -= used;
	memmove(wire->buffer, wire->buffer + used, wire->len);
	return WIRE_OK;
}

const char *
wire_end_text(enum wire_end end)
{
	switch (end) {
	case WIRE_OK:
		return "well";
	case WIRE_REFUSED:
		return "the connection is refused";
	case WIRE_UNREACHABLE:
		return "the address cannot be reached";
	case WIRE_FORBIDDEN:
		return "the address is not one of this machine";
	case WIRE_TIMEOUT:
		return "the host is silent";
	case WIRE_CLOSED:
		return "the host closed the connection";
	case WIRE_BROKEN:
		return "the host does not speak SMTP";
	case WIRE_TLS:
		return "TLS failed";
	}
	abort();
}
