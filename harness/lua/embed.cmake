# Turns Lua files into one C file:
#   cmake -D OUT=lua_modules.c "-D FILES=a.lua;b.lua" -P embed.cmake
cmake_minimum_required(VERSION 3.25)
set(arrays "")
set(table "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays
    "static const unsigned char ${name}_text[] = {${bytes}};\n")
  string(APPEND table "    {\"${name}\", ${name}_text, sizeof(${name}_text)},\n")
endforeach()
file(WRITE ${OUT} "/* Made by embed.cmake. */
#include \"harness/lua/lua_modules.h\"

${arrays}
const struct lua_module lua_modules[] = {
${table}    {NULL, NULL, 0},
};
")
