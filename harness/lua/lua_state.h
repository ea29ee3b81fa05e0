/* SPDX-License-Identifier: MIT */
/*
 * lua_state.h - a Lua state that cannot run away.
 *
 * Memory, instructions and time are counted from one call of
 * lua_state_budget() to the next.  When the memory is used up, Lua raises
 * its own error; for the other two an error is raised between two
 * instructions.  The state has no os, io, package or load from files.
 */
#ifndef HARNESS_LUA_LUA_STATE_H
#define HARNESS_LUA_LUA_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lua.h>

struct lua_limits {
	size_t bytes;
	uint64_t instructions;
	int64_t microseconds;
};

/* What a scenario file may use. */
extern const struct lua_limits lua_default_limits;

lua_State *lua_state_new(const struct lua_limits *);
void lua_state_free(lua_State *);

/* From here on everything may be used again. */
void lua_state_budget(lua_State *);
/* Were the instructions or the time used up since then? */
bool lua_state_exhausted(lua_State *);
/* The last line seen of the chunk with that name ("=name"). */
int lua_state_line(lua_State *);
const struct lua_limits *lua_state_limits(lua_State *);

#endif
