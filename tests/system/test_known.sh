#!/bin/sh
# SPDX-License-Identifier: MIT
# A list of known differences accepts what it says, and nothing else: not
# another reason, not one that is gone, and not on a guess of the version.
# shellcheck source=tests/system/lib.sh
. "${0%/*}/lib.sh"

# A table that is wrong on purpose: the built-in sender keeps the mail.
cat >mine.lua <<'END'
case "mine" {
  shows = "an expired certificate, which my table wants to be accepted",
  clause = "product rule: for this test",
  reason = "certificate-expired",
  certificate = { not_before = "-93 days", not_after = "-3 days" },
}
matrix "Mine" { policies { "strict" }, row "mine" { unverified } }
END

# known CODE LINE [OPTION...]: one run with that line as the whole list.
known()
{
	wanted_code=$1
	printf '%s\n  until never "because of this test"\n' "$2" >list.known
	shift 2
	expect "$wanted_code" "$BADMX" run -q -f mine/strict \
	    --known list.known "$@" mine.lua
}

expect 1 "$BADMX" run -q -f mine/strict mine.lua
says out "1 lost"
known 0 'mine/strict unverified -> defer'
says out "1 known"
known 0 'mine/strict unverified -> defer reason certificate-expired'
says out "1 known"
known 1 'mine/strict unverified -> defer reason certificate-host-mismatch'
says out 'accepts it because of "certificate-host-mismatch", not of "certificate-expired"'
known 1 'mine/strict unverified -> bounce'
says out "1 lost"

# The built-in sender has no version to ask for.
known 1 'mine/strict unverified -> defer if client < 99'
says out "the version of the client is not known"

printf 'base-good/strict verified -> defer reason null-mx\n  until never "no"\n' \
    >false.known
expect 1 "$BADMX" run -q -f base-good/strict --known false.known
says out "GONE"
says out "delete line 1 of false.known"

if ! has_namespaces env; then
	leave_out "a client whose version can be asked"
	exit 0
fi
mkdir clients
cat >clients/aged.lua <<'END'
client "aged" {
  version = "echo aged 4.2",
  clock = "virtual",
  send (batch ("${badmx} sender --batch --policy ${policy}"
    .. " --dns ${dns}:${dns_port} --smtp-port ${smtp_port} --ca ${ca_file}"
    .. " --helo ${helo} --clock ${clock_fd} --t0 ${t0} -j ${jobs}")),
  nexthop = "with the mail",
  policy "strict" {},
}
client "ageless" {
  version = "false",
  clock = "virtual",
  send (batch ("${badmx} sender --batch --policy ${policy}"
    .. " --dns ${dns}:${dns_port} --smtp-port ${smtp_port} --ca ${ca_file}"
    .. " --helo ${helo} --clock ${clock_fd} --t0 ${t0} -j ${jobs}")),
  nexthop = "with the mail",
  policy "strict" {},
}
END
known 0 'mine/strict unverified -> defer if client < 4.10' -c aged
known 1 'mine/strict unverified -> defer if client < 4.1' -c aged
! grep -q "not known" out || fail "the version is known"
known 1 'mine/strict unverified -> defer if client < 4.10' -c ageless
says out "if client < 4.10, but the version of the client is not known"
say "a list of known differences accepts what it says, and no more"
