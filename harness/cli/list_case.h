/* SPDX-License-Identifier: MIT */
/*
 * list_case.h - one case in full: what is crafted, why, and what is expected
 * under each policy.
 */
#ifndef HARNESS_CLI_LIST_CASE_H
#define HARNESS_CLI_LIST_CASE_H

#include <stdio.h>

#include "harness/plan/suite.h"

void list_case(FILE *, const struct suite *, const struct case_def *);

#endif
