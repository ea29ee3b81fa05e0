#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever is wrong with what badmx is given: one clear sentence, the right
# exit code, nothing left behind.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

install_for_all
mkdir here here/clients
cd here || exit

# The built-in sender by another name, with something behind its output.
sender()
{
	cat <<-END
		  isolation { "netns", "ports" },
		  clock = "virtual",
		  send (batch ("\${badmx} sender --batch --policy $1"
		    .. " --dns \${dns}:\${dns_port} --smtp-port \${smtp_port}"
		    .. " --ca \${ca_file} --helo \${helo} --clock \${clock_fd}"
		    .. " --t0 \${t0} --seed \${seed} -j \${jobs} $2")),
		  nexthop = "with the mail",
		  policy "strict" {},
	END
}

cat >clients/broken.lua <<END
client "gone" {
  about = "Gone", package = "gone-mta", programs { "no-such-mta" },
  isolation { "netns", "ports" },
  send (command "no-such-mta"), policy "strict" {},
}
client "unfound" {
  isolation { "netns", "ports" },
  send (command "no-such-mta \${to}"), policy "strict" {},
}
client "crashes" {
  isolation { "netns", "ports" },
  start "echo no such table >&2; exit 3", ready (file "/tmp/badmx-never"),
  send (command "true"), policy "strict" {},
}
client "never-ready" {
  isolation { "netns", "ports" },
  start "exec sleep 1000", ready (file "/tmp/badmx-never"),
  send (command "true"), policy "strict" {},
}
client "bad-setup" {
  isolation { "netns", "ports" },
  setup "true", setup "echo cannot do that >&2; false",
  send (command "echo defer"), policy "strict" {},
}
client "hangs" {
  isolation { "netns", "ports" },
  send (command "exec sleep 1000"), policy "strict" {},
}
client "mute" {
  isolation { "netns", "ports" },
  send (command "true"), policy "strict" {},
}
client "liar" {
  isolation { "netns", "ports" },
  send (command "echo deliver"), policy "strict" {},
}
client "sealed" { send (command "echo defer"), policy "strict" {} }
client "deaf" { $(sender opportunistic "") }
client "loose" { $(sender relaxed-wildcard "") }
client "quits" { $(sender "\${policy}" '| { sed -u 160q; kill -9 0; }') }
client "stalls" { $(sender "\${policy}" '| { sed -u 160q; sleep 1000; }') }
END

# Nothing but the evidence, here and where others look.
nothing_left()
{
	left=$(find . -mindepth 1 -maxdepth 1 ! -name .badmx ! -name clients \
	    ! -name '*.lua')
	[ -z "$left" ] || fail "left behind: $left"
	! ls -d /tmp/badmx-never /run/badmx /lab 2>"$work/ls" || fail "left"
}

# refused CODE TEXT ARGUMENT...: badmx run says so, and no more than that.
refused()
{
	wanted_code=$1 text=$2
	shift 2
	expect "$wanted_code" "$BADMX" run -q "$@"
	one_sentence
	says err "$text"
	nothing_left
}

# What the user typed.
refused 64 'no client "postfx", did you mean "postfix"?' -c postfx
refused 64 'no policy called "strikt", did you mean "strict"?' -p strikt
refused 64 "--filtr, did you mean --filter?" --filtr 'name-*'
refused 64 '--seed takes a number from 0 to 9223372036854775807, not "x"' --seed x
refused 64 '--timeout takes a time from 1ms to 1 day' --timeout 0
refused 64 '--policy takes names' -p ''
refused 64 '--client takes names' -c builtin,
refused 64 '--filter takes a query' -f ' '
refused 64 '--repeat takes a number from 1 to 1000' --repeat 1001
refused 64 '--client-root is of no use: builtin has no programs' --client-root /
refused 64 '--jobs takes a number' -j none
refused 64 '--isolation is auto' --isolation walls
refused 4 'nothing to run: no case or tag matches "no-such-*"' -f 'no-such-*'
refused 4 'did you mean "name-*"?' -f 'nmae-*'
expect 0 "$BADMX" run -q -f 'no-such-*' --no-cases pass
one_sentence
says err 'nothing to run: no case or tag matches "no-such-*"'

refused 64 'behind the / of a filter stands a policy' -f 'base-good/'
refused 64 'the client "builtin" is named twice' -c builtin,builtin

