/* SPDX-License-Identifier: MIT */
/*
 * lua_loader.h - the text of scenario and client files becomes JSON.
 *
 * The files run in a sandbox: no os, no io, no load; limited memory,
 * instructions and time; text only.  Nothing is read from disk here.
 *
 *	{ "cases": [...], "tables": [...], "clients": [...],
 *	  "errors": [ { "file", "line", "column", "text" } ] }
 *
 * A text of "errors" is complete: several lines, with the line of the file
 * and a caret.  A file with errors still gives what is right in it.
 */
#ifndef HARNESS_LUA_LUA_LOADER_H
#define HARNESS_LUA_LUA_LOADER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "sim/base/err.h"

struct lua_limits;

struct lua_file {
	const char *path; /* as it is called in messages */
	const char *text;
	size_t len;
	int origin; /* enum origin of case.h */
};

/* NULL only if the loader itself fails.  limits: NULL is the default. */
MUST_USE json_t *lua_load_files(
    const struct lua_file *, size_t n, const struct lua_limits *, struct err *);

/*
 * The vocabulary: { "fields": { "case": { "shows": { "meaning", "type",
 * "required" } } }, "outcomes": { word: meaning }, "words": [...],
 * "placeholders": { "case": [...], "client": [...] } }.
 */
MUST_USE json_t *lua_describe(struct err *);

#endif
