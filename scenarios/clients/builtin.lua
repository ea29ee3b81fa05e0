-- SPDX-License-Identifier: MIT
-- builtin.lua - the small sender inside badmx: an implementation of the
-- standards of its own, so that the tables are checked against something.

client "builtin" {
  about = "the small sender inside badmx",
  isolation { "netns", "ports" },
  clock = "virtual",

  -- Mails go in as JSON, one a line; what became of them comes out likewise.
  -- exec: with high ports, only a child of the lab itself dies with it.
  send (batch ("exec ${badmx} sender --batch --policy ${policy}"
    .. " --dns ${dns}:${dns_port} --smtp-port ${smtp_port}"
    .. " --ca ${ca_file} --helo ${helo} --clock ${clock_fd} --t0 ${t0}"
    .. " --seed ${seed} --attempts 2 -j ${jobs}")),
  nexthop = "with the mail",

  policy "none" {},
  policy "opportunistic" {},
  policy "encrypt" {},
  policy "strict" {},
  policy "relaxed-wildcard" {},
  policy "relaxed-expiry" {},
  policy "verify-if-offered" {},
}
