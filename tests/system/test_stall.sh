#!/bin/sh
# SPDX-License-Identifier: MIT
# A lab that stands still for more than a second, as on a busy machine: what it
# could not judge is run once more in a new lab, and that is said.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/system/ends.sh
. "${0%/*}/ends.sh"

# It hangs only until there is the file "go".
sed -i "s|base-greylist\*) exec|base-greylist*) [ -e $work/go ] \|\| exec|" \
    clients/hangs.lua
grep -q "$work/go" clients/hangs.lua || fail "the client always hangs"

# Stops the lab while a mail is under way.
stand_still()
{
	find_lab
	kill -STOP "$lab"
	sleep 1.6
	[ "$1" != go ] || : >go
	kill -CONT "$lab"
}

again="Again run once more in a new lab, as the first one stood still for more than a second:"
ways=ports
! has_namespaces env || ways="netns ports"
for way in $ways; do
	rm -f go
	hang "$way"
	stand_still go
	end_of 0
	says out "$again"
	[ "$(count_results . not-judged)" -eq 0 ] || fail "not all is judged"
	[ "$(grep -c . .badmx/last/results.jsonl)" -eq 7 ] ||
		fail "not every case is told once"
	grep -q "the lab stood still for" .badmx/last/hangs/lab-none.txt ||
		fail "the journal of the first lab is lost"

	# There is no third time, and nothing is called right.
	rm -f go
	hang "$way" --json
	stand_still stay
	is_stalled_again()
	{
		[ -f .badmx/last/hangs/lab-none.txt ] && is_hanging
	}
	wait_until 30 is_stalled_again
	stand_still stay
	end_of 3
	says out '"result":"not-judged"'
	says out '"again":"the first one stood still for more than a second"'
	[ "$(count_results . not-judged)" -ge 1 ] || fail "all is judged"
	[ "$(grep -c . .badmx/last/results.jsonl)" -eq 7 ] ||
		fail "not every case is told once"

	# Who interrupts does not wait for a second lab.
	rm -f go
	hang "$way"
	find_lab
	kill -STOP "$lab"
	sleep 1.6
	kill -INT "$run"
	kill -CONT "$lab"
	end_of 130
	[ "$(count_results . not-judged)" -ge 1 ] || fail "all is judged"
	say "$way: once more, no third time, interrupted"
done
