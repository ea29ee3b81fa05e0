/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_net.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "harness/lab/seal.h"

static bool
lo_up(int fd, struct err *err)
{
	struct ifreq ifr = {.ifr_name = "lo"};

	if (ioctl(fd, SIOCGIFFLAGS, &ifr) == -1)
		return err_system(err, "lo");
	ifr.ifr_flags = (short)(ifr.ifr_flags | IFF_UP);
	if (ioctl(fd, SIOCSIFFLAGS, &ifr) == -1)
		return err_system(err, "bring lo up");
	return true;
}

bool
seal_net_up(struct err *err)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd == -1)
		return err_system(err, "socket");
	ok = lo_up(fd, err);
	close(fd);
	if (ok && sethostname(SEAL_HOSTNAME, strlen(SEAL_HOSTNAME)) == -1)
		return err_system(err, "sethostname");
	return ok;
}

/* Through ioctl(2): netlink would take a page of code, ip(8) a package. */
static bool
add_ipv6(const struct in6_addr *address, struct err *err)
{
	struct in6_ifreq request = {
	    .ifr6_addr = *address,
	    .ifr6_prefixlen = 128,
	    .ifr6_ifindex = (int)if_nametoindex("lo"),
	};
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc;

	if (fd == -1)
		return err_system(err, "IPv6");
	rc = ioctl(fd, SIOCSIFADDR, &request);
	close(fd);
	if (rc == -1 && errno != EEXIST)
		return err_system(err, "add to lo");
	return true;
}

/*
 * A second IPv4 address of an interface is an alias with a label.  The label
 * is made of the address, so that the same one twice is one alias.
 */
static bool
add_ipv4(struct in_addr address, struct err *err)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_addr = address};
	struct ifreq ifr = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd == -1)
		return err_system(err, "socket");
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "lo:%08x",
	    ntohl(address.s_addr));
	memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
	ok = ioctl(fd, SIOCSIFADDR, &ifr) == 0;
	sin.sin_addr.s_addr = INADDR_BROADCAST; /* the mask of one address */
	memcpy(&ifr.ifr_netmask, &sin, sizeof(sin));
	ok = ok && ioctl(fd, SIOCSIFNETMASK, &ifr) == 0;
	if (!ok)
		err_system(err, "add to lo");
	close(fd);
	return ok;
}

bool
seal_net_address(const char *address, struct err *err)
{
	struct in6_addr v6;
	struct in_addr v4;
	bool ok;

	if (inet_pton(AF_INET6, address, &v6) == 1)
		ok = IN6_IS_ADDR_LOOPBACK(&v6) || add_ipv6(&v6, err);
	else if (inet_pton(AF_INET, address, &v4) == 1)
		ok = ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET ||
		     add_ipv4(v4, err);
	else
		return err_input(err, "\"%s\" is not an address", address);
	return ok || err_within(err, "%s", address);
}

bool
seal_net_addresses(const char *const *addresses, struct err *err)
{
	for (; addresses != NULL && *addresses != NULL; addresses++)
		if (!seal_net_address(*addresses, err))
			return false;
	return true;
}

bool
seal_net_has_ipv6(void)
{
	struct sockaddr_in6 any = {
	    .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok = fd != -1 &&
		  bind(fd, (const struct sockaddr *)&any, sizeof(any)) == 0;

	if (fd != -1)
		close(fd);
	return ok;
}
