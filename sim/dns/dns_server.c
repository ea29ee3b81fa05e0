/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/event.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include "sim/base/mem.h"
#include "sim/dns/dns_sight.h"
#include "sim/dns/dns_tcp.h"
#include "sim/dns/dns_tree_parts.h"

#define PLACES_MAX     64
#define DATAGRAMS_MAX  64 /* a turn, so that others come to theirs */
#define RECEIVE_BUFFER (1 << 20)
#define PORT_ATTEMPTS  20

/* One address at which we are asked. */
struct place {
	struct dns_server *server;
	enum dns_side side;
	struct sockaddr_in address;
	char text[INET_ADDRSTRLEN];
	uint32_t zones_of; /* as in struct dns_asked */
	evutil_socket_t udp;
	struct event *readable;
};

struct dns_ticket {
	struct dns_server *server; /* NULL: it has been freed */
	const struct place *place;
	struct dns_tcp_conn *conn; /* NULL: came by UDP */
	struct sockaddr_in peer;
	TAILQ_ENTRY(dns_ticket) next;
};

struct dns_server {
	struct event_base *base;
	struct dns_tree *tree;
	struct dns_server_options options;
	struct place places[PLACES_MAX];
	size_t n;
	struct dns_tcp *tcp;
	TAILQ_HEAD(, dns_ticket) tickets;
	unsigned depth; /* of our own functions that are on the stack */
	bool freed;
	uint8_t query[DNS_MESSAGE_MAX];
	uint8_t answer[DNS_MESSAGE_MAX];
};

/* A callback may free the server while we still work on it. */
static void
enter(struct dns_server *srv)
{
	srv->depth++;
}

static void
leave(struct dns_server *srv)
{
	if (--srv->depth == 0 && srv->freed)
		free(srv);
}

static void
send_answer(const struct dns_ticket *ticket, const uint8_t *answer, size_t len)
{
	ssize_t sent;

	if (ticket->conn != NULL) {
		dns_tcp_answer(ticket->conn, answer, len);
		return;
	}
	if (len == 0)
		return;
	/* A full socket loses a datagram; so does a real network. */
	sent = sendto(ticket->place->udp, answer, len, MSG_DONTWAIT,
	    (const struct sockaddr *)&ticket->peer, sizeof(ticket->peer));
	(void)sent;
}

static void
tell_addresses(const struct dns_ticket *ticket, struct dns_sight *sight)
{
	struct dns_server *srv = ticket->server;
	char address[INET6_ADDRSTRLEN];

	if (sight == NULL || srv->options.on_told == NULL)
		return;
	while (!srv->freed && dns_sight_address(sight, address))
		srv->options.on_told(address, srv->options.arg);
}

static void
tell_query(struct dns_server *srv, const struct dns_ticket *ticket,
    const struct dns_sight *sight)
{
	struct dns_sight_words words;
	struct dns_query_seen seen = {
	    .name = words.name,
	    .type = words.type,
	    .rcode = words.rcode,
	    .answer = words.answer,
	    .server = ticket->place->text,
	    .side = ticket->place->side,
	    .tcp = ticket->conn != NULL,
	};

	if (sight == NULL || srv->freed || srv->options.on_query == NULL)
		return;
	dns_sight_describe(sight, &words);
	srv->options.on_query(&seen, srv->options.arg);
}

static struct dns_sight *
look_at(const struct dns_server *srv, const uint8_t *answer, size_t len)
{
	if (len == 0 ||
	    (srv->options.on_told == NULL && srv->options.on_query == NULL))
		return NULL;
	return dns_sight_new(answer, len);
}

void
dns_ticket_answer(struct dns_ticket *ticket, const uint8_t *answer, size_t len)
{
	struct dns_server *srv = ticket->server;
	struct dns_sight *sight;

	if (srv == NULL) {
		free(ticket);
		return;
	}
	enter(srv);
	sight = look_at(srv, answer, len);
	tell_addresses(ticket, sight);
	if (ticket->server != NULL) {
		TAILQ_REMOVE(&srv->tickets, ticket, next);
		send_answer(ticket, answer, len);
		tell_query(srv, ticket, sight);
	}
	dns_sight_free(sight);
	free(ticket);
	leave(srv);
}

