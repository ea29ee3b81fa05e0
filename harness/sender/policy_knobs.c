/* SPDX-License-Identifier: MIT */
#include "harness/sender/policy_knobs.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/text.h"

#define DAY	 86400
#define MAX_DAYS 36500

static const struct policy_knobs presets[] = {
    {KNOB_TLS_NEVER, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0},
    {KNOB_TLS_IF_OFFERED, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0},
    {KNOB_TLS_IF_OFFERED, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0},
    {KNOB_TLS_REQUIRED, KNOB_NAMES_ANY, KNOB_CHAIN_ANY, KNOB_DEFER, 0},
    {KNOB_TLS_REQUIRED, KNOB_NAMES_EXACT, KNOB_CHAIN_BUNDLE, KNOB_DEFER, 0},
    {KNOB_TLS_REQUIRED, KNOB_NAMES_WILDCARD, KNOB_CHAIN_BUNDLE, KNOB_DEFER, 0},
    {KNOB_TLS_REQUIRED, KNOB_NAMES_EXACT, KNOB_CHAIN_BUNDLE, KNOB_DEFER,
	(int64_t)30 * DAY},
    {KNOB_TLS_IF_OFFERED, KNOB_NAMES_EXACT, KNOB_CHAIN_BUNDLE, KNOB_DEFER, 0},
};

static const char *const names[] = {"none", "opportunistic", "relaxed",
    "encrypt", "strict", "relaxed-wildcard", "relaxed-expiry",
    "verify-if-offered", NULL};

_Static_assert(sizeof(names) / sizeof(names[0]) ==
		   sizeof(presets) / sizeof(presets[0]) + 1,
    "each preset has a name");

const char *const *
policy_knobs_names(void)
{
	return names;
}

bool
policy_knobs_verify(const struct policy_knobs *knobs)
{
	return knobs->names != KNOB_NAMES_ANY || knobs->chain != KNOB_CHAIN_ANY;
}

static bool
preset(const char *name, struct policy_knobs *knobs, struct err *err)
{
	const char *near;

	for (size_t i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0) {
			*knobs = presets[i];
			return true;
		}
	near = text_nearest(name, names);
	return err_set(err, ERR_USAGE, "there is no policy \"%s\"%s%s%s", name,
	    near != NULL ? " (did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?)" : "");
}

static bool
grace(const char *days, struct policy_knobs *knobs, struct err *err)
{
	char *end;
	long n = strtol(days, &end, 10);

	if (end == days || strcmp(end, "d") != 0 || n < 0 || n > MAX_DAYS)
		return err_set(err, ERR_USAGE,
		    "\"expired=%s\" is not a number of days (write: "
		    "expired=30d)",
		    days);
	knobs->grace = (int64_t)n * DAY;
	return true;
}

/* A relaxation of a check that is not made at all is a mistake to point at. */
static bool
modify(const char *word, struct policy_knobs *knobs, struct err *err)
{
	if (!policy_knobs_verify(knobs))
		return err_set(err, ERR_USAGE,
		    "\"+%s\" needs a policy that checks certificates", word);
	if (strcmp(word, "wildcard") == 0)
		knobs->names = KNOB_NAMES_WILDCARD;
	else if (strncmp(word, "expired=", 8) == 0)
		return grace(word + 8, knobs, err);
	else if (strcmp(word, "defer") == 0)
		knobs->on_fault = KNOB_DEFER;
	else if (strcmp(word, "bounce") == 0)
		knobs->on_fault = KNOB_BOUNCE;
	else if (strcmp(word, "unverified") == 0)
		knobs->on_fault = KNOB_UNVERIFIED;
	else
		return err_set(err, ERR_USAGE,
		    "there is no modifier \"+%s\" (there are +wildcard, "
		    "+expired=DAYSd, +defer, +bounce, +unverified)",
		    word);
	return true;
}

bool
policy_knobs_parse(
    const char *policy, struct policy_knobs *knobs, struct err *err)
{
	char copy[200], *rest = copy, *word;

	if (strlen(policy) >= sizeof(copy))
		return err_set(err, ERR_USAGE, "the policy's name is too long");
	memcpy(copy, policy, strlen(policy) + 1);
	word = strsep(&rest, "+");
	if (!preset(word, knobs, err))
		return false;
	while ((word = strsep(&rest, "+")) != NULL)
		if (!modify(word, knobs, err))
			return false;
	return true;
}
