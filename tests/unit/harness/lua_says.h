/* SPDX-License-Identifier: MIT */
/*
 * lua_says.h - what the loader says about a file, for the tests of its
 * messages.
 */
#ifndef TESTS_UNIT_HARNESS_LUA_SAYS_H
#define TESTS_UNIT_HARNESS_LUA_SAYS_H

#include <check.h>
#include <string.h>

#include "harness/lua/lua_loader.h"
#include "harness/lua/lua_state.h"

/* What the file under test may name. */
static const char base[] =
    "for _, id in ipairs { \"good-one\", \"wrong-name\", \"expired\" } do\n"
    "  case (id) { shows = \"x\", clause = \"RFC 9525 6.3\" }\n"
    "end\n"
    "matrix \"Base\" {\n"
    "  policies           { \"none\",    \"strict\" },\n"
    "  row \"good-one\"     { cleartext, verified, twin = \"wrong-name\" },\n"
    "  row \"wrong-name\"   { cleartext, withhold },\n"
    "}\n";

/* Small enough for hostile files to end soon. */
static const struct lua_limits limits = {
    .bytes = (size_t)8 << 20,
    .instructions = 2000000,
    .microseconds = 5000000,
};

static inline json_t *
load(const char *text, size_t len)
{
	const struct lua_file files[] = {
	    {"base.lua", base, sizeof(base) - 1, 0},
	    {"t.lua", text, len, 2},
	};
	struct err err = {.kind = ERR_NONE};
	json_t *json = lua_load_files(files, 2, &limits, &err);

	ck_assert_msg(json != NULL, "%s", err.text);
	return json;
}

static inline void
says(const char *text, const char *expected)
{
	json_t *json = load(text, strlen(text)), *error;
	char got[8192] = "";
	size_t i;

	json_array_foreach(json_object_get(json, "errors"), i, error)
	{
		strncat(got, json_string_value(json_object_get(error, "text")),
		    sizeof(got) - strlen(got) - 1);
	}
	json_decref(json);
	ck_assert_str_eq(got, expected);
}

#endif
