#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever a scenario file is or does: one mistake with file and line, the
# right exit code, within seconds and 300 MB, nothing left behind.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

install_for_all
mkdir here
cd here || exit

limited()
{
	(
		# A sanitizer maps terabytes.
		# shellcheck disable=SC3045 # dash and bash have it
		[ "$BADMX_SANITIZED" -eq 1 ] || ulimit -v 300000
		exec timeout 60 "$@"
	)
}

nothing_left()
{
	left=$(find . -mindepth 1 -maxdepth 1 ! -name '*.lua')
	[ -z "$left" ] || fail "left behind: $left"
}

# refused CODE TEXT FILE: check and run say so, and count one mistake.
refused()
{
	expect "$1" limited "$BADMX" check "$3"
	says err "$2"
	grep -qx "1 error" "$work/err" || fail "$3: not one mistake"
	expect "$1" limited "$BADMX" run -q "$3"
	says err "$2"
	one_sentence
	nothing_left
}

# What is no text.
mkdir folder.lua
refused 66 'folder.lua holds no .lua file' folder.lua
rmdir folder.lua
mkfifo pipe.lua
ln -s /dev/zero device.lua
ln -s b.lua a.lua
ln -s a.lua b.lua
refused 66 'cannot read "pipe.lua": it is a pipe' pipe.lua
refused 66 'cannot read "device.lua": it is a device' device.lua
refused 66 'cannot read "a.lua": Too many levels of symbolic links' a.lua
mkdir -m 0 "$work/home/locked"
expect 66 as_user "$BADMX" check locked
says err 'cannot read "locked": Permission denied'
rmdir "$work/home/locked"
truncate -s 50M large.lua
refused 65 'cannot read "large.lua": it is larger than 4 MB' large.lua
: >empty.lua
expect 0 "$BADMX" check empty.lua

# Texts that are none: their bytes, in the way of printf.
row()
{
	wanted_code=$1 text=$2
	shift 2
	# shellcheck disable=SC2059 # that is what it is for
	printf "$@" >hostile.lua
	refused "$wanted_code" "$text" hostile.lua
}
row 65 'compiled Lua, not text --> hostile.lua:1:1' '\033Lua\124\0'
row 65 'near '\''<\0>'\'' --> hostile.lua:2:2' 'local a = 1\n\t\0\0'
row 65 'UTF-16, and must be UTF-8 --> hostile.lua:1' '\377\376c\0a\0s\0e\0'
row 65 'near '\''ö'\'' --> hostile.lua:1:9' 'local größe = 1\n'
row 65 'did you mean "shows"?' \
    'case "a" {\r\n  shwos = "x",\r\n  clause = "y"\r\n}\r\n'
says err 'hostile.lua:2:3'
row 65 'did you mean "shows"?' \
    '\357\273\277case "a" { shwos = "x", clause = "y" }\n'
says err 'hostile.lua:1:12'
row 65 'is not a text of one line' \
    'case "a" { shows = "\\27[31m", clause = "y" }\n'

# Programs that do not end, or not soon.
row 65 'this runs for too long --> hostile.lua:1:1' 'while true do end'
row 65 'stack overflow --> hostile.lua:1:1' \
    'local function f(n) return 1 + f(n) end f(1)'
row 65 'a text of more than 1000000 bytes --> hostile.lua:2:1' \
    '\nlocal s = string.rep("x", 1e9)'
row 65 'this needs too much memory --> hostile.lua:2:1' \
    'local s, t = ("x"):rep(900000), {}\nfor i = 1, 1e9 do t[i] = s .. i end'
# Too long or too large, whichever comes first.
row 65 ' --> hostile.lua:1:1' \
    'for i = 1, 1e9 do case ("c" .. i) { x = 1 } end'
printf 'local a = %0300d\n' 0 | tr 0 '(' >hostile.lua
refused 65 'brackets stand too deep in each other --> hostile.lua:1:2' hostile.lua

# Millions of words before the mistake.
{
	yes 'f { }' | head -n 600000
	echo '}'
} >hostile.lua
refused 65 "unexpected symbol near '}' --> hostile.lua:600001" hostile.lua
{
	yes '' | head -n 4000000
	echo 'error("at last")'
} >hostile.lua
refused 65 'at last --> hostile.lua:4000001:1' hostile.lua
