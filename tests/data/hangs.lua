-- SPDX-License-Identifier: MIT
-- hangs.lua - for the tests of how a run ends: the built-in sender, but it
-- says nothing more from base-greylist on, and leaves daemons behind that
-- are nobody's children.  @MARK@ is replaced by what to know them by.

client "hangs" {
  about = "a client that hangs",
  isolation { "netns", "ports" },
  clock = "virtual",
  setup ("setsid sh -c 'sleep @MARK@ & exec setsid sleep @MARK@'"
    .. " </dev/null >/dev/null 2>&1 &"),
  send (batch ("${badmx} sender --batch --policy ${policy}"
    .. " --dns ${dns}:${dns_port} --smtp-port ${smtp_port}"
    .. " --ca ${ca_file} --helo ${helo} --clock ${clock_fd} --t0 ${t0}"
    .. " --seed ${seed} --attempts 2 -j 1 | while read -r line; do"
    .. " case $line in *base-greylist*) exec sleep @MARK@;; esac;"
    .. " printf '%s\\n' \"$line\"; done")),
  nexthop = "with the mail",

  policy "none" {},
  policy "strict" {},
}
