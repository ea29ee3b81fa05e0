/* SPDX-License-Identifier: MIT */
/*
 * policy_knobs.h - what the sender demands of a host, as plain settings.
 *
 * A policy of the tables ("strict", "relaxed-wildcard") is only a name for a
 * setting of these knobs.  A name may be followed by modifiers:
 *
 *	strict+wildcard		"*" may stand for several labels
 *	strict+expired=30d	a leaf may be expired up to 30 days
 *	strict+bounce		a certificate fault returns the mail at once
 *	strict+unverified	a certificate fault is logged, and mail goes on
 *
 * Both relaxations are product rules: no RFC has them for a sender that
 * checks certificates by PKIX.  DANE, MTA-STS and REQUIRETLS will be further
 * knobs, not further values of these.
 *
 * Pure; nothing here is allocated.
 */
#ifndef HARNESS_SENDER_POLICY_KNOBS_H
#define HARNESS_SENDER_POLICY_KNOBS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/err.h"

enum knob_tls {
	KNOB_TLS_NEVER,
	KNOB_TLS_IF_OFFERED,
	KNOB_TLS_REQUIRED,
};

enum knob_names {
	KNOB_NAMES_ANY,	     /* no name is compared */
	KNOB_NAMES_EXACT,    /* RFC 9525 with the MX host name */
	KNOB_NAMES_WILDCARD, /* and "*" covers one or more labels */
};

enum knob_chain {
	KNOB_CHAIN_ANY,	   /* self-signed will do; dates are not looked at */
	KNOB_CHAIN_BUNDLE, /* RFC 5280 path to a root of the CA bundle */
};

enum knob_on_fault {
	KNOB_DEFER,
	KNOB_BOUNCE,
	KNOB_UNVERIFIED, /* deliver all the same, and say so */
};

struct policy_knobs {
	enum knob_tls tls;
	enum knob_names names;
	enum knob_chain chain;
	enum knob_on_fault on_fault; /* of the certificate */
	int64_t grace; /* seconds that the leaf may be past its notAfter */
};

/* An unknown name is an ERR_USAGE that suggests the nearest one. */
MUST_USE bool policy_knobs_parse(
    const char *policy, struct policy_knobs *, struct err *);

/* Does anything about the certificate matter? */
bool policy_knobs_verify(const struct policy_knobs *);

/* The presets, for --help; ends with NULL. */
const char *const *policy_knobs_names(void);

#endif
