#!/bin/sh
# SPDX-License-Identifier: MIT
# A client forks daemons that are nobody's children.  However the run ends,
# with high ports too, they end with it.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/system/ends.sh
. "${0%/*}/ends.sh"

# kill_in ISOLATION CODE WHO...: kill -9, at the same moment.
kill_in()
{
	hang "$1"
	find_lab
	wanted=$2
	shift 2
	victims=
	for who; do
		case $who in
		supervisor) victims="$victims $run" ;;
		guard) victims="$victims $guard" ;;
		lab) victims="$victims $lab" ;;
		esac
	done
	# shellcheck disable=SC2086 # several
	kill -9 $victims
	end_of "$wanted"
	say "$isolation: nothing is left after kill -9 of the $*"
}

# A client that ends as it should still has its daemons.
ends_well()
{
	rm -rf .badmx
	expect 0 "$BADMX" run -c hangs -p none -f base-good --isolation "$1"
	find_marked
	[ -z "$marked" ] || fail "after an ordinary end, in $1:$marked"
	say "$1: nothing is left after an ordinary end"
}

ways=ports
! has_namespaces env || ways="ports netns"
for way in $ways; do
	ends_well "$way"
	kill_in "$way" 137 supervisor
	kill_in "$way" 3 lab
	says out "the lab was ended by signal 9"
	hang "$way"
	kill -INT "$run"
	end_of 130
done
kill_in ports 3 guard
kill_in ports 3 guard lab
kill_in ports 137 supervisor lab

# Children that a shell has left to badmx are none of its business.
sh -c 'sleep "$1" & exec "$2" run -q -c hangs -p none -f base-good \
    --isolation ports' sh "$mark" "$BADMX" >out 2>err || fail "exit $?"
find_marked
[ "$(echo "$marked" | wc -w)" -eq 1 ] || fail "one should be left:$marked"
