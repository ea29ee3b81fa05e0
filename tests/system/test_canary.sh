#!/bin/sh
# SPDX-License-Identifier: MIT
# The canaries: a client whose driver or setting has no effect is not judged.
# Also what a client does that nobody asked it to do.
# badmx and the shell of the client expand what stands in single quotes.
# shellcheck source=tests/system/lib.sh disable=SC2016
. "${0%/*}/lib.sh"

has_namespaces env ||
	skip "a client of one's own needs a network namespace"

# client NAME POLICY WORDS: a shell client that sends with the built-in sender
# under POLICY and then does WORDS.
client()
{
	mkdir -p clients
	cat >"clients/$1.lua" <<END
client "$1" {
  about = "a client for this test",
  send (command [[
    send() { \${badmx} sender --ca \${ca_file} --to \$BADMX_TO \\
        --from "\$@" >/dev/null; }
    say() { case \$? in 0) echo deliver;; 69) echo bounce;; *) echo defer;; esac; }
    $2
  ]]),
  policy "none" { policy_is = "none" },
  policy "opportunistic" { policy_is = "opportunistic" },
  policy "encrypt" { policy_is = "encrypt" },
  policy "strict" { policy_is = "strict" },
}
END
}

# not_judged CLIENT POLICY TEXT
not_judged()
{
	expect 3 "$BADMX" run -q -c "$1" -p "$2" -f 'base-*,val-expired-3y'
	one_sentence
	says err "$3"
	[ "$(count_results . not-judged)" -eq 8 ] || fail "$1 is judged"
}

# The text is on standard input: a file may be sent twice.
client right 'send $BADMX_FROM --policy ${policy_is}; say'
client takes-all 'send $BADMX_FROM --policy none; echo deliver'
client keeps-all 'echo defer'
client deaf 'send $BADMX_FROM --policy opportunistic; say'
client shouts 'send $BADMX_FROM --policy none; say'
client lazy 'case $BADMX_TO in *-untrusted*) echo defer;;
  *) send $BADMX_FROM --policy strict; say;; esac'

expect 0 "$BADMX" run -q -c right -f base-good,val-expired-3y \
    -p none -p encrypt -p strict
not_judged takes-all strict 'the canary "plain mail, good certificate" came out wrong: cleartext instead of verified or unverified'
not_judged takes-all encrypt "either the client file's setting for this policy"
not_judged keeps-all strict 'the canary "plain mail, good certificate" came out wrong: defer instead of'
not_judged keeps-all opportunistic 'the canary "plain mail, good certificate" came out wrong: defer instead of'
not_judged deaf strict 'the canary "a certificate of an unknown authority" came out wrong: unverified instead of defer or bounce; either the client file'
says err "or the client does not keep to it"
not_judged deaf none "unverified instead of cleartext"
not_judged shouts encrypt "cleartext instead of verified or unverified"
not_judged lazy strict "its mail server was never connected to"

# What else it did with a mail.
client twice 'cat >/tmp/mail$$; send $BADMX_FROM --policy ${policy_is} </tmp/mail$$
  how=$?; case $BADMX_TO in *canary*) ;; *)
  send $BADMX_FROM --policy ${policy_is} </tmp/mail$$;; esac; (exit $how); say'
expect 0 "$BADMX" run -q -c twice -p opportunistic -f base-good
says out "1 deviation"
says out "handed over 2 times"
grep -q "handed over 2 times" .badmx/last/twice/base-good/opportunistic/transcript.txt ||
	fail "the transcript does not say that it was handed over twice"
expect 0 "$BADMX" run -q -c twice -p opportunistic -f base-good --json
says out "handed over 2 times"

client stranger 'case $BADMX_TO in *canary*) send $BADMX_FROM --policy strict;;
  *) send root@elsewhere.example --policy strict;; esac; say'
expect 3 "$BADMX" run -q -c stranger -p strict -f base-good
says out "a mail that nobody fed was handed over to mx.base-good.example, MAIL FROM:<root@elsewhere.example>"
grep -q "nobody fed" .badmx/last/stranger/base-good/strict/transcript.txt ||
	fail "the transcript does not speak of the stranger"

say "takes-all, keeps-all, deaf, shouts and lazy are not judged"
