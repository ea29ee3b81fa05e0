/* SPDX-License-Identifier: MIT */
#include "harness/plan/policy.h"

#include <stdio.h>
#include <string.h>

#include "harness/sender/policy_knobs.h"
#include "sim/base/text.h"

const struct policy policies[] = {
    {"none", NULL, "never TLS", false},
    {"opportunistic", "relaxed", "TLS if offered, any certificate will do",
	false},
    {"encrypt", NULL, "TLS required, any certificate will do", false},
    {"strict", NULL, "TLS required, chain and name verified (RFC 9525)", false},
    {"relaxed-wildcard", "strict+wildcard",
	"strict, but * covers one or more labels", false},
    {"relaxed-expiry", "strict+expired=30d",
	"strict, but the leaf may be expired up to 30 days", false},
    {"verify-if-offered", NULL, "cleartext without STARTTLS, else strict",
	false},
    {"dane", NULL, "TLSA records decide where they exist (RFC 7672)", true},
    {"dane-only", NULL, "TLSA records must exist (RFC 7672 section 6)", true},
    {"sts", NULL, "MTA-STS decides where it is published (RFC 8461)", true},
    {"requiretls", NULL, "the message wants TLS on every hop (RFC 8689)", true},
};

#define POLICIES (sizeof(policies) / sizeof(policies[0]))

const size_t n_policies = POLICIES;

const struct policy *
policy_find(const char *canonical)
{
	for (size_t i = 0; i < n_policies; i++)
		if (strcmp(policies[i].name, canonical) == 0)
			return &policies[i];
	return NULL;
}

static const struct policy *
find_any(const char *name)
{
	for (size_t i = 0; i < n_policies; i++)
		if (policies[i].also != NULL &&
		    strcmp(policies[i].also, name) == 0)
			return &policies[i];
	return policy_find(name);
}

bool
policy_canonical(
    const char *name, char canonical[POLICY_NAME_MAX], struct err *err)
{
	const struct policy *known = find_any(name);
	struct policy_knobs knobs;
	struct err why = {.kind = ERR_NONE};

	if (known != NULL) {
		snprintf(canonical, POLICY_NAME_MAX, "%s", known->name);
		return true;
	}
	if (strchr(name, '+') != NULL && strlen(name) < POLICY_NAME_MAX) {
		if (policy_knobs_parse(name, &knobs, &why)) {
			snprintf(canonical, POLICY_NAME_MAX, "%s", name);
			return true;
		}
		return err_set(err, ERR_USAGE, "%s", why.text);
	}
	return err_set(
	    err, ERR_USAGE, "there is no policy called \"%.80s\"", name);
}

const char *
policy_suggest(const char *typed)
{
	const char *names[2 * POLICIES + 1];
	size_t n = 0;

	for (size_t i = 0; i < n_policies; i++) {
		names[n++] = policies[i].name;
		if (policies[i].also != NULL)
			names[n++] = policies[i].also;
	}
	names[n] = NULL;
	return text_nearest(typed, names);
}
