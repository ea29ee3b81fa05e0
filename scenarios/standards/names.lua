-- SPDX-License-Identifier: MIT
-- names.lua - what must become of the mail when the name in the certificate is
-- right, wrong, or a matter of opinion.  controls.lua explains the words.

-- Experts disagree, see the clause of the case: refusing is recommended.
local disputed = withhold | verified

matrix "Names" {
  why = "Only the name in the MX record counts (RFC 9525 6.1, 6.3; RFC 8461 4.2).",

  policies {
    "none", "opportunistic", "encrypt", "strict", "relaxed-wildcard",
    "relaxed-expiry", "verify-if-offered",
  },

  -- none     opportun-   encrypt     strict    relaxed-  relaxed-  verify-if-
  --          istic                             wildcard  expiry    offered

  -- Where the name is looked for: subject alternative names, and nothing else.
  row "name-san-exact-no-cn"              { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-cn-only"                      {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-cn-only-wildcard"             {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-cn-match-san-differs"         {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-san-match-cn-differs"         { twin = "name-cn-match-san-differs",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-san-last-of-many"             { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-san-100"                      { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },

  -- Whose name it is.
  row "name-mismatch-unrelated"           {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-mismatch-sibling"             {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-recipient-domain-only"        {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-mx-host-only"                 { twin = "name-recipient-domain-only",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-subdomain-of-mx"              {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-parent-of-mx"                 {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- How it is written.
  row "name-case-san-upper"               { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-case-mx-mixed"                { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-trailing-dot-san"             { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, disputed, disputed, disputed, disputed },
  row "name-trailing-dot-config"          { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },

  -- Wildcards.
  row "name-wildcard-one-level"           { twin = "name-wildcard-inner-label",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-wildcard-two-levels"          { twin = "val-expired-and-two-levels",
    cleartext, unverified, unverified, withhold, verified, withhold, withhold },
  row "name-wildcard-four-levels"         { twin = "val-expired-and-two-levels",
    cleartext, unverified, unverified, withhold, verified, withhold, withhold },
  row "name-wildcard-apex"                {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-wildcard-partial-prefix"      {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-wildcard-inner-label"         {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-wildcard-double"              {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-wildcard-bare"                {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-wildcard-tld"                 { twin = "name-wildcard-tld-relaxed",
    cleartext, unverified, unverified, disputed, disputed, disputed, disputed },
  row "name-wildcard-public-suffix"       { twin = "name-wildcard-tld-relaxed",
    cleartext, unverified, unverified, disputed, disputed, disputed, disputed },
  row "name-wildcard-tld-relaxed"         {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- Names beyond ASCII.
  row "name-idn-alabel"                   { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-idn-eai-recipient"            { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-idn-ulabel-san"               {
    cleartext, unverified | cleartext | defer, unverified | withhold, withhold,
      withhold, withhold, withhold | cleartext },

  -- Names of another kind.
  row "name-ip-san-only"                  {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-literal-recipient-ip-san"     { twin = "name-mismatch-unrelated",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-uri-san-only"                 {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-email-san-only"               {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- Names that lie.
  row "name-nul-in-san"                   {
    cleartext, unverified | cleartext | defer, unverified | withhold, withhold,
      withhold, withhold, withhold | cleartext },
  row "name-nul-in-cn"                    {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-empty-san-sequence"           {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- Names that only DNS connects with the mail server.
  row "name-mx-is-cname-cert-canonical"   {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-mx-is-cname-cert-alias"       { twin = "name-mx-is-cname-cert-canonical",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-ptr-only"                     {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- What the issuer may sign.
  row "name-nc-permitted"                 { twin = "name-nc-not-permitted",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "name-nc-not-permitted"             {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "name-nc-excluded"                  {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
}
