/* SPDX-License-Identifier: MIT */
/*
 * world_lab.h - `badmx world shell`: a person in a sealed lab, in which every
 * server of every case is up and nobody is judged.
 *
 * Known programs work there without any option: the resolver, the trusted
 * authorities and port 25 are the lab's.
 */
#ifndef HARNESS_RUN_WORLD_LAB_H
#define HARNESS_RUN_WORLD_LAB_H

#include "harness/plan/suite.h"

/* All borrowed. */
struct world_lab_options {
	const struct suite *suite;
	const char *command;	 /* for sh -c; NULL: an interactive shell */
	const char *client_root; /* a tree made with dpkg -x; NULL: none */
};

/* Returns the exit status of the shell, or of badmx if there was none. */
int world_lab_shell(const struct world_lab_options *);

#endif
