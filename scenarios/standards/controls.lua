-- SPDX-License-Identifier: MIT
-- controls.lua - what must become of the mail to each of the control cases.
--
-- The words of the four tables in this folder:
--
--   verified     handed over with TLS, to a server that was verified
--   unverified   handed over with TLS, verified or not
--   cleartext    handed over without TLS
--   defer        the mail stays in the queue and is tried again
--   bounce       the mail goes back to its sender
--   withhold     defer or bounce, either is fine: it must not be handed over
--   a | b        either conforms, the first is recommended
--   a >> b       a, and b after a retry
--   next_mx >> a a, after another server of the same domain was tried
--
-- The seven policies, one column each:
--
--   none               never TLS
--   opportunistic      TLS if it is offered, whatever the certificate
--   encrypt            TLS always, whatever the certificate
--   strict             TLS always, a trusted chain, the name in the MX record
--   relaxed-wildcard   strict, but a star covers one or more labels
--   relaxed-expiry     strict, but the leaf may have expired 30 days ago
--   verify-if-offered  strict if STARTTLS is offered, in the clear if it is not
--
-- A row that may be verified names its twin: the same with a fault added, which
-- must be withheld.  On the wire a verified and an unverified delivery look the
-- same; a client that hands over the twin too has not verified anything.

matrix "Controls" {
  why = "A client that fails here is set up wrongly; look at nothing else before.",

  policies {
    "none", "opportunistic", "encrypt", "strict", "relaxed-wildcard",
    "relaxed-expiry", "verify-if-offered",
  },

  -- none     opportun-   encrypt     strict    relaxed-  relaxed-  verify-if-
  --          istic                             wildcard  expiry    offered

  row "base-good"                         { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "base-good-rsa"                     { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "base-good-two-mx"                  { twin = "name-mismatch-sibling",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "base-good-ipv6"                    { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "base-plain"                        {
    cleartext, cleartext,  withhold,   withhold, withhold, withhold, cleartext },
  row "base-harness-liveness"             {
    bounce,    bounce,     bounce,     bounce,   bounce,   bounce,   bounce },
  row "base-greylist"                     { twin = "name-mismatch-unrelated",
    defer >> cleartext, defer >> unverified, defer >> unverified, defer >> verified,
      defer >> verified, defer >> verified, defer >> verified },
}
