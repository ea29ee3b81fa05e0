#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 of the supervisor, of a lab (which is process 1 of its namespace) or
# of the client, at random moments: no process, mount, network namespace or
# file is left, what was judged is kept, and the next run works.
#
#   BADMX_TEST_SEED   chooses the moments; it is printed
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

install_for_all
mkdir client
seed=${BADMX_TEST_SEED:-$(date +%s)}

# kill_moments WHO ARGUMENT...
kill_moments()
{
	who=$1
	shift
	cp "$BADMX_SOURCE/tests/system/kill_moments.sh" .
	chmod 755 kill_moments.sh
	rm -rf home/.badmx home/*.out
	set -- unshare --pid --fork --kill-child --mount --mount-proc \
	    sh "$work/kill_moments.sh" "$work" "$@" "$seed"
	if [ "$who" = root ]; then
		"$@" >out 2>err || fail "as root"
	else
		shift
		as_user unshare --user --map-root-user "$@" >out 2>err ||
			fail "as an ordinary user"
	fi
	cat out
}

moments=20
[ "$BADMX_SANITIZED" -eq 0 ] || moments=6
has_namespaces as_user || ! is_root || has_namespaces ||
	skip "no namespaces, so nobody can tell whose the leftovers are"
if is_root && [ "$BADMX_SANITIZED" -eq 1 ]; then
	kill_moments root - builtin auto "$moments"
	leave_out "everything else, as sanitizers do not see it"
elif is_root; then
	kill_moments root - builtin auto "$moments"
	kill_moments user - builtin auto 6
	kill_moments user - builtin ports 3
	if [ -f "$BADMX_CLIENTS/postfix/.packages" ]; then
		kill_moments root "$(readlink -f "$BADMX_CLIENTS/postfix")" postfix \
		    auto 3
	else
		leave_out "Postfix, which is not there"
	fi
else
	kill_moments user - builtin auto "$moments"
	kill_moments user - builtin ports 3
fi
