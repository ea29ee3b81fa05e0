# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034 # the tests look at what is set here
# ends.sh - for the tests of how a run ends.  Sourced, after lib.sh.

: "${work:?}"
mark=$(date +%s)$$ # seconds to sleep, and nobody else does so
mkdir clients
sed "s/@MARK@/$mark/g" "$BADMX_SOURCE/tests/data/hangs.lua" >clients/hangs.lua

# Sets $marked to the processes that the client has started and left.  The
# brackets are there so that grep does not find itself.
find_marked()
{
	marked=$(grep -lsxz "[1]${mark#1}" /proc/[0-9]*/cmdline | cut -d/ -f3 |
		tr '\n' ' ')
}

# Sets $children to the process ids below $1.
find_children()
{
	children=$(cat "/proc/$1/task/$1/children" 2>/dev/null) || children=
}

# hang ISOLATION OPTION...: a run of one lab, $run, that has judged a bit.
hang()
{
	isolation=$1
	shift
	rm -rf .badmx
	"$BADMX" run -c hangs -p none -f 'base-*' --isolation "$isolation" \
	    --timeout 300s "$@" >out 2>err &
	run=$!
	wait_until 30 is_hanging
}

is_hanging()
{
	find_marked
	[ -f .badmx/last/results.jsonl ] && [ "$(echo "$marked" | wc -w)" -ge 3 ] &&
		[ "$(count_results . as-expected)" -ge 1 ]
}

# Sets $lab, and $guard where there is one.
find_lab()
{
	find_children "$run"
	lab=${children%% *} guard=
	if [ "$isolation" = ports ]; then
		guard=$lab
		find_children "$guard"
		lab=${children%% *}
	fi
	[ -n "$lab" ] || fail "there is no lab"
}

is_gone()
{
	find_marked
	[ -z "$marked" ]
}

# end_of CODE: waits for the run; nothing of it may be left.
end_of()
{
	code=0
	wait "$run" 2>/dev/null || code=$?
	wait_until 10 is_gone
	[ "$code" -eq "$1" ] || fail "exit $code instead of $1"
}

# So that a test that fails leaves nothing either.
end_marked()
{
	find_marked
	# shellcheck disable=SC2086 # several
	[ -z "$marked" ] || kill -9 $marked
}
trap 'end_marked; rm -rf "$work"' EXIT
