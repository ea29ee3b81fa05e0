/* SPDX-License-Identifier: MIT */
/*
 * lua_native.h - the module "native": what the loader's Lua needs from C.
 */
#ifndef HARNESS_LUA_LUA_NATIVE_H
#define HARNESS_LUA_LUA_NATIVE_H

#include <lua.h>

int luaopen_native(lua_State *);

#endif
