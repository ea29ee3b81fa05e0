/* SPDX-License-Identifier: MIT */
/*
 * lua_modules.h - the Lua files of this folder, inside the program.
 *
 * The array is made by embed.cmake when badmx is built; it ends with a NULL
 * name.
 */
#ifndef HARNESS_LUA_LUA_MODULES_H
#define HARNESS_LUA_LUA_MODULES_H

#include <stddef.h>

struct lua_module {
	const char *name; /* "loader" for loader.lua */
	const unsigned char *text;
	size_t len;
};

extern const struct lua_module lua_modules[];

#endif
