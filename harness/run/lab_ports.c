/* SPDX-License-Identifier: MIT */
#include "harness/run/lab_ports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <sys/socket.h>

#include "sim/base/mem.h"
#include "sim/world/address.h"

#define TRIES (LAB_PORTS_LAST - LAB_PORTS_FIRST + 1)

struct place {
	const struct in_addr *addresses;
	size_t n;
	bool udp;
};

/* The last address that was not free, and why. */
struct obstacle {
	struct in_addr address;
	int why;
};

static bool
is_free(const struct in_addr *address, uint16_t port, int type)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr = *address};
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0), why;
	bool ok = fd != -1 && bind(fd, (void *)&sin, sizeof(sin)) == 0;

	why = errno;
	if (fd != -1)
		close(fd);
	errno = why;
	return ok;
}

static bool
is_free_everywhere(
    const struct place *place, uint16_t port, struct obstacle *obstacle)
{
	for (size_t i = 0; i < place->n; i++) {
		const struct in_addr *address = &place->addresses[i];

		if (is_free(address, port, SOCK_STREAM) &&
		    (!place->udp || is_free(address, port, SOCK_DGRAM)))
			continue;
		*obstacle = (struct obstacle){*address, errno};
		return false;
	}
	return true;
}

/*
 * Each port is tried once, from a place that the seed says and in steps that
 * have no divisor in common with their number.
 */
static bool
choose(
    const struct place *place, uint64_t *seed, uint16_t *port, struct err *err)
{
	struct obstacle obstacle = {{0}, 0};
	char address[INET_ADDRSTRLEN];

	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	for (uint64_t i = 0; i < TRIES; i++) {
		*port = (uint16_t)(LAB_PORTS_FIRST +
				   ((*seed >> 33) + i * 7919) % TRIES);
		if (is_free_everywhere(place, *port, &obstacle))
			return true;
		if (obstacle.why != EADDRINUSE)
			break; /* it is not the port that is wrong */
	}
	errno = obstacle.why;
	return err_system(err, "no port from %d to %d can be had on %s",
	    LAB_PORTS_FIRST, LAB_PORTS_LAST,
	    inet_ntop(AF_INET, &obstacle.address, address, sizeof(address)));
}

static struct in_addr
address_of(const char *text)
{
	struct in_addr address = {0};

	inet_pton(AF_INET, text, &address);
	return address;
}

/* An address of an interface that is down can be had, but not reached. */
static bool
can_be_reached(const struct in_addr *address, struct err *err)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_port = htons(LAB_PORTS_FIRST),
	    .sin_addr = *address};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok = fd != -1 && connect(fd, (void *)&sin, sizeof(sin)) == 0;

	if (!ok)
		err_system(err,
		    "high ports need the loopback interface, and "
		    "%s cannot be reached",
		    inet_ntoa(*address));
	if (fd != -1)
		close(fd);
	return ok;
}

bool
lab_ports_choose(
    size_t hosts, uint64_t seed, struct lab_ports *ports, struct err *err)
{
	const struct in_addr servers[] = {address_of(ADDRESS_DOOR),
	    address_of(ADDRESS_ROOT_SERVER), address_of(ADDRESS_TLD_SERVER),
	    address_of(ADDRESS_ZONE_SERVER)};
	const struct in_addr client = address_of(ADDRESS_CLIENT);
	struct in_addr *all = xcalloc(hosts + 1, sizeof(all[0]));
	const struct place door = {servers, 4, true}, own = {&client, 1, false},
			   world = {all, hosts, false};
	bool ok;

	for (size_t i = 0; i < hosts; i++)
		all[i] = address_v4(i);
	seed ^= (uint64_t)getpid() * 2654435761U;
	ok = can_be_reached(&servers[0], err) &&
	     choose(&door, &seed, &ports->dns, err) &&
	     choose(&own, &seed, &ports->submit, err) &&
	     choose(&world, &seed, &ports->smtp, err);
	do
		ok = ok && choose(&world, &seed, &ports->https, err);
	while (ok && ports->https == ports->smtp);
	free(all);
	return ok;
}
