/* SPDX-License-Identifier: MIT */
/* cmd_sender.c - the built-in sender as a verb. */
#include "harness/cli/cli.h"
#include "harness/sender/sender.h"

int
cmd_sender(int argc, char **argv)
{
	return sender_main(argc, argv);
}
