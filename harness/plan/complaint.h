/* SPDX-License-Identifier: MIT */
/*
 * complaint.h - what is wrong with scenario files; often more than one thing.
 *
 * A complaint is a finished text of several lines.  Starts as {0}.
 */
#ifndef HARNESS_PLAN_COMPLAINT_H
#define HARNESS_PLAN_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct complaints {
	char **texts;
	size_t n;
	bool missing; /* one is about a file that cannot be read */
};

void complaint_add(struct complaints *, const char *text); /* copied */
void complaints_print(const struct complaints *, FILE *);
void complaints_clear(struct complaints *);

#endif
