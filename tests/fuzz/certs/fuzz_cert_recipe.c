/* SPDX-License-Identifier: MIT */
/* Any JSON is either a complete recipe or an error with a text. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "certs/cert_recipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_spec(const struct cert_recipe *recipe, const struct cert_spec *spec)
{
	assert(spec->label != NULL && spec->key_name != NULL);
	assert(strcmp(spec->issuer, "self") == 0 ||
	       cert_recipe_find(recipe, spec->issuer) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb(
	    (const char *)data, size, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
	struct err err = {0};
	struct cert_recipe *recipe;

	if (json == NULL)
		return 0;
	recipe = cert_recipe_parse(json, "mx.fuzz.example", 86400, &err);
	json_decref(json);
	if (recipe == NULL) {
		assert(err.kind == ERR_INPUT && err.text[0] != '\0');
		return 0;
	}
	check_spec(recipe, &recipe->leaf);
	for (size_t i = 0; i < recipe->authorities_n; i++)
		check_spec(recipe, &recipe->authorities[i]);
	assert(recipe->sends_n > 0);
	cert_recipe_free(recipe);
	return 0;
}
