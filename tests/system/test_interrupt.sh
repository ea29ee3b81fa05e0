#!/bin/sh
# SPDX-License-Identifier: MIT
# Ctrl-C once and twice, SIGTERM and SIGHUP, while a client hangs: the run ends
# at once, says how, reports what it has, and leaves nothing.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/system/ends.sh
. "${0%/*}/ends.sh"

limit=5 # seconds, where a lab alone would take five minutes
[ "$BADMX_SANITIZED" -eq 0 ] || limit=20

# stop CODE SIGNAL...: sends them to the run, and waits for its end.
stop()
{
	wanted=$1
	shift
	began=$(date +%s)
	for signal; do
		kill "-$signal" "$run" 2>/dev/null || true
	done
	end_of "$wanted"
	took=$(($(date +%s) - began))
	[ "$took" -le "$limit" ] || fail "$*: it took $took s"
	! grep -qE 'Sanitizer|runtime error' err || fail "a crash"
	[ "$(cat /proc/self/mountinfo)" = "$mounts" ] || fail "mounts"
	left=$(find . -mindepth 1 -maxdepth 1 | sort | tr '\n' ' ')
	[ "$left" = "./.badmx ./clients ./err ./out " ] ||
		fail "files: $left"
}

# What was judged before is kept, in the folder and in the report.
kept()
{
	judged=$(count_results . as-expected)
	[ "$judged" -ge 1 ] || fail "nothing that was judged is kept"
	[ "$(count_results . not-judged)" -ge 1 ] || fail "all is judged"
	says out "$judged as expected"
	says out "exit $wanted: $1"
	says out "the run was interrupted"
}

valid_json()
{
	"$BADMX_LUA" - "$1" <<-'LUA' || fail "the JSON is not complete"
		local text = io.open("out"):read "a"
		local depth, inside = 0, false
		for c in text:gsub("\\.", ""):gmatch '["{}%[%]]' do
		  if c == '"' then inside = not inside
		  elseif not inside then
		    depth = depth + ((c == "{" or c == "[") and 1 or -1)
		  end
		end
		assert(depth == 0 and not inside and text:match "^{.*}%s*$")
		assert(text:find('"exit":' .. arg[1]), "no exit code")
		assert(text:find '"as%-expected"', "no result")
	LUA
}

mounts=$(cat /proc/self/mountinfo)
ways=ports
! has_namespaces env || ways="netns ports"
for way in $ways; do
	hang "$way"
	stop 130 INT
	says err "Stopping: 1 lab ends, then the report is written. Again to quit at once."
	kept interrupted

	hang "$way" --json
	stop 130 INT
	valid_json 130

	# A lab that does not listen is not waited for.
	hang "$way"
	find_lab
	kill -STOP "$lab"
	stop 130 INT
	kept interrupted

	hang "$way"
	find_lab
	kill -STOP "$lab"
	stop 130 INT INT
	kept interrupted

	hang "$way"
	stop 143 TERM
	kept terminated

	hang "$way"
	stop 129 HUP
	kept "the terminal is gone"
	say "$way: once, twice, SIGTERM, SIGHUP"
done

# While nothing comes, what goes on is said now and then.
hang ports
wait_until 20 grep -qE '^ .* of 7  .* s  . of . mails given, . settled$' err
stop 130 INT

# nohup(1) has switched off the one; the other still works.
trap '' HUP
hang ports
trap - HUP
stop 143 HUP TERM
