/* SPDX-License-Identifier: MIT */
/*
 * case_check.h - can a world be made of this case?  Pure.
 *
 * The loader knows which words there are.  Whether a certificate, a server,
 * a name or a DNS record can be made from them is known only to those who
 * make them; they are asked here, with the final texts, so that a run never
 * finds out later.
 */
#ifndef HARNESS_PLAN_CASE_CHECK_H
#define HARNESS_PLAN_CASE_CHECK_H

#include <stddef.h>

#include "harness/plan/case.h"
#include "sim/base/err.h"

#define CASE_FAULTS_MAX 16

/* What is wrong, and where: a field of the case, or of its nth host. */
struct case_fault {
	const char *field; /* "domain", "to", "name", "record", ... */
	size_t nth;	   /* host or record, from 0 */
	char text[1000];   /* a sentence */
};

/* The first ones; there may be more. */
struct case_faults {
	size_t n;
	struct case_fault list[CASE_FAULTS_MAX];
};

void case_check(const struct case_def *, struct case_faults *);

#endif
