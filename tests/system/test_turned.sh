#!/bin/sh
# SPDX-License-Identifier: MIT
# The alarm rings: an expectation that is turned around and a certificate that
# is broken show up on exactly that cell.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

fresh_scenarios()
{
	rm -rf scenarios
	cp -r "$BADMX_SOURCE/scenarios" scenarios
	chmod -R u+w scenarios
}

# turn CASE WORD FILE: what strict must lead to, the fourth column.
turn()
{
	awk -v row="  row \"$1\"" -v word="$2" '
		found { $4 = word ","; found = 0; turned = 1 }
		index($0, row) == 1 { found = 1 }
		{ print }
		END { exit !turned }' "scenarios/standards/$3" >turned.lua ||
		fail "there is no row $1 in $3"
	mv turned.lua "scenarios/standards/$3"
}

# give_names CASE NAME FILE: a certificate for that name and no other.
give_names()
{
	awk -v head="case \"$1\" {" -v name="$2" '
		{ print }
		$0 == head {
			print "  certificate = { names = { \"" name "\" } },"
			done = 1
		}
		END { exit !done }' "scenarios/cases/$3" >broken.lua ||
		fail "there is no case $1 in $3"
	mv broken.lua "scenarios/cases/$3"
}

# differs EXIT-CODE LINE...: all of strict, and this is all that differs.
differs()
{
	expect "$1" "$BADMX" run -q --scenarios scenarios -p strict
	shift
	printf '%s\n' "$@" | grep . >wanted || true
	differences . >found
	cmp -s wanted found || fail "these differ: $(cat found)"
	for line; do
		[ -z "$line" ] || says out "${line%% *}"
	done
}

fresh_scenarios
differs 0 ""

turn name-san-exact-no-cn withhold names.lua
differs 1 "name-san-exact-no-cn/strict let-in"
says out "LET IN"

fresh_scenarios
turn name-wildcard-two-levels verified names.lua
differs 1 "name-wildcard-two-levels/strict lost"
says out "LOST"

fresh_scenarios
turn base-harness-liveness defer controls.lua
differs 1 "base-harness-liveness/strict wrong-kind"
says out "WRONG KIND"

fresh_scenarios
give_names base-good wrong.example controls.lua
differs 1 "base-good/strict lost"
[ -s .badmx/last/builtin/base-good/strict/transcript.txt ] ||
	fail "there is no transcript of it"
says out ".badmx/last/builtin/base-good/strict/"

# The other way: a host that must be refused gets what is right for it.
fresh_scenarios
sed -i 's/{ "a\.mx\.{domain}" }/{ "mx.{domain}" }/' scenarios/cases/names.lua
differs 1 "name-subdomain-of-mx/strict let-in"
