#!/bin/sh
# SPDX-License-Identifier: MIT
# Where there is no network namespace, high ports do: because they are asked
# for, and because there is no other way.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

install_for_all
cells=$(count_cells)

# judge TEXT: what the report says of the isolation.
judge()
{
	says out "high ports: $1"
	[ -z "$(differences home)" ] || fail "$(differences home)"
	[ -z "$stalled" ] || return 0
	only_allowed_skips builtin ports home/.badmx/last/results.jsonl
	good=$(count_results home as-expected)
	[ $((good * 100)) -ge $((cells * 95)) ] ||
		fail "only $good of $cells cells are judged"
	say "$1: $good of $cells cells as expected"
}

expect 0 as_user "$BADMX" run --isolation ports
judge "as asked"

if has_namespaces as_user; then
	expect 0 without_namespaces "$BADMX" run
	judge "user namespaces are switched off"
	expect 0 without_namespaces "$BADMX" doctor
	! grep -q ^FAIL "$work/out" || fail "FAIL, although it works"
	says out "user.max_user_namespaces"

	# A lab that must have its own network has none there.
	expect 71 without_namespaces "$BADMX" run --isolation netns
	one_sentence
	says err "no private network"
else
	expect 0 as_user "$BADMX" run
	judge "" # whatever the reason is, this machine has one
fi
