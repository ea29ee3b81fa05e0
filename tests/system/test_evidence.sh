#!/bin/sh
# SPDX-License-Identifier: MIT
# A client that lies, or says too little, is not believed: what it hands over
# after it has spoken is seen, and what it keeps without asking proves nothing.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

# client NAME CASES: CASES are the branches of a shell `case` for all mails but
# the canaries, which come out right: their hosts are really asked.
client()
{
	mkdir -p clients
	cat >"clients/$1.lua" <<END
client "$1" {
  about = "a client for this test",
  send (command [[case "\$BADMX_TO" in
    *canary*) \${badmx} sender --policy strict --ca \${ca_file} \\
      --to \$BADMX_TO --from \$BADMX_FROM >/dev/null && echo deliver ||
      { [ \$? -eq 69 ] && echo bounce || echo defer; };;
    $2
  esac]]),
  policy "strict" {},
}
END
}

expect_counts()
{
	expect "$1" "$BADMX" run -q -c "$2" -p strict -f val-expired-3y
	says out "$3"
}

has_namespaces env ||
	skip "a client of one's own needs a network namespace"

client late "*) echo defer; echo defer; sleep 1
      \${badmx} sender --policy none --ca \${ca_file} --to \$BADMX_TO \\
      --from \$BADMX_FROM >/dev/null; echo deliver;;"
expect_counts 1 late "1 let in"
says out "got defer > cleartext"

client shadow "*) echo defer;;"
expect_counts 3 shadow "no host of the case was ever asked"

client liar "*) echo deliver;;"
expect_counts 1 liar "no host of the world took it"

client raw "*) printf 'defer \\377\\n';;"
expect_counts 3 raw "1 not judged"

say "late, shadow, liar and raw are all found out"
