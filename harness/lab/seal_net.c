/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_net.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
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

/* RTM_NEWADDR (rtnetlink(7)) with room for an address of either family. */
struct new_address {
	struct nlmsghdr header;
	struct ifaddrmsg what;
	struct {
		struct rtattr header;
		uint32_t flags;
	} flags;
	struct {
		struct rtattr header;
		unsigned char bytes[16];
	} local;
};

/*
 * Without IFA_F_NODAD an IPv6 address is tentative for a moment, even on lo,
 * and nobody can listen on it; ioctl(2) cannot say that.
 */
static struct new_address
new_address(int family, const void *bytes, size_t len)
{
	struct new_address request = {
	    .header = {.nlmsg_type = RTM_NEWADDR,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE},
	    .what = {.ifa_family = (unsigned char)family,
		.ifa_prefixlen = (unsigned char)(len * 8),
		.ifa_scope = RT_SCOPE_UNIVERSE,
		.ifa_index = if_nametoindex("lo")},
	    .flags = {{RTA_LENGTH(sizeof(uint32_t)), IFA_FLAGS},
		IFA_F_NODAD | IFA_F_PERMANENT},
	    .local = {.header = {(unsigned short)RTA_LENGTH(len), IFA_LOCAL}},
	};

	memcpy(request.local.bytes, bytes, len);
	request.header.nlmsg_len =
	    (uint32_t)(offsetof(struct new_address, local) + RTA_LENGTH(len));
	return request;
}

static bool
ask_kernel(int fd, const struct new_address *request, struct err *err)
{
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char more[256];
	} answer;

	if (send(fd, request, request->header.nlmsg_len, 0) == -1 ||
	    recv(fd, &answer, sizeof(answer), 0) == -1)
		return err_system(err, "netlink");
	errno = -answer.error.error;
	if (answer.header.nlmsg_type != NLMSG_ERROR ||
	    (errno != 0 && errno != EEXIST))
		return err_system(err, "add to lo");
	return true;
}

static bool
add(int family, const void *bytes, size_t len, struct err *err)
{
	struct new_address request = new_address(family, bytes, len);
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	bool ok;

	if (fd == -1)
		return err_system(err, "netlink");
	ok = ask_kernel(fd, &request, err);
	close(fd);
	return ok;
}

/*
 * Whoever asks getaddrinfo(3) for addresses that can be reached
 * (AI_ADDRCONFIG: openssl s_client, say) hears of no IPv4 address unless
 * there is a local one besides 127.0.0.1.
 */
static bool
add_second_ipv4(struct err *err)
{
	const struct in_addr second = {htonl(INADDR_LOOPBACK + 1)};

	return add(AF_INET, &second, sizeof(second), err);
}

bool
seal_net_up(struct err *err)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok;

	if (fd == -1)
		return err_system(err, "socket");
	ok = lo_up(fd, err) && add_second_ipv4(err);
	close(fd);
	if (ok && sethostname(SEAL_HOSTNAME, strlen(SEAL_HOSTNAME)) == -1)
		return err_system(err, "sethostname");
	return ok;
}

bool
seal_net_address(const char *address, struct err *err)
{
	struct in6_addr v6;
	struct in_addr v4;
	bool ok;

	if (inet_pton(AF_INET6, address, &v6) == 1)
		ok = IN6_IS_ADDR_LOOPBACK(&v6) ||
		     add(AF_INET6, &v6, sizeof(v6), err);
	else if (inet_pton(AF_INET, address, &v4) == 1)
		ok = ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET ||
		     add(AF_INET, &v4, sizeof(v4), err);
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
