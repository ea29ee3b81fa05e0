/* SPDX-License-Identifier: MIT */
#include "harness/base/reader.h"

#include <poll.h>

bool
reader_is_gone(int fd)
{
	struct pollfd p = {.fd = fd};

	return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}
