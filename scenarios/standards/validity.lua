-- SPDX-License-Identifier: MIT
-- validity.lua - what must become of the mail when a certificate has expired, or
-- is not valid yet.  controls.lua explains the words.

-- Experts disagree, see the clause of the case: accepting is recommended.
local disputed = verified | withhold
-- Not valid at the first attempt, valid at a retry.
local later = withhold | defer >> verified

matrix "Validity" {
  why = "Every certificate of the path must be valid now (RFC 5280 6.1.3).",

  policies {
    "none", "opportunistic", "encrypt", "strict", "relaxed-wildcard",
    "relaxed-expiry", "verify-if-offered",
  },

  -- none     opportun-   encrypt     strict    relaxed-  relaxed-  verify-if-
  --          istic                             wildcard  expiry    offered

  -- The leaf has expired.
  row "val-expired-1s"                    { twin = "val-expired-30d-plus-1s",
    cleartext, unverified, unverified, withhold, withhold, verified, withhold },
  row "val-expired-1d"                    { twin = "val-expired-30d-plus-1s",
    cleartext, unverified, unverified, withhold, withhold, verified, withhold },
  row "val-expired-30d-exact"             { twin = "val-expired-30d-plus-1s",
    cleartext, unverified, unverified, withhold, withhold, verified, withhold },
  row "val-expired-30d-plus-1s"           {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "val-expired-3y"                    {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- A grace for expiry must not hide a second fault.
  row "val-expired-and-mismatch"          {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "val-expired-and-two-levels"        {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- The edges.
  row "val-notafter-inclusive"            { twin = "val-expired-30d-plus-1s",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  -- Withheld now; a retry after that minute finds it valid and must not refuse.
  row "val-notyet-1m"                     { twin = "val-notyet-1d",
    cleartext, unverified, unverified, later, later, later, later },
  row "val-notyet-1d"                     {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- How a date is written.
  row "val-utctime-50-is-1950"            {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "val-gentime-2050"                  { twin = "val-utctime-50-is-1950",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "val-gentime-9999"                  { twin = "val-utctime-50-is-1950",
    cleartext, unverified, unverified, verified, verified, verified, verified },

  -- Above the leaf.
  row "val-intermediate-expired"          {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "val-intermediate-expired-alt-path" { twin = "val-intermediate-expired",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "val-root-expired-in-store"         { twin = "val-intermediate-expired",
    cleartext, unverified, unverified, disputed, disputed, disputed, disputed },
  row "val-dst-root-x3"                   { twin = "val-intermediate-expired",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "val-addtrust"                      { twin = "val-intermediate-expired",
    cleartext, unverified, unverified, verified, verified, verified, verified },

  -- Time passes.
  row "val-expires-between-tries"         { twin = "val-expired-30d-plus-1s",
    defer >> cleartext, defer >> unverified, defer >> unverified, defer >> withhold,
      defer >> withhold, defer >> verified, defer >> withhold },
}