# The same of the other verbs: refused_by CODE TEXT VERB ARGUMENT...
refused_by()
{
	wanted_code=$1 text=$2
	shift 2
	expect "$wanted_code" "$BADMX" "$@"
	one_sentence
	says err "$text"
}
refused_by 64 'did you mean --version?' --versoin
refused_by 64 'did you mean "run"?' runn
refused_by 4 'did you mean "postfix"?' list clients postfx
refused_by 4 'did you mean "strict"?' list policies strct
refused_by 4 'did you mean "name-*"?' list cases 'nmae-*'
refused_by 64 'list words takes no name' list words x
refused_by 64 'did you mean "show"?' world shwo x
refused_by 64 '--command takes a command' world shell -c ''
refused_by 4 'nothing in the world is called "a..b"' world show a..b
refused_by 4 'did you mean "base-good"?' certs base-goood
refused_by 64 '--seed takes a number from 0 to' certs base-good --seed 1x
refused_by 64 '--output takes a path' certs base-good -o ''
mkfifo "$work/pipe"
refused_by 71 'nobody reads this pipe' certs base-good -o "$work/pipe"
refused_by 64 'did you mean --quiet?' check --quite
for what in "$work/pipe" /dev/zero "$work"/no-such-file; do
	expect 66 timeout 10 "$BADMX" check "$what"
	says err "cannot read \"$what\""
	expect 66 timeout 10 "$BADMX" sender --policy strict --to u@x.example \
	    --ca "$what" </dev/null
	says err "cannot read \"$what\""
done
refused 66 'it is a pipe, not a file' --known "$work/pipe"

# A mistake of one's own stops who runs, not who looks.
mkdir scenarios
echo 'case "half" {' >scenarios/half.lua
for verb in 'certs base-good' 'world show base-good' certs; do
	# shellcheck disable=SC2086 # a list
	expect 0 "$BADMX" $verb
	one_sentence
	says err 'errors in scenarios/half.lua, left out'
done
for verb in 'run -q -f base-good' 'list cases' check; do
	# shellcheck disable=SC2086 # a list
	expect 65 "$BADMX" $verb
	says err 'the file ends too early'
done
rm -r scenarios

# What the user wrote.
echo 'case "my-case" { shwos = "x", clause = "product rule" }' >typo.lua
refused 65 'did you mean "shows"?' typo.lua
says err "typo.lua:1:18"
grep -q '^ *| *^^^^^$' "$work/err" || fail "no caret under the word"
rm typo.lua
# Never the shipped tables in the place of what was asked for.
: >empty.lua
refused 65 'neither a table nor a client in empty.lua' empty.lua
echo 'case "my-case" { shows = "x", clause = "product rule" }' >idle.lua
expect 65 "$BADMX" run -q idle.lua
says err 'idle.lua:1: the case "my-case" stands in no table'
expect 0 "$BADMX" check idle.lua
says err 'idle.lua:1: the case "my-case" stands in no table'
rm empty.lua idle.lua
mkdir "$work/bare"
expect 66 "$BADMX" run -q "$work/bare"
says err "holds no .lua file"
# One mistake is one complaint, however much stands on it.
cp -r "$BADMX_SOURCE/scenarios" "$work/set"
sed -i 's/case "val-expired-1d" {/case "val-expired-1d" /' \
    "$work/set/cases/validity.lua"
expect 65 "$BADMX" check --scenarios "$work/set"
grep -qx "1 error" "$work/err" || fail "one mistake is told more than once"
cp "$BADMX_SOURCE/scenarios/cases/validity.lua" "$work/set/cases"
sed -i 's/withhold -> verified/withold -> verified/' \
    "$work/set/known/postfix.known"
expect 65 "$BADMX" check --scenarios "$work/set"
says err 'did you mean withhold?'
refused 66 'cannot read "no-such.lua"' no-such.lua
: >"$work/home/secret.lua"
chmod 0 "$work/home/secret.lua"
expect 66 as_user "$BADMX" run secret.lua
one_sentence
says err 'cannot read "secret.lua": Permission denied'
refused 66 "does not hold cases/" --scenarios /nonexistent
refused 66 "/nonexistent" --known /nonexistent
printf 'name-cn-olny/strict withhold -> verified\n  until never "why"\n' \
    >"$work/bogus.known"
refused 65 'case "name-cn-olny"' \
    --known "$work/bogus.known"
says err "did you mean name-cn-only?"
printf 'base-good/strict verified -> defer\n  until never "why"\n' \
    >"$work/false.known"
expect 1 "$BADMX" run -q -f base-good/strict --known "$work/false.known"
says out "GONE"

# What the client is.
refused 69 "apt-get install gone-mta" -c gone -p strict
refused 69 "no-such-mta: not found" -c unfound
refused 69 "crashes ended with exit status 3: no such table" -c crashes
refused 69 "setup 2 failed: cannot do that" -c bad-setup
# A driver that proves nothing: nothing is judged.
refused 3 "canary" -c mute
refused 3 "says that it handed the mail over, but no host" -c liar
[ "$(count_results . not-judged)" -ge 90 ] || fail "a liar is judged"
[ "$(count_results . as-expected)" -eq 0 ] || fail "a liar is judged"

# A setting without any effect shows, and so does one that has too little.
refused 3 "either the client file's setting for this policy" -c deaf
expect 1 "$BADMX" run -q -c loose -f base-good,name-wildcard-two-levels
says out "LET IN"
differences . >"$work/found"
[ "$(cat "$work/found")" = "name-wildcard-two-levels/strict let-in" ] ||
	fail "differs: $(cat "$work/found")"