static struct dns_ticket *
ticket_new(const struct place *place)
{
	struct dns_ticket *ticket = xcalloc(1, sizeof(*ticket));

	ticket->server = place->server;
	ticket->place = place;
	TAILQ_INSERT_TAIL(&place->server->tickets, ticket, next);
	return ticket;
}

static void
ask(struct dns_ticket *ticket, const uint8_t *query, size_t len)
{
	struct dns_server *srv = ticket->server;
	struct dns_asked asked = {
	    .side = ticket->place->side,
	    .tcp = ticket->conn != NULL,
	    .server = ticket->place->zones_of,
	    .query = query,
	    .len = len,
	};

	if (asked.side == DNS_DOOR && srv->options.ask != NULL) {
		srv->options.ask(ticket, &asked, srv->options.ask_arg);
		return;
	}
	len = dns_answer(srv->tree, &asked, srv->answer, sizeof(srv->answer));
	dns_ticket_answer(ticket, srv->answer, len);
}

static void
on_message(
    struct dns_tcp_conn *conn, const uint8_t *query, size_t len, void *arg)
{
	struct place *place = arg;
	struct dns_server *srv = place->server;
	struct dns_ticket *ticket = ticket_new(place);

	ticket->conn = conn;
	enter(srv);
	ask(ticket, query, len);
	leave(srv);
}

static bool
read_datagram(const struct place *place)
{
	struct dns_server *srv = place->server;
	struct sockaddr_in peer;
	socklen_t peer_len = sizeof(peer);
	ssize_t n = recvfrom(place->udp, srv->query, sizeof(srv->query),
	    MSG_DONTWAIT, (struct sockaddr *)&peer, &peer_len);
	struct dns_ticket *ticket;

	if (n < 0) /* an ICMP error of an earlier answer is no end */
		return errno != EAGAIN && errno != EWOULDBLOCK;
	ticket = ticket_new(place);
	ticket->peer = peer;
	ask(ticket, srv->query, (size_t)n);
	return true;
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	const struct place *place = arg;
	struct dns_server *srv = place->server;

	(void)fd;
	(void)what;
	enter(srv);
	for (int i = 0; i < DATAGRAMS_MAX && !srv->freed; i++)
		if (!read_datagram(place))
			break;
	leave(srv);
}

static uint32_t
zones_at(const struct sockaddr_in *address)
{
	uint32_t ip = ntohl(address->sin_addr.s_addr);

	return ip == DNS_ROOT_SERVER || ip == DNS_TLD_SERVER ||
		       ip == DNS_ZONE_SERVER
		   ? ip
		   : 0;
}

static bool
add_place(struct dns_server *srv, enum dns_side side, const char *address,
    struct err *err)
{
	struct place *place = &srv->places[srv->n];
	struct in_addr in;

	if (srv->n == PLACES_MAX)
		return err_input(err, "too many name servers");
	if (inet_pton(AF_INET, address, &in) != 1 ||
	    ntohl(in.s_addr) >> 24 != IN_LOOPBACKNET)
		return err_input(
		    err, "\"%s\" is not an address of 127.0.0.0/8", address);
	place->server = srv;
	place->side = side;
	place->address.sin_family = AF_INET;
	place->address.sin_addr = in;
	place->zones_of = zones_at(&place->address);
	place->udp = -1;
	inet_ntop(AF_INET, &in, place->text, sizeof(place->text));
	srv->n++;
	return true;
}

static bool
add_places(struct dns_server *srv, struct err *err)
{
	static const char *const usual[] = {
	    DNS_ROOT_ADDRESS, DNS_TLD_ADDRESS, DNS_ZONE_ADDRESS, NULL};
	const char *const *address = srv->options.authorities;
	const char *door = srv->options.door;

	if (!add_place(
		srv, DNS_DOOR, door != NULL ? door : DNS_DOOR_ADDRESS, err))
		return false;
	for (address = address != NULL ? address : usual; *address != NULL;
	     address++)
		if (!add_place(srv, DNS_AUTHORITY, *address, err))
			return false;
	return true;
}

