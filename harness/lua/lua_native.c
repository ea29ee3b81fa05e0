/* SPDX-License-Identifier: MIT */
#include "harness/lua/lua_native.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "harness/lua/lua_state.h"
#include "harness/plan/case_check.h"
#include "harness/plan/policy.h"
#include "harness/plan/reason.h"
#include "sim/base/text.h"
#include "sim/smtp/smtp_reply.h"

#define HELD "badmx.held"

/* Memory of ours that must be freed although Lua may raise an error. */
static void **
hold(lua_State *L)
{
	void **held = lua_newuserdatauv(L, sizeof(*held), 0);

	*held = NULL;
	luaL_setmetatable(L, HELD);
	return held;
}

static int
held_gc(lua_State *L)
{
	void **held = luaL_checkudata(L, 1, HELD);

	free(*held);
	*held = NULL;
	return 0;
}

/* nearest(typed, names): what was probably meant, or nil. */
static int
nearest(lua_State *L)
{
	const char *typed = luaL_checkstring(L, 1);
	lua_Integer n = luaL_len(L, 2);
	const char **names =
	    lua_newuserdatauv(L, ((size_t)n + 1) * sizeof(*names), 0);
	size_t found = 0;

	for (lua_Integer i = 1; i <= n; i++) {
		if (lua_rawgeti(L, 2, i) == LUA_TSTRING) /* the list keeps it */
			names[found++] = lua_tostring(L, -1);
		lua_pop(L, 1);
	}
	names[found] = NULL;
	lua_pushstring(
	    L, strlen(typed) > 100 ? NULL : text_nearest(typed, names));
	return 1;
}

static int
printable(lua_State *L)
{
	size_t len;
	const char *s = luaL_checklstring(L, 1, &len);
	void **held = hold(L);

	*held = text_printable(s, len);
	lua_pushstring(L, *held);
	return 1;
}

/* line_of(text, n): the n-th line without its end, or nil. */
static int
line_of(lua_State *L)
{
	size_t len;
	const char *from = luaL_checklstring(L, 1, &len), *end = from + len;
	lua_Integer n = luaL_checkinteger(L, 2);
	const char *newline = memchr(from, '\n', len);

	for (; n > 1 && newline != NULL; n--) {
		from = newline + 1;
		newline = memchr(from, '\n', (size_t)(end - from));
	}
	if (n > 1)
		return 0;
	lua_pushlstring(
	    L, from, (size_t)((newline == NULL ? end : newline) - from));
	return 1;
}

/* lines_of(text): how many; what stands behind the last end is one too. */
static int
lines_of(lua_State *L)
{
	size_t len;
	const char *from = luaL_checklstring(L, 1, &len), *end = from + len;
	lua_Integer n = 0;

	while (from < end) {
		const char *newline = memchr(from, '\n', (size_t)(end - from));

		from = newline == NULL ? end : newline + 1;
		n++;
	}
	lua_pushinteger(L, n == 0 ? 1 : n);
	return 1;
}

static int
is_span(lua_State *L)
{
	struct err err;
	int64_t seconds;

	lua_pushboolean(L, text_span(luaL_checkstring(L, 1), &seconds, &err));
	return 1;
}

static int
is_date(lua_State *L)
{
	struct err err;
	int64_t t;

	lua_pushboolean(L, text_date(luaL_checkstring(L, 1), &t, &err));
	return 1;
}

/* check_reply(text): nil, or what is wrong with it. */
static int
check_reply(lua_State *L)
{
	struct err err;

	if (smtp_reply_check(luaL_checkstring(L, 1), &err))
		return 0;
	lua_pushstring(L, err.text);
	return 1;
}

static bool
check_case_text(const char *text, size_t len, struct case_faults *faults)
{
	json_t *json = json_loadb(text, len, JSON_ALLOW_NUL, NULL);
	struct err err;
	struct case_def *def = json == NULL ? NULL : case_parse(json, &err);

	json_decref(json);
	if (def == NULL)
		return false;
	case_check(def, faults);
	case_free(def);
	return true;
}

/* check_case(json): { { field =, nth =, text = } }, what is wrong with it. */
static int
check_case(lua_State *L)
{
	size_t len;
	const char *text = luaL_checklstring(L, 1, &len);
	struct case_faults *faults = lua_newuserdatauv(L, sizeof(*faults), 0);

	if (!check_case_text(text, len, faults))
		return luaL_error(L, "a case that is none");
	lua_createtable(L, (int)faults->n, 0);
	for (size_t i = 0; i < faults->n; i++) {
		lua_createtable(L, 0, 3);
		lua_pushstring(L, faults->list[i].field);
		lua_setfield(L, -2, "field");
		lua_pushinteger(L, (lua_Integer)faults->list[i].nth + 1);
		lua_setfield(L, -2, "nth");
		lua_pushstring(L, faults->list[i].text);
		lua_setfield(L, -2, "text");
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* policy(name): its canonical name; or nil and why not. */
static int
policy(lua_State *L)
{
	const char *name = luaL_checkstring(L, 1);
	char canonical[POLICY_NAME_MAX];
	struct err err;

	if (policy_canonical(name, canonical, &err)) {
		lua_pushstring(L, canonical);
		return 1;
	}
	lua_pushnil(L);
	if (strchr(name, '+') == NULL)
		return 1;
	lua_pushstring(L, err.text);
	return 2;
}

static int
budget(lua_State *L)
{
	lua_state_budget(L);
	return 0;
}

static int
exhausted(lua_State *L)
{
	lua_pushboolean(L, lua_state_exhausted(L));
	return 1;
}

static int
line(lua_State *L)
{
	lua_pushinteger(L, lua_state_line(L));
	return 1;
}

static void
push_policies(lua_State *L)
{
	lua_Integer n = 0;

	lua_newtable(L);
	for (size_t i = 0; i < n_policies; i++) {
		lua_pushstring(L, policies[i].name);
		lua_rawseti(L, -2, ++n);
		if (policies[i].also != NULL) {
			lua_pushstring(L, policies[i].also);
			lua_rawseti(L, -2, ++n);
		}
	}
}

static void
push_reasons(lua_State *L)
{
	lua_newtable(L);
	for (size_t i = 0; i < n_reasons; i++) {
		lua_pushstring(L, reasons[i].name);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static const luaL_Reg functions[] = {
    {"budget", budget},
    {"check_case", check_case},
    {"check_reply", check_reply},
    {"exhausted", exhausted},
    {"is_date", is_date},
    {"is_span", is_span},
    {"line", line},
    {"line_of", line_of},
    {"lines_of", lines_of},
    {"nearest", nearest},
    {"policy", policy},
    {"printable", printable},
    {NULL, NULL},
};

int
luaopen_native(lua_State *L)
{
	luaL_newmetatable(L, HELD);
	lua_pushcfunction(L, held_gc);
	lua_setfield(L, -2, "__gc");
	lua_pop(L, 1);
	luaL_newlib(L, functions);
	push_policies(L);
	lua_setfield(L, -2, "policies");
	push_reasons(L);
	lua_setfield(L, -2, "reasons");
	lua_pushinteger(L, (lua_Integer)(lua_state_limits(L)->bytes >> 20));
	lua_setfield(L, -2, "megabytes");
	return 1;
}
