/* SPDX-License-Identifier: MIT */
/*
 * doctor_programs.h - which mail servers and tools of the scenario files this
 * machine has, and what installs the others.
 */
#ifndef HARNESS_CLI_DOCTOR_PROGRAMS_H
#define HARNESS_CLI_DOCTOR_PROGRAMS_H

/* The exit code for scenario files that cannot be read, else 0. */
int doctor_programs(void);

#endif