static bool
open_udp(struct place *place, struct err *err)
{
	socklen_t len = sizeof(place->address);
	int size = RECEIVE_BUFFER;

	place->udp =
	    socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (place->udp == -1)
		return err_system(err, "socket");
	setsockopt(place->udp, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(place->udp, (struct sockaddr *)&place->address, len) == -1)
		return err_system(err, "bind");
	/* where the system picked the port, TCP has to have the same */
	if (getsockname(place->udp, (struct sockaddr *)&place->address, &len) ==
	    -1)
		return err_system(err, "getsockname");
	place->readable = event_new(place->server->base, place->udp,
	    EV_READ | EV_PERSIST, on_readable, place);
	if (place->readable == NULL || event_add(place->readable, NULL) == -1)
		out_of_memory();
	return true;
}

static void
shut_places(struct dns_server *srv)
{
	for (size_t i = 0; i < srv->n; i++) {
		struct place *place = &srv->places[i];

		if (place->readable != NULL)
			event_free(place->readable);
		if (place->udp != -1)
			close(place->udp);
		place->readable = NULL;
		place->udp = -1;
	}
	dns_tcp_free(srv->tcp);
	srv->tcp = NULL;
}

static uint16_t
port_of(const struct dns_server *srv, const struct place *place)
{
	if (place->side == DNS_AUTHORITY && srv->options.authority_port != 0)
		return htons(srv->options.authority_port);
	if (place != &srv->places[0])
		return srv->places[0].address.sin_port;
	return htons(srv->options.port);
}

static bool
open_places(struct dns_server *srv, struct err *err)
{
	const struct dns_server_options *o = &srv->options;

	srv->tcp = dns_tcp_new(
	    srv->base, o->max_connections, o->idle_seconds, on_message);
	for (size_t i = 0; i < srv->n; i++) {
		struct place *place = &srv->places[i];

		place->address.sin_port = port_of(srv, place);
		if (!open_udp(place, err) ||
		    !dns_tcp_listen(srv->tcp, &place->address, place, err)) {
			err_within(err, "DNS at %s:%d", place->text,
			    ntohs(place->address.sin_port));
			shut_places(srv);
			return false;
		}
	}
	return true;
}

/* A port that is free at one address need not be free at the others. */
static bool
open_somewhere(struct dns_server *srv, struct err *err)
{
	int attempts = srv->options.port == 0 ? PORT_ATTEMPTS : 1;

	while (attempts-- > 0)
		if (open_places(srv, err))
			return true;
	return false;
}

struct dns_server *
dns_server_new(struct event_base *base, struct dns_tree *tree,
    const struct dns_server_options *options, struct err *err)
{
	struct dns_server *srv = xcalloc(1, sizeof(*srv));

	srv->base = base;
	srv->tree = tree;
	srv->options = *options;
	if (srv->options.max_connections == 0)
		srv->options.max_connections = 500;
	if (srv->options.idle_seconds == 0)
		srv->options.idle_seconds = 10;
	TAILQ_INIT(&srv->tickets);
	if (!add_places(srv, err) || !open_somewhere(srv, err)) {
		dns_server_free(srv);
		return NULL;
	}
	return srv;
}

void
dns_server_free(struct dns_server *srv)
{
	struct dns_ticket *ticket;

	if (srv == NULL)
		return;
	enter(srv);
	srv->freed = true;
	while ((ticket = TAILQ_FIRST(&srv->tickets)) != NULL) {
		TAILQ_REMOVE(&srv->tickets, ticket, next);
		ticket->server = NULL;
	}
	shut_places(srv);
	leave(srv);
}

uint16_t
dns_server_port(const struct dns_server *srv)
{
	return ntohs(srv->places[0].address.sin_port);
}

size_t
dns_server_connections(const struct dns_server *srv)
{
	return dns_tcp_connections(srv->tcp);
}
