-- SPDX-License-Identifier: MIT
-- controls.lua - the cases to look at first.  Every other case differs from
-- base-good in one thing, so a client that fails here is set up wrongly.

case "base-good" {
  shows = "control: everything right",
  clause = "RFC 9525 6.3; RFC 5280 6.1; RFC 8461 4; RFC 7672 2.2",
}

case "base-good-rsa" {
  shows = "control: everything right, with an RSA-2048 key",
  clause = "RFC 9325 4.5",
  certificate = { key = "rsa2048" },
}

case "base-good-two-mx" {
  shows = "control: two mail servers, both right",
  clause = "RFC 5321 5.1",
  mx (10, "mx1.{domain}") {},
  mx (20, "mx2.{domain}") {},
}

case "base-good-ipv6" {
  shows = "control: everything right, and only IPv6 leads there",
  clause = "RFC 5321 5.2",
  family = "ipv6",
}

case "base-plain" {
  shows = "control: a server without STARTTLS",
  clause = "RFC 3207 4; RFC 7672 2.2",
  reason = "starttls-not-supported",
  status = "4.7.4",
  server = { starttls = false },
}

-- Not about certificates at all: it shows that a bounce can be seen.
case "base-harness-liveness" {
  shows = "control: TLS is fine, and the recipient is refused with 550",
  clause = "RFC 5321 4.2.1",
  reason = "recipient-refused",
  status = "5.1.1",
  server = { rcpt = "550 5.1.1 no such user here" },
}

-- Not about certificates either: it shows that a queue and a retry can be seen.
case "base-greylist" {
  shows = "control: 451 at the first try, taken at the second",
  clause = "RFC 5321 4.5.4.1",
  reason = "greylisted",
  status = "4.7.1",
  server = { greylist = "1 second" },
}
