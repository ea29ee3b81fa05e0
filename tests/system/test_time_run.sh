#!/bin/sh
# SPDX-License-Identifier: MIT
# How long "badmx run" takes.  It should be under 10 s on two cores, with the
# first line after 0.1 s; machines differ, so only three times 10 s fails.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

limit_ms=30000
rounds=1
! in_ci || rounds=5

now_ms()
{
	echo $(($(date +%s%N) / 1000000))
}

# Of a small run, to whose end we listen all the same.
first_line_ms()
{
	began=$(now_ms)
	"$BADMX" run --quiet -f base-good/none | {
		read -r _
		echo $(($(now_ms) - began))
		cat >/dev/null
	}
}

round=0
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1))
	began=$(now_ms)
	expect 0 "$BADMX" run --quiet
	echo $(($(now_ms) - began)) >>times.txt
done
median=$(sort -n times.txt | sed -n "$(((rounds + 1) / 2))p")

say "the first line: after $(first_line_ms) ms"
sed -n 's/.*up in \([0-9.]* s\).*/the world: up in \1/p' out
say "badmx run: $median ms, the median of $rounds, on $(nproc) cores"
if [ "$BADMX_SANITIZED" -eq 1 ]; then
	leave_out "the limit: a sanitizer may take as long as it likes"
elif [ "$median" -gt "$limit_ms" ]; then
	fail "that is more than $limit_ms ms"
fi
