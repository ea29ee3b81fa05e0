#!/bin/sh
# SPDX-License-Identifier: MIT
# A person in the mail world: known programs work there without any option,
# and what they say is what the cases are about.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

install_for_all
postfix=$BADMX_CLIENTS/postfix
(CI=true && without "a made-up tool") >out 2>&1 && fail "CI does not mind"

# A host that is reached in both ways, among the user's own cases.
mkdir scenarios home/scenarios
cat >scenarios/two.lua <<'END'
case "my-two" {
  shows = "a web host with two addresses", clause = "product rule: none",
  mx (10, "mx.{domain}") {},
  host "www.{domain}" { family = "both", web = {} },
}
END
cp scenarios/two.lua home/scenarios

# What is not here, where nobody reads about it: in CI that is a failure.
without()
{
	! in_ci || fail "in CI this test needs all its tools: $*"
	leave_out "$*"
}

# inside EXIT COMMAND: as $who ("as_user", or nothing for root).
inside()
{
	# shellcheck disable=SC2086 # nothing, or one word
	expect "$1" $who "$BADMX" world shell -c "$2"
}

# shows_certificate EXIT HOST TEXT
shows_certificate()
{
	inside "$1" "openssl s_client -starttls smtp -connect $2:25 \
	    -verify_return_error -verify_hostname $2 </dev/null 2>&1"
	says out "$3"
}

visit()
{
	inside 0 'dig +short mx val-expired-1d.example'
	says out '10 mx.val-expired-1d.example.'
	inside 0 'dig nothing.invalid | grep -c NXDOMAIN'

	shows_certificate 0 mx.base-good.example 'Verification: OK'
	shows_certificate 0 mx.base-good-ipv6.example 'Verification: OK'
	shows_certificate 1 mx.val-expired-1d.example 'certificate has expired'
	shows_certificate 1 mx.name-mismatch-unrelated.example \
	    'hostname mismatch'

	if command -v curl >which; then
		inside 60 'curl --silent --show-error https://www.mich.com'
		says err 'certificate has expired'
		for family in 4 6; do
			inside 0 "curl -$family -sS https://www.my-two.example"
			says out 'A web host'
		done
	else
		without "no curl"
	fi
	if perl -MNet::DNS -MNet::SSLeay -e 1 2>which && command -v swaks >which
	then
		inside 0 'swaks --to u@base-good.example -tls --tls-verify'
		inside 29 'swaks --to u@val-expired-1d.example -tls --tls-verify'
	else
		without "no swaks, or not the modules that it needs"
	fi
	if [ -f "$postfix/.packages" ]; then
		# shellcheck disable=SC2086 # nothing, or one word
		expect 0 $who "$BADMX" world shell --client-root "$postfix" \
		    -c 'posttls-finger base-good.example 2>&1'
		says out 'TLS connection established to mx.base-good.example'
		# shellcheck disable=SC2086 # nothing, or one word
		expect 0 $who "$BADMX" world shell --client-root "$postfix" \
		    -c 'posttls-finger -c -l secure -P /etc/ssl/certs \
			base-good.example 2>&1'
		says out 'Verified TLS connection established'
	else
		without "no posttls-finger"
	fi

	# Whoever comes in is himself, and leaves as he wants to.
	[ "$who" = as_user ] || stranger=$(id -u)
	inside 42 'id -u; exit 42'
	says out "$stranger"
	# shellcheck disable=SC2016 # the inner shell expands it
	inside 137 'kill -9 $$'
}

# No interface but lo, and nothing behind it.
sealed()
{
	inside 0 'ls /sys/class/net 2>&1 || true; cut -d: -f1 /proc/net/dev'
	! grep -qE 'eth|enp|wlan' out || fail "there is more than lo"
}

# On a terminal: a greeting, whose lines fit, and a prompt.
greeted()
{
	if ! command -v script >which; then
		without "no script(1), which gives a terminal"
		return
	fi
	code=0
	root=
	[ ! -f "$postfix/.packages" ] || root="--client-root $postfix"
	# shellcheck disable=SC2086 # nothing, or one word
	{ sleep 2 && echo 'exit 7'; } |
		$who script -qec "$BADMX world shell $root" /dev/null >out ||
		code=$?
	[ "$code" -eq 7 ] || fail "exit $code instead of 7"
	says out 'Names end in .example'
	says out 'openssl s_client -starttls smtp -connect mx.val-expired-1d'
	[ -z "$root" ] || says out 'trusts nobody without -P or -F'
	says out '(mail world) $'
	! tr -d '\r' <out | grep -E '^.{81}' || fail "wider than 80 columns"
}

# Nobody is left when the supervisor is killed in the middle.
killed()
{
	marker=31557.$$
	# shellcheck disable=SC2086 # nothing, or one word
	$who "$BADMX" world shell -c "sleep $marker" &
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		sleep 0.3
		! pgrep -f "^sleep $marker" >out || break
	done
	[ -s out ] || fail "the command does not run"
	kill -KILL "$(pgrep -of "^$BADMX world shell -c sleep $marker")"
	wait "$!" || true
	sleep 0.3
	! pgrep -f "^sleep $marker" >out || fail "it still runs"
}

explained()
{
	expect 0 "$BADMX" world show mx.val-expired-1d.example
	says out 'case val-expired-1d'
	says out 'ended 24 hours ago'
	says out 'defer or bounce: strict'
	expect 4 "$BADMX" world show val-expierd-1d
	one_sentence
	says err 'did you mean "val-expired-1d"?'
	expect 64 "$BADMX" world shwo
	says err 'did you mean "show"?'
}

explained
if is_root && has_namespaces; then
	who=
	visit
	sealed
	greeted
	killed
fi
if has_namespaces as_user; then
	who=as_user
	visit
	sealed
	greeted
	killed
	# shellcheck disable=SC2016 # the inner shell expands it
	expect 71 as_user unshare --user --map-root-user sh -c '
		echo 0 >/proc/sys/user/max_user_namespaces
		exec setpriv --bounding-set=-all --inh-caps=-all "$@"' sh \
	    "$BADMX" world shell -c true
	one_sentence
	says err 'sysctl -w user.max_user_namespaces='
else
	leave_out "an ordinary user has no namespaces here"
fi
