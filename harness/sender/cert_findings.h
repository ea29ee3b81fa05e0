/* SPDX-License-Identifier: MIT */
/*
 * cert_findings.h - everything that is wrong with the certificate of a host.
 *
 * All of it, not the first fault only: a relaxation forgives the very fault
 * that it names, and must not hide a second one behind it.
 *
 * Pure data.  The texts are printable.
 */
#ifndef HARNESS_SENDER_CERT_FINDINGS_H
#define HARNESS_SENDER_CERT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/sender/policy_knobs.h"

#define CERT_FAULTS_MAX 16

/* In the order in which they are told first when there are several. */
enum cert_fault_kind {
	CERT_UNTRUSTED, /* no path to a root, or the path's limits broken */
	CERT_NAME,
	CERT_EXPIRED,
	CERT_NOT_YET,
	CERT_INVALID, /* anything else */
};

struct cert_fault {
	enum cert_fault_kind kind;
	int depth;	     /* 0: the leaf */
	int64_t late;	     /* CERT_EXPIRED: seconds since its notAfter */
	bool relaxable_name; /* CERT_NAME: "*" over several labels matches */
	const char *clause;  /* static */
	char text[200];
};

struct cert_findings {
	struct cert_fault faults[CERT_FAULTS_MAX];
	size_t n;
	char name_text[300]; /* how the name matched, or what there was */
	const char *name_clause;
	char notes[300]; /* what was seen and does not count */
};

/* A fault too many becomes one CERT_INVALID in the last place. */
struct cert_fault *cert_findings_add(struct cert_findings *,
    enum cert_fault_kind, int depth, const char *clause);

/* The result type of RFC 8460 4.3. */
const char *cert_fault_reason(enum cert_fault_kind);

enum cert_step {
	CERT_STEP_VERIFIED,
	CERT_STEP_UNVERIFIED, /* deliver, not authenticated */
	CERT_STEP_DEFER,
	CERT_STEP_BOUNCE,
};

struct cert_verdict {
	enum cert_step step;
	/* Bit i is about faults[i]. */
	uint32_t forgiven; /* by a relaxation of the policy */
	uint32_t held;	   /* against the host */
	uint32_t ignored;  /* the policy does not look at such things */
	size_t first; /* which of those held is told first; valid if held */
};

/* The whole decision about a certificate. */
struct cert_verdict cert_judge(
    const struct policy_knobs *, const struct cert_findings *);

#endif
