/* SPDX-License-Identifier: MIT */
#include "harness/lua/lua_state.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lualib.h>

#include "sim/base/clock.h"
#include "sim/base/mem.h"

#define STRIDE 100	   /* instructions between two looks */
#define GRACE  1000000	   /* instructions to say that it was too much */
#define CHUNK  "=scenario" /* see statement.lua */

const struct lua_limits lua_default_limits = {
    .bytes = (size_t)64 << 20,
    .instructions = 20000000,
    .microseconds = 5000000,
};

struct budget {
	struct lua_limits limits;
	size_t used, ceiling; /* bytes */
	uint64_t left;	      /* instructions */
	int64_t deadline;     /* monotonic microseconds */
	bool exhausted;
	int line;
	lua_State *L;
};

static struct budget *
budget_of(lua_State *L)
{
	struct budget *b;

	memcpy(&b, lua_getextraspace(L), sizeof(struct budget *));
	return b;
}

/* Lua asks no handler when memory ends, so nobody else could say where. */
static void
note_line(struct budget *b)
{
	lua_Debug ar;

	for (int level = 0; b->L != NULL && lua_getstack(b->L, level, &ar) != 0;
	     level++) {
		if (lua_getinfo(b->L, "Sl", &ar) != 0 &&
		    strcmp(ar.source, CHUNK) == 0) {
			b->line = ar.currentline;
			return;
		}
	}
}

static void *
allocate(void *arg, void *old, size_t old_size, size_t size)
{
	struct budget *b = arg;
	void *p;

	if (old == NULL)
		old_size = 0; /* Lua passes the kind of object here */
	if (size == 0) {
		free(old);
		b->used -= old_size;
		return NULL;
	}
	if (size > old_size && b->used + (size - old_size) > b->ceiling) {
		note_line(b);
		return NULL;
	}
	p = realloc(old, size);
	if (p != NULL)
		b->used += size - old_size;
	return p;
}

static void
on_count(lua_State *L, lua_Debug *ar)
{
	struct budget *b = budget_of(L);

	if (lua_getinfo(L, "Sl", ar) != 0 && strcmp(ar->source, CHUNK) == 0)
		b->line = ar->currentline;
	b->left -= b->left < STRIDE ? b->left : STRIDE;
	if (b->left > 0 && clock_monotonic_us() < b->deadline)
		return;
	if (!b->exhausted) {
		b->exhausted = true;
		b->left = GRACE;
		b->deadline += b->limits.microseconds;
		luaL_error(L, "too long");
	}
	if (b->left == 0)
		luaL_error(L, "much too long");
}

lua_State *
lua_state_new(const struct lua_limits *limits)
{
	static const luaL_Reg libraries[] = {
	    {LUA_GNAME, luaopen_base}, {LUA_STRLIBNAME, luaopen_string},
	    {LUA_TABLIBNAME, luaopen_table}, {LUA_MATHLIBNAME, luaopen_math},
	    {LUA_UTF8LIBNAME, luaopen_utf8},
	    {LUA_DBLIBNAME, luaopen_debug}, /* for the loader only */
	};
	struct budget *b = xcalloc(1, sizeof(*b));
	lua_State *L;

	b->limits = *limits;
	b->ceiling = SIZE_MAX;
	L = lua_newstate(allocate, b);
	if (L == NULL)
		out_of_memory();
	memcpy(lua_getextraspace(L), &b, sizeof(struct budget *));
	b->L = L;
	for (size_t i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++) {
		luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
		lua_pop(L, 1);
	}
	lua_state_budget(L);
	lua_sethook(L, on_count, LUA_MASKCOUNT, STRIDE);
	return L;
}

void
lua_state_free(lua_State *L)
{
	struct budget *b;

	if (L == NULL)
		return;
	b = budget_of(L);
	b->L = NULL;
	lua_sethook(L, NULL, 0, 0);
	lua_close(L);
	free(b);
}

void
lua_state_budget(lua_State *L)
{
	struct budget *b = budget_of(L);

	b->ceiling = b->used + b->limits.bytes;
	b->left = b->limits.instructions;
	b->deadline = clock_monotonic_us() + b->limits.microseconds;
	b->exhausted = false;
	b->line = 0;
}

bool
lua_state_exhausted(lua_State *L)
{
	return budget_of(L)->exhausted;
}

int
lua_state_line(lua_State *L)
{
	return budget_of(L)->line;
}

const struct lua_limits *
lua_state_limits(lua_State *L)
{
	return &budget_of(L)->limits;
}
