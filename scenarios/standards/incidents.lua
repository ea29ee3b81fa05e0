-- SPDX-License-Identifier: MIT
-- incidents.lua - what should have become of the mail in incidents that people
-- met.  controls.lua explains the words.

-- One of two servers is good, and either may be tried first.
local one_good = verified | next_mx >> verified

matrix "Incidents" {
  why = "What a strict policy costs, and what it keeps out, in the real world.",

  policies {
    "none", "opportunistic", "encrypt", "strict", "relaxed-wildcard",
    "relaxed-expiry", "verify-if-offered",
  },

  -- none     opportun-   encrypt     strict    relaxed-  relaxed-  verify-if-
  --          istic                             wildcard  expiry    offered

  -- Names that do not match.
  row "inc-cloudfilter-centurylink"       {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-hostedemail-mich"              { twin = "inc-cloudfilter-centurylink",
    cleartext, unverified, unverified, withhold, verified, withhold, withhold },
  row "inc-mailhostbox-us2"               {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-aruba-associazione"            {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-aruba-own-name"                { twin = "inc-aruba-associazione",
    cleartext, unverified, unverified, verified, verified, verified, verified },

  -- Certificates that had expired, by days and by years.
  row "inc-nz-isp-expired-3y"             {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-expired-2023-05-25"            {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-expired-2023-05-30"            {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-expired-2023-09-08"            {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-expired-2022-03-09"            {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-expired-2024-03-12"            { twin = "inc-expired-2023-09-08",
    cleartext, unverified, unverified, withhold, withhold, verified, withhold },
  row "inc-expired-2024-03-11"            { twin = "inc-expired-2023-09-08",
    cleartext, unverified, unverified, withhold, withhold, verified, withhold },
  row "inc-expired-2021-11-13"            {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-expired-2024-02-22"            { twin = "inc-expired-2023-09-08",
    cleartext, unverified, unverified, withhold, withhold, verified, withhold },
  row "inc-expired-2024-03-03"            { twin = "inc-expired-2023-09-08",
    cleartext, unverified, unverified, withhold, withhold, verified, withhold },
  row "inc-expired-2018"                  {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- Certificates that nobody vouches for.
  row "inc-third-party-self-signed"       {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-private-ca-operator"           {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- Hosted domains: the mail server's name counts, the recipient's does not.
  row "inc-smb-mail-isp-host"             { twin = "inc-smb-vanity-mx",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "inc-smb-vanity-mx"                 {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-wildcard-should-pass"          { twin = "inc-m365-hotmail-olc",
    cleartext, unverified, unverified, verified, verified, verified, verified },

  -- Microsoft 365.
  row "inc-m365-tenant"                   { twin = "inc-m365-hotmail-olc",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "inc-m365-dotted-tenant"            { twin = "inc-m365-hotmail-olc",
    cleartext, unverified, unverified, withhold, verified, withhold, withhold },
  row "inc-m365-hotmail-olc"              {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- A web site, a silence, a queue.
  row "inc-mich-website-expired"          { twin = "inc-nz-isp-expired-3y",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "inc-smartermail-silent-602"        {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-smartermail-queue-or-bounce"   {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },

  -- From elsewhere.
  row "inc-hetzner-your-server"           {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-cert-no-names"                 {
    cleartext, unverified, unverified, withhold, withhold, withhold, withhold },
  row "inc-forwardemail-mx2"              { twin = "inc-mailhostbox-us2",
    cleartext, unverified, unverified, one_good, one_good, one_good, one_good },
  row "inc-mailinblack"                   { twin = "inc-hetzner-your-server",
    cleartext, unverified, unverified, verified, verified, verified, verified },
  row "inc-gmail-502-starttls"            {
    cleartext, cleartext,  withhold,   withhold, withhold, withhold, cleartext },
}
