/* SPDX-License-Identifier: MIT */
#include "sim/world/listeners.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/listener.h>
#include <sys/queue.h>
#include <uthash.h>

#include "sim/base/mem.h"

#define BACKLOG 128

/* Port and address, as the key of the table. */
struct key {
	unsigned char bytes[18];
};

struct listener {
	UT_hash_handle hh;
	TAILQ_ENTRY(listener) next; /* oldest visit first */
	struct key key;
	size_t host;
	struct evconnlistener *socket;
	struct listeners *all;
};

struct listeners {
	struct event_base *base; /* borrowed */
	size_t max;
	listener_accept_fn *on_accept;
	void *arg;
	struct listener *by_key;
	TAILQ_HEAD(, listener) by_age;
};

struct listeners *
listeners_new(struct event_base *base, size_t max,
    listener_accept_fn *on_accept, void *arg)
{
	struct listeners *all = xcalloc(1, sizeof(*all));

	all->base = base;
	all->max = max;
	all->on_accept = on_accept;
	all->arg = arg;
	TAILQ_INIT(&all->by_age);
	return all;
}

static void
close_listener(struct listener *l)
{
	TAILQ_REMOVE(&l->all->by_age, l, next);
	HASH_DEL(l->all->by_key, l);
	evconnlistener_free(l->socket);
	free(l);
}

void
listeners_free(struct listeners *all)
{
	struct listener *l;

	if (all == NULL)
		return;
	while ((l = TAILQ_FIRST(&all->by_age)) != NULL)
		close_listener(l);
	free(all);
}

size_t
listeners_count(const struct listeners *all)
{
	return HASH_COUNT(all->by_key);
}

static void
visited(struct listener *l)
{
	TAILQ_REMOVE(&l->all->by_age, l, next);
	TAILQ_INSERT_TAIL(&l->all->by_age, l, next);
}

static void
on_accept(struct evconnlistener *socket, evutil_socket_t fd,
    struct sockaddr *from, int len, void *arg)
{
	struct listener *l = arg;

	(void)socket, (void)len;
	visited(l);
	l->all->on_accept(l->host, fd, from, l->all->arg);
}

static struct key
key_of(const struct sockaddr *sa)
{
	struct key key = {{0}};

	if (sa->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)sa;

		memcpy(key.bytes, &in6->sin6_addr, 16);
		memcpy(key.bytes + 16, &in6->sin6_port, 2);
	} else {
		const struct sockaddr_in *in = (const void *)sa;

		memcpy(key.bytes, &in->sin_addr, 4);
		memcpy(key.bytes + 16, &in->sin_port, 2);
	}
	return key;
}

static socklen_t
length_of(const struct sockaddr *sa)
{
	return sa->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					 : sizeof(struct sockaddr_in);
}

static bool
say_why(const struct sockaddr *sa, struct err *err)
{
	char address[INET6_ADDRSTRLEN] = "?";
	unsigned port;

	if (sa->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const void *)sa;

		inet_ntop(AF_INET6, &in6->sin6_addr, address, sizeof(address));
		port = ntohs(in6->sin6_port);
	} else {
		const struct sockaddr_in *in = (const void *)sa;

		inet_ntop(AF_INET, &in->sin_addr, address, sizeof(address));
		port = ntohs(in->sin_port);
	}
	return err_system(err, "listen on %s port %u", address, port);
}

evutil_socket_t
listener_socket(const struct sockaddr *sa, struct err *err)
{
	evutil_socket_t fd = socket(
	    sa->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd != -1 && sa->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (fd != -1 &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, sa, length_of(sa)) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	say_why(sa, err);
	if (fd != -1)
		close(fd);
	return -1;
}

bool
listeners_open(struct listeners *all, size_t host, const struct sockaddr *sa,
    struct err *err)
{
	struct key key = key_of(sa);
	struct listener *l;
	evutil_socket_t fd;

	HASH_FIND(hh, all->by_key, &key, sizeof(key), l);
	if (l != NULL) {
		visited(l);
		return true;
	}
	if (listeners_count(all) >= all->max)
		close_listener(TAILQ_FIRST(&all->by_age));
	fd = listener_socket(sa, err);
	if (fd == -1)
		return false;
	l = xcalloc(1, sizeof(*l));
	l->key = key;
	l->host = host;
	l->all = all;
	l->socket = evconnlistener_new(all->base, on_accept, l,
	    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (l->socket == NULL)
		out_of_memory();
	HASH_ADD(hh, all->by_key, key, sizeof(l->key), l);
	TAILQ_INSERT_TAIL(&all->by_age, l, next);
	return true;
}
