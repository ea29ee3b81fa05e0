/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/known.h"
#include "sim/base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_sound(const struct known_entry *e)
{
	assert(e->case_id[0] != '\0' && e->policy[0] != '\0');
	assert(e->from != 0 && e->to != 0);
	assert((e->from & OUTCOME_BIT(OUTCOME_NONE)) == 0);
	assert(e->why[strspn(e->why, " \t")] != '\0');
	assert(e->line > 0);
}

/* "name-*" and "name-" are both cells that the entry is about. */
static void
is_found(const struct known *known, const struct known_entry *e)
{
	if (e->condition == NULL)
		assert(known_find(known, e->case_id, e->policy, NULL) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	struct err err = {.kind = ERR_NONE};
	struct known *known = known_parse("fuzz.known", text, &err);

	if (known == NULL) {
		assert(err.kind == ERR_INPUT);
		assert(strstr(err.text, "\n  --> fuzz.known:") != NULL);
		for (const char *s = err.text; *s != '\0'; s++)
			assert((unsigned char)*s >= 0x20 || *s == '\n');
	}
	for (size_t i = 0; known != NULL && i < known->n; i++) {
		is_sound(&known->entries[i]);
		is_found(known, &known->entries[i]);
	}
	known_free(known);
	free(text);
	return 0;
}
