/* SPDX-License-Identifier: MIT */
/*
 * fuzz_scenario.c - any text as a scenario file: the loader answers, in
 * bounded memory and time, and what it gives can be read.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "harness/lua/lua_loader.h"
#include "harness/lua/lua_state.h"
#include "harness/plan/suite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct lua_limits limits = {
	    .bytes = (size_t)4 << 20,
	    .instructions = 200000,
	    .microseconds = 2000000,
	};
	const struct lua_file file = {
	    .path = "fuzz.lua",
	    .text = (const char *)data,
	    .len = size,
	    .origin = ORIGIN_GIVEN,
	};
	struct err err = {.kind = ERR_NONE};
	json_t *json = lua_load_files(&file, 1, &limits, &err);

	if (json == NULL)
		return 0; /* too much to load, and said so */
	if (json_array_size(json_object_get(json, "errors")) > 0) {
		json_decref(json);
		return 0;
	}
	suite_free(suite_of_json(json, &err));
	return 0;
}
