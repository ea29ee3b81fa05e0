/* SPDX-License-Identifier: MIT */
/* knock.h - who is at an address of this machine, or of this lab. */
#ifndef HARNESS_RUN_KNOCK_H
#define HARNESS_RUN_KNOCK_H

#include <stdbool.h>

enum knock {
	KNOCK_REFUSED, /* nobody; or it is no address */
	KNOCK_ANSWERED,
	KNOCK_BUSY, /* somebody who has no time */
};

/* address: "127.0.0.1:25", "[::1]:25".  Takes 10 ms at most. */
enum knock knock(const char *address);

/* Somebody listens there already.  Asks without a connection. */
bool knock_taken(const char *address);

#endif
