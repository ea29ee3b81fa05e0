#!/bin/sh
# SPDX-License-Identifier: MIT
# With high ports a lab shares them with everybody on the machine: it goes
# around what is taken, and says so where that cannot be.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

occupy=$BADMX_BUILD/tests/badmx_occupy
mkfifo hold

# occupied ADDRESS FIRST LAST: until release.
occupied()
{
	"$occupy" "$@" <hold >occupied 2>&1 &
	exec 9>hold
	wait_until 20 grep -q . occupied
	grep -q ready occupied
}

release()
{
	exec 9>&-
	wait
}

nothing_left()
{
	left=$(find . -mindepth 1 -maxdepth 1 ! -name .badmx ! -name clients |
		sort | tr '\n' ' ')
	[ "$left" = "./err ./hold ./occupied ./out " ] || fail "files: $left"
}

# Half of the ports of one host, so that every second first choice is wrong.
if occupied 127.16.0.4 10000 19999; then
	for seed in 1 2 3 4; do
		expect 0 "$BADMX" run -q --isolation ports -p strict -f 'base-*' \
		    --seed "$seed"
		[ -z "$(differences .)" ] || fail "$(differences .)"
		[ "$(count_results . not-judged)" -eq 0 ] || fail "not all is judged"
	done
	say "every cell is judged beside $(grep -c . occupied) stranger"
else
	leave_out "half of the ports: $(cat occupied)"
fi
release

# All of them: each is tried, then that is said.  Two, as not everybody may
# open so many files.
"$occupy" 127.16.0.4 20000 29999 <hold >others 2>&1 &
if occupied 127.16.0.4 10000 19999 && wait_until 20 grep -q . others &&
	grep -q ready others; then
	rm others
	expect 71 "$BADMX" run -q --isolation ports -p strict -f base-good
	one_sentence
	says err "no port from 10000 to 29999 can be had on 127.16.0.4: Address already in use"
	nothing_left
else
	leave_out "all ports: $(cat occupied others)"
	rm others
fi
release

# An address that a client insists on.
mkdir clients
cat >clients/stubborn.lua <<'LUA'
client "stubborn" {
  about = "a client that has but one address",
  isolation { "netns", "ports" },
  start "exec sleep 100",
  ready (tcp "127.0.0.1:9876"),
  send (smtp "127.0.0.1:9876"),
  policy "strict" {},
}
LUA
occupied 127.0.0.1 9876 9876 || fail "$(cat occupied)"
expect 71 "$BADMX" run -q --isolation ports -c stubborn -f base-good
one_sentence
says err "127.0.0.1:9876, where stubborn is to listen, is in use already"
nothing_left
release

# The same client where nobody else is: it never listens, that is its fault.
expect 69 "$BADMX" run -q --isolation ports -c stubborn -f base-good \
    --timeout 500ms
one_sentence
says err "stubborn was started but is not ready after 0.5 s"

# Loopback is not up: ports can be had, and nobody would reach them.
if has_namespaces env; then
	expect 71 unshare --user --map-root-user --net \
	    "$BADMX" run -q --isolation ports -f base-good
	one_sentence
	says err "127.0.0.53 cannot be reached: Network is unreachable"
	nothing_left
else
	leave_out "a machine without loopback"
fi
