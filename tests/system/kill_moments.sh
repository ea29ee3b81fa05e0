#!/bin/sh
# SPDX-License-Identifier: MIT
# kill_moments.sh - kills parts of a run, and looks what is left of it.
#
# usage: kill_moments.sh FOLDER ROOT CLIENT ISOLATION MOMENTS SEED
#
# For test_kill.sh: process 1 of a process namespace with a mount namespace, so
# that whatever is seen here belongs to the run.  FOLDER holds usr (badmx),
# home and client; ROOT is the --client-root or "-".
set -eu

folder=$1 root=$2 client=$3 isolation=$4 moments=$5 seed=$6

[ "$root" = - ] || mount --bind "$root" "$folder/client"
mount --rbind "$folder" /mnt
# mount(8) itself writes to /run, so that comes last.
for private in /tmp /dev/shm /run; do
	mount -t tmpfs none "$private"
done
cd /mnt/home

fail()
{
	echo "FAILED: moment $moment, $target after $pause s: $*"
	tail -n 5 ./*.out 2>/dev/null || true
	exit 1
}

badmx()
{
	set -- run -q -c "$client" --isolation "$isolation" "$@"
	[ "$root" = - ] || set -- "$@" --client-root /mnt/client
	exec /mnt/usr/bin/badmx "$@" >/mnt/home/run.out 2>&1
}

# Sets $state and $parent of a process; false: it is gone.
look_at()
{
	read -r line 2>/dev/null <"/proc/$1/stat" || return 1
	line=${line##*) }
	state=${line%% *}
	line=${line#* }
	parent=${line%% *}
}

# Sets $children to the process ids below $1.
find_children()
{
	children=
	for process in /proc/[0-9]*; do
		look_at "${process#/proc/}" || continue
		[ "$parent" != "$1" ] || [ "$state" = Z ] ||
			children="$children ${process#/proc/}"
	done
}

# Sets $left to all processes but this one and those that only want burying.
find_left()
{
	left=
	for process in /proc/[0-9]*; do
		look_at "${process#/proc/}" || continue
		[ "$process" = "/proc/$$" ] || [ "$state" = Z ] ||
			left="$left ${process#/proc/}"
	done
}

# Sets $victim to the supervisor, one of its labs, or a process of a client.
choose_victim()
{
	victim=$supervisor
	[ "$target" != supervisor ] || return 0
	find_children "$supervisor"
	victim=${children##* }
	[ "$target" = client ] && [ -n "$victim" ] || return 0
	# With high ports that was the lab's guard.
	[ "$isolation" != ports ] || find_children "$victim"
	victim=${children##* }
	[ -n "$victim" ] || return 0
	find_children "$victim"
	victim=${children##* }
}

seen_from_outside()
{
	cat /proc/self/mountinfo
	lsns --noheadings --type net --output NS
}

nothing_left()
{
	tries=40
	find_left
	while [ -n "$left" ] && [ "$tries" -gt 0 ]; do
		sleep 0.05
		tries=$((tries - 1))
		find_left
	done
	for process in $left; do
		tr '\0' ' ' <"/proc/$process/cmdline" || true
	done
	[ -z "$left" ] || fail "processes are left:$left"
	seen_from_outside >after.out
	cmp -s before.out after.out ||
		fail "mounts or namespaces: $(diff before.out after.out)"
	files=$(find . /tmp /run /dev/shm -mindepth 1 -maxdepth 1 \
	    ! -name .badmx ! -name '*.out')
	[ -z "$files" ] || fail "files are left: $files"
}

whole_lines()
{
	[ -f .badmx/last/results.jsonl ] || return 0
	! grep -qv '^{.*}$' .badmx/last/results.jsonl || fail "half a result"
	[ -z "$(tail -c 1 .badmx/last/results.jsonl)" ] || fail "half a line"
}

count()
{
	grep -c "\"result\":\"$1\"" .badmx/last/results.jsonl || true
}

# Two labs: what is killed in one of them is no concern of the other.
judge()
{
	case $target/$code in
	supervisor/137 | */0) ;;
	lab/3)
		grep -qE 'ended by signal 9|sealed child' .badmx/last/results.jsonl ||
			fail "nobody says why: $(grep -o '"why":"[^"]*"' \
			    .badmx/last/results.jsonl | sort | uniq -c)"
		[ "$(count not-judged)" -gt 0 ] || fail "all is judged"
		hit=$((hit + 1))
		;;
	client/3 | client/69)
		[ "$(count not-judged)" -gt 0 ] || fail "all is judged"
		hit=$((hit + 1))
		;;
	*) fail "exit $code" ;;
	esac
	[ "$target" != supervisor ] || [ "$code" -eq 0 ] || hit=$((hit + 1))
	for wrong in let-in lost wrong-kind wrong-reason; do
		[ "$(count $wrong)" -eq 0 ] ||
			fail "the client is blamed: $(grep "$wrong" \
			    .badmx/last/results.jsonl | head -n 1)"
	done
}

# A lab that stands still because the machine is busy may try again.
next_run()
{
	for try in 1 2 3; do
		code=0
		(badmx "$@") || code=$?
		[ "$code" -eq 3 ] || break
	done
	[ "$code" -eq 0 ] || fail "the next run does not work: $try, exit $code"
}

# One run, and a kill in the middle of it.
kill_at()
{
	badmx -p none,strict -j 2 &
	supervisor=$!
	sleep "$pause"
	choose_victim
	[ -z "$victim" ] || kill -9 "$victim" 2>/dev/null || true
	code=0
	wait "$supervisor" || code=$?
	nothing_left
	whole_lines
	if [ -f .badmx/last/results.jsonl ]; then
		judge
	fi
	next_run -f base-good/strict
}

moment=0 target=nothing pause=0 hit=0
seen_from_outside >before.out
began=$(date +%s%N)
next_run -p none,strict -j 2
length=$((($(date +%s%N) - began) / 1000000))
nothing_left

# Process 1 reaps: wait(2) in this shell also takes what was orphaned.
pauses=$(awk -v n="$moments" -v seed="$seed" -v ms="$length" 'BEGIN {
	srand(seed)
	for (i = 0; i < n; i++)
		printf "%.3f\n", (0.02 + 0.75 * rand()) * ms / 1000
}')
for pause in $pauses; do
	case $((moment % 3)) in
	0) target=supervisor ;;
	1) target=lab ;;
	2) target=client ;;
	esac
	moment=$((moment + 1))
	kill_at
done
echo "$client, $isolation: $moments moments of $length ms, $hit of them hit (seed $seed)"
[ $((hit * 4)) -ge "$moments" ] || fail "too few hits to prove anything"
