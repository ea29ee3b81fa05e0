/* SPDX-License-Identifier: MIT */
#include "harness/plan/known.h"
#include "harness/plan/version.h"
#include "sim/base/text.h"

const struct known_entry *
known_unsure(const struct known *known, const char *case_id, const char *policy,
    const char *version)
{
	if (version_is_known(version))
		return NULL;
	for (size_t i = 0; i < known->n; i++) {
		const struct known_entry *e = &known->entries[i];

		if (e->condition != NULL && text_glob(e->case_id, case_id) &&
		    text_glob(e->policy, policy))
			return e;
	}
	return NULL;
}
