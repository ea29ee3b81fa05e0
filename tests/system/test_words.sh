#!/bin/sh
# SPDX-License-Identifier: MIT
# Everything that a scenario or client file may say is explained in
# scenarios/README.md, so that nobody has to read the loader.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

readme=$BADMX_SOURCE/scenarios/README.md

# explained README
explained()
{
	"$BADMX_LUA" "$BADMX_SOURCE/tests/check_words.lua" "$1" words.json \
	    fields.json placeholders.json
}

for list in words fields placeholders; do
	expect 0 "$BADMX" list "$list" --json
	cp out "$list.json"
done
expect 0 explained "$readme"

# A word, a field, a placeholder that is left out is missed.
# shellcheck disable=SC2016 # backquotes, for sed
for word in retry needs clock_fd same_key_as withhold; do
	sed "s/\`[^\`]*${word}[^\`]*\`//g" "$readme" >README.md
	expect 1 explained README.md
	says out "nothing is said about \"$word\""
done
