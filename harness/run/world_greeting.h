/* SPDX-License-Identifier: MIT */
/*
 * world_greeting.h - what a person reads who enters the mail world.
 */
#ifndef HARNESS_RUN_WORLD_GREETING_H
#define HARNESS_RUN_WORLD_GREETING_H

#include <stdio.h>

#include "harness/plan/suite.h"

/*
 * Inside the lab: what is there, and commands that work.  One that is not
 * installed is marked with the package that has it.
 */
void world_greeting_print(
    FILE *, const struct suite *, size_t hosts, size_t domains);

#endif
