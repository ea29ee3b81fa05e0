/* SPDX-License-Identifier: MIT */
#include "harness/cli/cli.h"

int
cmd_world(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 70;
}
