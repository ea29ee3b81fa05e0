/* SPDX-License-Identifier: MIT */
#include "harness/sender/cert_findings.h"

#include <stdio.h>
#include <stdlib.h>

struct cert_fault *
cert_findings_add(struct cert_findings *found, enum cert_fault_kind kind,
    int depth, const char *clause)
{
	struct cert_fault *fault = &found->faults[CERT_FAULTS_MAX - 1];

	if (found->n < CERT_FAULTS_MAX) {
		fault = &found->faults[found->n++];
		fault->kind = kind;
	} else {
		fault->kind = CERT_INVALID; /* nothing forgives this one */
	}
	fault->depth = depth;
	fault->late = 0;
	fault->relaxable_name = false;
	fault->clause = clause;
	fault->text[0] = '\0';
	return fault;
}

const char *
cert_fault_reason(enum cert_fault_kind kind)
{
	switch (kind) {
	case CERT_UNTRUSTED:
		return "certificate-not-trusted";
	case CERT_NAME:
		return "certificate-host-mismatch";
	case CERT_EXPIRED:
		return "certificate-expired";
	case CERT_NOT_YET:
	case CERT_INVALID:
		return "validation-failure";
	}
	abort();
}

static bool
is_looked_at(const struct policy_knobs *knobs, const struct cert_fault *fault)
{
	if (fault->kind == CERT_NAME)
		return knobs->names != KNOB_NAMES_ANY;
	return knobs->chain != KNOB_CHAIN_ANY;
}

/* Product rules: the leaf only, notAfter only, the boundary included. */
static bool
is_forgiven(const struct policy_knobs *knobs, const struct cert_fault *fault)
{
	switch (fault->kind) {
	case CERT_NAME:
		return fault->relaxable_name &&
		       knobs->names == KNOB_NAMES_WILDCARD;
	case CERT_EXPIRED:
		return fault->depth == 0 && fault->late <= knobs->grace;
	case CERT_UNTRUSTED:
	case CERT_NOT_YET:
	case CERT_INVALID:
		return false;
	}
	abort();
}

static enum cert_step
step_for(const struct policy_knobs *knobs, const struct cert_verdict *verdict)
{
	if (!policy_knobs_verify(knobs))
		return CERT_STEP_UNVERIFIED;
	if (verdict->held == 0)
		return CERT_STEP_VERIFIED;
	switch (knobs->on_fault) {
	case KNOB_DEFER:
		return CERT_STEP_DEFER;
	case KNOB_BOUNCE:
		return CERT_STEP_BOUNCE;
	case KNOB_UNVERIFIED:
		return CERT_STEP_UNVERIFIED;
	}
	abort();
}

struct cert_verdict
cert_judge(const struct policy_knobs *knobs, const struct cert_findings *found)
{
	struct cert_verdict verdict = {0};

	for (size_t i = 0; i < found->n; i++) {
		const struct cert_fault *fault = &found->faults[i];
		uint32_t bit = UINT32_C(1) << i;

		if (!is_looked_at(knobs, fault)) {
			verdict.ignored |= bit;
		} else if (is_forgiven(knobs, fault)) {
			verdict.forgiven |= bit;
		} else {
			if (verdict.held == 0 ||
			    fault->kind < found->faults[verdict.first].kind)
				verdict.first = i;
			verdict.held |= bit;
		}
	}
	verdict.step = step_for(knobs, &verdict);
	return verdict;
}
