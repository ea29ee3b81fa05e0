-- SPDX-License-Identifier: MIT
-- validity.lua - dates: of the leaf, of what is above it, and the ways they are
-- written.  Every time is relative to the start of the lab.

-- The leaf has expired.

case "val-expired-1s" {
  shows = "expired one second ago",
  clause = "RFC 5280 4.1.2.5, 6.1.3 (a)(2); RFC 8461 4.2",
  reason = "certificate-expired",
  status = "4.7.5",
  certificate = { not_before = "-90 days", not_after = "-1 second" },
}

case "val-expired-1d" {
  shows = "expired a day ago",
  clause = "RFC 5280 6.1.3 (a)(2)",
  reason = "certificate-expired",
  status = "4.7.5",
  certificate = { not_before = "-91 days", not_after = "-1 day" },
}

-- A real clock has left the last good second before the mail is sent.
case "val-expired-30d-exact" {
  shows = "expired exactly as long ago as a grace of 30 days allows",
  clause = "product rule: the grace for expiry includes its last second",
  reason = "certificate-expired",
  status = "4.7.5",
  clock = "virtual",
  certificate = { not_before = "-120 days", not_after = "-30 days" },
}

case "val-expired-30d-plus-1s" {
  shows = "expired one second longer ago than a grace of 30 days allows",
  clause = "product rule: the grace for expiry is whole days of 86400 seconds",
  reason = "certificate-expired",
  status = "4.7.5",
  -- 30 days are 2592000 seconds
  certificate = { not_before = "-120 days", not_after = "-2592001 seconds" },
}

case "val-expired-3y" {
  shows = "expired three years ago",
  clause = "RFC 5280 6.1.3 (a)(2)",
  reason = "certificate-expired",
  status = "4.7.5",
  certificate = { not_before = "-1190 days", not_after = "-1100 days" },
}

-- A grace for expiry must not hide a second fault.

case "val-expired-and-mismatch" {
  shows = "expired within the grace, and the name is wrong as well",
  clause = "RFC 9525 6.6",
  reason = { "certificate-expired", "certificate-host-mismatch" },
  status = "4.7.5",
  certificate = {
    names = { "other.example" }, not_before = "-95 days", not_after = "-5 days",
  },
}

case "val-expired-and-two-levels" {
  shows = "expired within the grace, and the wildcard would have to cover two labels",
  clause = "product rule: two relaxations do not add up unless both are on",
  reason = { "certificate-expired", "certificate-host-mismatch" },
  status = "4.7.5",
  mx_name = "a.b.{domain}",
  certificate = {
    names = { "*.{domain}" }, not_before = "-95 days", not_after = "-5 days",
  },
}

-- The edges.

case "val-notafter-inclusive" {
  shows = "now is the last second of validity",
  clause = "RFC 5280 4.1.2.5 (inclusive)",
  clock = "virtual",
  certificate = { not_before = "-90 days", not_after = "0 seconds" },
}

case "val-notyet-1m" {
  shows = "valid in a minute: a clock is wrong somewhere",
  clause = "RFC 5280 6.1.3 (a)(2)",
  reason = { "validation-failure", "certificate-not-trusted" },
  status = "4.7.5",
  certificate = { not_before = "+60 seconds" },
}

case "val-notyet-1d" {
  shows = "valid tomorrow",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace for expiry is not for this",
  reason = { "validation-failure", "certificate-not-trusted" },
  status = "4.7.5",
  certificate = { not_before = "+1 day" },
}

-- How a date is written.

-- Who reads the two digits 50 as 2050 lets this one in.
case "val-utctime-50-is-1950" {
  shows = "expires in the year 50 of UTCTime, which is 1950",
  clause = "RFC 5280 4.1.2.5.1 (50 and above are 19YY)",
  reason = "certificate-expired",
  status = "4.7.5",
  certificate = { not_after = "utctime:500101000000Z" },
}

case "val-gentime-2050" {
  shows = "expires in the first year that needs GeneralizedTime",
  clause = "RFC 5280 4.1.2.5",
  certificate = { not_after = "generalizedtime:20500101000000Z" },
}

case "val-gentime-9999" {
  shows = "has no well-defined expiration date",
  clause = "RFC 5280 4.1.2.5",
  certificate = { not_after = "generalizedtime:99991231235959Z" },
}

