/* SPDX-License-Identifier: MIT */
/*
 * occupy.c - listens on a range of ports until standard input ends.
 *
 * usage: badmx_occupy ADDRESS FIRST LAST
 *
 * Says "ready" when it has all of them that nobody else had.  For
 * test_busy_ports.sh.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>

static int
occupy(struct sockaddr_in *sin)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd == -1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (void *)sin, sizeof(*sin)) == 0 && listen(fd, 1) == 0)
		return 0;
	close(fd);
	return 0;
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sin = {.sin_family = AF_INET};
	struct rlimit limit;

	if (argc != 4 || inet_pton(AF_INET, argv[1], &sin.sin_addr) != 1)
		return 64;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	for (int port = atoi(argv[2]); port <= atoi(argv[3]); port++) {
		sin.sin_port = htons((uint16_t)port);
		if (occupy(&sin) == -1) {
			perror("badmx_occupy");
			return 77;
		}
	}
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	return 0;
}