# In the middle: what was judged so far counts.
expect 3 "$BADMX" run -q -c quits
one_sentence
says err "quits ended by signal 9"
[ "$(count_results . as-expected)" -gt 0 ] || fail "nothing was judged"
[ "$(count_results . not-judged)" -gt 0 ] || fail "all was judged"
expect 3 "$BADMX" run -q -c stalls --timeout 2s
[ "$(count_results . as-expected)" -gt 0 ] || fail "nothing was judged"
says out "could not be judged"
nothing_left

# For ever: both at the same time, as each takes its 20 seconds.
began=$(date +%s)
mkdir "$work/other"
(cd "$work/other" && cp -r ../here/clients . && code=0 &&
	"$BADMX" run -q -c hangs >out 2>err || code=$? && echo "$code" >code) &
refused 69 "never-ready was started but is not ready" -c never-ready
wait
[ "$(cat "$work/other/code")" -eq 3 ] || fail "hangs: $(cat "$work/other/code")"
grep -q "^badmx: hangs.*canary" "$work/other/err" || fail "hangs says nothing"
took=$(($(date +%s) - began))
[ "$took" -lt 60 ] || fail "a client that hangs takes $took s"

# What the machine allows.
if has_namespaces as_user; then
	rm -rf "$work/home/clients"
	cp -r clients "$work/home/clients"
	expect 71 without_namespaces "$BADMX" run -q -c sealed
	one_sentence
	says err "badmx doctor"
else
	refused 71 "badmx doctor" -c sealed
fi
mkdir "$work/home/locked"
chmod 555 "$work/home/locked"
# shellcheck disable=SC2016 # the inner shell expands it
expect 0 as_user sh -c 'cd locked && exec "$0" run -q -f base-good' "$BADMX"
one_sentence
says err "no evidence is kept: .badmx: Permission denied"
# Who names a folder wants what would be in it.
expect 77 as_user "$BADMX" run -q -f base-good --evidence locked/here
one_sentence
says err "no evidence can be kept: locked/here: Permission denied"
! grep -q base-good "$work/out" || fail "something ran"
chmod 755 "$work/home/locked"
refused 71 "no evidence can be kept: /proc/here" --evidence /proc/here

# A second run in the same folder: only one of them keeps evidence there.
rm -r .badmx
"$BADMX" run -q -c stalls >/dev/null 2>&1 &
first=$!
wait_until 10 test -s .badmx/last/results.jsonl
expect 0 "$BADMX" run -q -f base-good
one_sentence
says err "another badmx runs in this folder"
grep -q '"stalls"' .badmx/last/results.jsonl || fail "the first run's are gone"
kill "$first"
wait "$first" || true

# Where the output goes.
# A reader who has seen enough: no fault, no word, and an early end.
for how in '' --json; do
	{
		code=0
		"$BADMX" run -q ${how:+"$how"} 2>"$work/err" || code=$?
		echo "$code" >"$work/code"
	} | head -n 1 >"$work/out"
	[ "$(cat "$work/code")" -eq 141 ] || fail "exit $(cat "$work/code")"
	[ ! -s "$work/err" ] || fail "the reader is spoken of"
done
began=$(date +%s)
"$BADMX" run -q -c stalls 2>"$work/err" | head -n 1 >"$work/out"
says out "A private mail Internet"
[ $(($(date +%s) - began)) -lt 20 ] || fail "it has gone on"
[ "$(count_results . not-judged)" -gt 0 ] || fail "all was judged"
# Also where the signal for it is switched off.
{
	trap '' PIPE
	sleep 1 # the reader is gone
	code=0
	"$BADMX" list cases 2>"$work/err" || code=$?
	echo "$code" >"$work/code"
} | true
[ "$(cat "$work/code")" -eq 141 ] || fail "exit $(cat "$work/code")"
[ ! -s "$work/err" ] || fail "the reader is spoken of"
for closed in '>/dev/full' '>&-'; do
	expect 71 sh -c "exec \"\$0\" run -q -f base-good $closed" "$BADMX"
	one_sentence
	says err "the report is not complete"
	expect 71 sh -c "exec \"\$0\" list cases $closed" "$BADMX"
	one_sentence
done
if has_namespaces as_user; then
	# shellcheck disable=SC2016 # the inner shell expands it
	expect 0 as_user unshare --user --map-root-user --mount sh -euc '
		mkdir full
		mount -t tmpfs -o size=12k none full
		cd full
		"$0" run -q -p none
		tail -c 1 .badmx/last/results.jsonl | od -An -c' "$BADMX"
	one_sentence
	says err "no more evidence is kept: "
	says err "No space left on device"
	tail -n 1 "$work/out" | grep -qF '\n' || fail "half a line is kept"
else
	leave_out "a full disk, as nobody may mount one"
fi
nothing_left
