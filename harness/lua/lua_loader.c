/* SPDX-License-Identifier: MIT */
#include "harness/lua/lua_loader.h"

#include <string.h>

#include <lauxlib.h>

#include "harness/lua/lua_modules.h"
#include "harness/lua/lua_native.h"
#include "harness/lua/lua_state.h"

#define LOADED "badmx.loaded"

static const struct lua_module *
find_module(const char *name)
{
	for (const struct lua_module *m = lua_modules; m->name != NULL; m++)
		if (strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

/* An error goes on to whoever is outermost. */
static void
call(lua_State *L, int arguments)
{
	if (lua_pcall(L, arguments, 1, 0) != LUA_OK)
		lua_error(L);
}

/* require of our own: only what is inside the program. */
static int
require(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	const struct lua_module *m;

	luaL_getsubtable(L, LUA_REGISTRYINDEX, LOADED);
	if (lua_getfield(L, -1, name) != LUA_TNIL)
		return 1;
	lua_pop(L, 1);
	if (strcmp(name, "native") == 0) {
		lua_pushcfunction(L, luaopen_native);
	} else {
		m = find_module(name);
		if (m == NULL)
			return luaL_error(L, "there is no module %s", name);
		lua_pushfstring(L, "@%s.lua", name);
		if (luaL_loadbufferx(L, (const char *)m->text, m->len,
			lua_tostring(L, -1), "t") != LUA_OK)
			return lua_error(L);
		lua_remove(L, -2);
	}
	call(L, 0);
	lua_pushvalue(L, -1);
	lua_setfield(L, -3, name);
	return 1;
}

static void
push_file(lua_State *L, const struct lua_file *file)
{
	lua_createtable(L, 0, 3);
	lua_pushstring(L, file->path);
	lua_setfield(L, -2, "path");
	lua_pushlstring(L, file->text, file->len);
	lua_setfield(L, -2, "text");
	lua_pushinteger(L, file->origin);
	lua_setfield(L, -2, "origin");
}

struct request {
	const char *function;
	const struct lua_file *files;
	size_t n;
};

/* Runs in protected mode: anything in here may raise an error. */
static int
ask(lua_State *L)
{
	const struct request *r = lua_touserdata(L, 1);

	lua_pushcfunction(L, require);
	lua_setglobal(L, "require");
	lua_getglobal(L, "require");
	lua_pushliteral(L, "loader");
	call(L, 1);
	lua_getfield(L, -1, r->function);
	lua_createtable(L, (int)r->n, 0);
	for (size_t i = 0; i < r->n; i++) {
		push_file(L, &r->files[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	call(L, 1);
	return 1;
}

static json_t *
read_answer(lua_State *L, struct err *err)
{
	size_t len;
	const char *text = lua_tolstring(L, -1, &len);
	json_error_t why;
	json_t *json = NULL;

	if (text != NULL)
		json = json_loadb(text, len, JSON_ALLOW_NUL, &why);
	if (json == NULL)
		err_input(err, "the loader's answer is not JSON: %s",
		    text != NULL ? why.text : "nothing");
	return json;
}

static json_t *
run(const struct request *r, const struct lua_limits *limits, struct err *err)
{
	lua_State *L = lua_state_new(limits);
	json_t *json = NULL;

	lua_pushcfunction(L, ask);
	lua_pushlightuserdata(L, (void *)r);
	if (lua_pcall(L, 1, 1, 0) == LUA_OK)
		json = read_answer(L, err);
	else
		err_input(err, "the scenario files are too much to load: %s",
		    lua_tostring(L, -1));
	lua_state_free(L);
	return json;
}

json_t *
lua_load_files(const struct lua_file *files, size_t n,
    const struct lua_limits *limits, struct err *err)
{
	const struct request r = {"load", files, n};

	return run(&r, limits != NULL ? limits : &lua_default_limits, err);
}

json_t *
lua_describe(struct err *err)
{
	const struct request r = {"describe", NULL, 0};

	return run(&r, &lua_default_limits, err);
}