-- Above the leaf.  Each of these has authorities of its own, under names of
-- their own: one bundle holds the trusted roots of all cases.

case "val-intermediate-expired" {
  shows = "the intermediate has expired, the leaf has not",
  clause = "RFC 5280 6.1.3",
  reason = "certificate-expired",
  status = "4.7.5",
  certificate = {
    issuer = "J",
    authorities = {
      {
        label = "J", issuer = "R", key = "p256:expired", cn = "Old {id}",
        not_before = "-400 days", not_after = "-2 days",
      },
    },
  },
}

case "val-intermediate-expired-alt-path" {
  shows = "the expired intermediate and its renewal are both sent",
  clause = "RFC 5280 6.1; RFC 8446 4.4.2; RFC 4158",
  certificate = {
    issuer = "new",
    authorities = {
      {
        label = "old", issuer = "R", key = "p256:renewed", cn = "Twice {id}",
        not_before = "-400 days", not_after = "-2 days",
      },
      { label = "new", issuer = "R", same_key_as = "old", same_subject_as = "old" },
    },
    sends = { "leaf", "old", "new" },
  },
}

case "val-root-expired-in-store" {
  shows = "the trusted root has expired and is still configured",
  clause = "RFC 5280 6.1.1 (d) (the dates of a trust anchor are not an input)",
  reason = "certificate-expired",
  status = "4.7.5",
  certificate = {
    issuer = "J",
    authorities = {
      {
        label = "old root", issuer = "self", key = "p256:kept-root",
        cn = "Root {id}", trusted = true,
        not_before = "-3650 days", not_after = "-2 days",
      },
      { label = "J", issuer = "old root", key = "p256:kept", cn = "CA {id}" },
    },
    sends = { "leaf", "J" },
  },
}

-- Let's Encrypt, September 2021.  X plays DST Root CA X3, X1 plays ISRG Root X1.
case "val-dst-root-x3" {
  shows = "the chain that is sent ends at an expired root, a shorter one does not",
  clause = "RFC 4158; RFC 5280 6.1 (any valid path will do)",
  certificate = {
    issuer = "R3",
    authorities = {
      {
        label = "X", issuer = "self", key = "p256:dst-X", cn = "X {id}",
        trusted = true, not_before = "-7670 days", not_after = "-1 day",
      },
      {
        label = "X1", issuer = "self", key = "p256:dst-X1", cn = "X1 {id}",
        trusted = true, not_before = "-2300 days", not_after = "+5000 days",
      },
      {
        label = "X1 by X", issuer = "X", same_key_as = "X1", same_subject_as = "X1",
        not_before = "-250 days", not_after = "+1095 days",
      },
      {
        label = "R3", issuer = "X1", key = "p256:dst-R3", cn = "R3 {id}",
        not_before = "-390 days", not_after = "+1445 days",
      },
    },
    sends = { "leaf", "R3", "X1 by X" },
  },
}

-- Sectigo, May 2020.  X plays AddTrust External CA Root, U plays USERTrust.
case "val-addtrust" {
  shows = "an expired cross certificate is sent that nobody needs",
  clause = "RFC 4158; RFC 5280 6.1 (any valid path will do)",
  certificate = {
    issuer = "J",
    authorities = {
      {
        label = "X", issuer = "self", key = "p256:addtrust-X", cn = "X {id}",
        not_before = "-7300 days", not_after = "-1 day",
      },
      {
        label = "U", issuer = "self", key = "p256:addtrust-U", cn = "U {id}",
        trusted = true, not_before = "-3700 days", not_after = "+6500 days",
      },
      {
        label = "U by X", issuer = "X", same_key_as = "U", same_subject_as = "U",
        not_before = "-7300 days", not_after = "-1 day",
      },
      { label = "J", issuer = "U", key = "p256:addtrust", cn = "CA {id}" },
    },
    sends = { "leaf", "J", "U by X" },
  },
}

-- Time passes.

case "val-expires-between-tries" {
  shows = "valid at the first try, which is greylisted, and expired at the second",
  clause = "RFC 5280 6.1.3 (a)(2)",
  reason = { "certificate-expired", "greylisted" },
  status = "4.7.5",
  clock = "virtual",
  certificate = { not_before = "-90 days", not_after = "+10 minutes" },
  server = { greylist = "15 minutes" },
}
