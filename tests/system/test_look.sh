#!/bin/sh
# SPDX-License-Identifier: MIT
# What people see: on a pipe, in a plain locale, and of several clients; and
# the commands that they are told to paste.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

# Two clients of their own names and versions, and one that says nothing.
mkdir clients
for name in one two; do
	sed -e "s/client \"builtin\"/client \"$name\"/" \
	    -e "s/^  about = .*/  about = \"Client $name\", version = \"echo 7.$name\",/" \
	    "$BADMX_SOURCE/scenarios/clients/builtin.lua" >clients/$name.lua
done
expect 0 "$BADMX" run -q -c one,two,builtin -f 'base-plain,base-good' -j 1
grep -q '^Client  *one: Client one 7.one$' out || fail "no version of one"
grep -q '^Client  *two: Client two 7.two$' out || fail "no version of two"
says out "2 cases x 7 policies x 3 clients = 42 cells"
rm -r clients

# Nothing but what any terminal can show, and no line that wraps.
is_plain()
{
	! LC_ALL=C grep -n '[^ -~]' "$work/out" >"$work/odd" ||
		fail "not plain: $(head -n 1 "$work/odd")"
	# A path is as long as it is, and no place to break a line.
	[ "$(sed "s|$BADMX_SOURCE/||" "$work/out" | wc -L)" -le 80 ] ||
		fail "a line is too wide: $*"
}

printf 'base-good/strict verified -> defer\n  until never "why"\n' >it.known
for as in NO_COLOR=1 TERM=dumb LANG=C; do
	expect 1 env -u LC_ALL -u LC_CTYPE -u LANG "$as" \
	    "$BADMX" run -f 'base-*/strict' --known it.known
	is_plain "$as"
done
for verb in list 'list cases' 'list cases name-idn-alabel' 'list fields' \
    'world show xn--bcher-kva.example' 'world show sender.example' \
    help 'help run' 'help list' 'help world' 'help certs' 'help check' \
    'help doctor' 'help sender'; do
	# shellcheck disable=SC2086 # a list
	expect 0 env LC_ALL=C "$BADMX" $verb
	is_plain "$verb"
done

# As narrow as it can be, the report keeps its shape.
expect 1 env COLUMNS=40 "$BADMX" run -q -f 'base-*/strict' --known it.known
head -n 2 out | while read -r line; do
	[ "${#line}" -le 40 ] || fail "too wide: $line"
done

# A command that is told can be pasted, in the folder of the run.
expect 1 "$BADMX" run -q -f 'base-*/strict' --known it.known --timeout 20s
sed -n '/^ *Repeat /,/[^\\]$/{ s/^ *Repeat//; p }' out >repeat.sh
grep -q -e '--seed' repeat.sh || fail "the seed is not repeated"
grep -q -e '--timeout 20s' repeat.sh || fail "the timeout is not repeated"
cp out before
expect 1 sh repeat.sh
says out "GONE"
grep -q '^1 cell: ' out || fail "more than one cell is repeated"
