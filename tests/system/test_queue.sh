#!/bin/sh
# SPDX-License-Identifier: MIT
# A client that keeps its own queue and writes no log: its queue is looked at,
# and tried again; how often it is looked at counts for nothing.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

has_namespaces env ||
	skip "a client of one's own needs a network namespace"

# client NAME RETRY: its queue are folders.  What the first attempt hands over
# or returns it tells at once; what it keeps only its queue tells.
client()
{
	mkdir -p clients
	cat >"clients/$1.lua" <<END
client "$1" {
  about = "a queue of folders",
  file "\${dir}/try" [[
    # try FOLDER POLICY: one attempt.
    cd "\$1" || exit 0
    \${badmx} sender --attempts 1 --policy "\$2" --ca \${ca_file} \\
        --to "\$(cat to)" --from "\$(cat from)" <mail >/dev/null
    case \$? in
    0) echo deliver;;
    69) echo bounce;;
    *) touch deferred; exit;;
    esac
    rm -r "\$1"
  ]],
  send (command [[
    mkdir -p /tmp/queue && folder=\$(mktemp -d /tmp/queue/XXXXXX) || exit
    cat >\$folder/mail
    echo "\$BADMX_TO" >\$folder/to
    echo "\$BADMX_FROM" >\$folder/from
    sh \${dir}/try \$folder \${policy}
  ]]),
  queue [[for folder in /tmp/queue/*; do
    [ ! -f \$folder/deferred ] || echo "kept: \$(cat \$folder/to)"; done
    echo "active: u@val-expired-3y.example"]] { "kept: *" },
  $2
  policy "strict" {},
}
END
}

# shellcheck disable=SC2016 # badmx and the client's shell expand it
again='for folder in /tmp/queue/*; do
    [ ! -f $folder/deferred ] || ! grep -q "WHICH" $folder/to ||
      sh ${dir}/try $folder POLICY; done'

# with_retry NAME POLICY WHICH: some recipients only, under that policy.
with_retry()
{
	client "$1" \
	    "retry [[$(echo "$again" | sed "s/POLICY/$2/; s/WHICH/$3/")]],"
}

judged()
{
	code=$1
	shift
	expect "$code" "$BADMX" run -q --timeout 8s "$@"
}

transcript()
{
	cat ".badmx/last/$1/val-expired-3y/strict/transcript.txt"
}

# Two attempts, and both are seen: one by the mail, one by the retry.
with_retry patient strict .
judged 0 -c patient -f val-expired-3y,base-greylist --keep all
transcript patient >out
[ "$(grep -c 'connected to' out)" -ge 2 ] || fail "it was not tried again"
[ "$(grep -c 'queue: kept: ' out)" -eq 2 ] ||
	fail "the queue counts otherwise than the attempts"

# Nobody tries again: one attempt is no outcome, however often it is seen.
with_retry stuck strict canary
judged 3 -c stuck -f val-expired-3y
says out "only one attempt was seen in the time allowed"
transcript stuck >out
[ "$(grep -c 'connected to' out)" -eq 1 ] || fail "it was tried again"
[ "$(grep -c 'queue: kept: ' out)" -eq 1 ] || fail "a look was an attempt"

# It gives way when it tries again.
client leaky "retry [[$(echo "$again" | sed "s/POLICY/strict/; s/WHICH/canary/")
    $(echo "$again" | sed "s/POLICY/none/; s/WHICH/val/")]],"
judged 1 -c leaky -f val-expired-3y
says out "got defer > cleartext"

say "a queue is looked at, and tried again"
