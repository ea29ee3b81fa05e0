#!/bin/sh
# SPDX-License-Identifier: MIT
# The first thing that anybody does: "badmx run", every cell as expected.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

install_for_all
cells=$(count_cells)

# What does this machine allow that user?
isolation_of()
{
	if has_namespaces "$@"; then echo netns; else echo ports; fi
}

# judge FOLDER ISOLATION WHO
judge()
{
	lines=$(wc -l <"$1/.badmx/last/results.jsonl")
	[ "$lines" -eq "$cells" ] || fail "$3: $lines results of $cells cells"
	[ -z "$(differences "$1")" ] || fail "$3: $(differences "$1")"
	[ -z "$stalled" ] || return 0
	only_allowed_skips builtin "$2" "$1/.badmx/last/results.jsonl"
	good=$(count_results "$1" as-expected)
	skipped=$(count_results "$1" skipped)
	[ $((good + skipped)) -eq "$cells" ] ||
		fail "$3: $good as expected, $skipped skipped"
	say "$3: $good of $cells cells as expected, $skipped skipped ($2)"
}

if is_root; then
	expect 0 "$BADMX" run -q
	says out "up in"
	[ ! -s err ] || fail "a run that went well has something to say"
	cp .badmx/last/results.jsonl root.jsonl
	judge . "$(isolation_of)" root
	rm -r .badmx
	[ "$(find . -name '.badmx*' -o -name 'core*')" = "" ] || fail "leftovers"
else
	leave_out "this is not root"
fi

expect 0 as_user "$BADMX" run
judge home "$(isolation_of as_user)" "an ordinary user"

# One cell by hand, and the report as JSON.
expect 0 as_user "$BADMX" run --json -f base-good/strict
says out '"case"'
says out "base-good"
