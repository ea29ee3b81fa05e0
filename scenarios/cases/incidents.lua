-- SPDX-License-Identifier: MIT
-- incidents.lua - what people met: log lines and bounces, rebuilt with the names
-- and dates they had.  The names live in the pretend Internet only.  Dates are
-- moved so that the day of the incident is the day of the run.
--
-- Where an incident repeats another, its hosts have made-up names beside the
-- real ones, because no two cases may share a host.

-- Names that do not match.

case "inc-cloudfilter-centurylink" {
  shows = "mx.centurylink.net shows the certificate of *.mx.a.cloudfilter.net",
  clause = "RFC 9525 6.3, 6.6",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  day = "2024-03-13",
  mx_name = "mx.centurylink.net",
  certificate = {
    names = { "*.mx.a.cloudfilter.net" },
    subject = { O = "Proofpoint, Inc.", ST = "California", C = "US" },
    not_before = "2023-09-06", not_after = "2024-09-05 23:59:59",
  },
}

case "inc-hostedemail-mich" {
  shows = "the wildcard would have to cover four labels, in a real mail server's name",
  clause = "RFC 9525 6.3; RFC 7672 3.2.3 (DANE-TA clients may match several)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  day = "2024-03-14",
  mx_name = "mx.mich.com.cust.b.hostedemail.com",
  certificate = {
    names = { "*.b.hostedemail.com" },
    subject = { O = "Tucows Inc", L = "Toronto", ST = "Ontario", C = "CA" },
    not_before = "2023-07-20", not_after = "2024-07-19",
  },
}

-- No wildcard at all: a relaxed wildcard does not help.
case "inc-mailhostbox-us2" {
  shows = "us2.mx3.mailhostbox.com shows the certificate of us2.mx.mailhostbox.com",
  clause = "RFC 9525 6.3",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  day = "2024-04-10",
  mx_name = "us2.mx3.mailhostbox.com",
  certificate = { names = { "us2.mx.mailhostbox.com" } },
}

case "inc-aruba-associazione" {
  shows = "a customer's own name for the provider's mail server",
  clause = "RFC 9525 6.3, 6.6",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  day = "2024-04-11",
  domain = "associazioneculturaledemos.it",
  ptr = "mx.aruba.it",
  certificate = {
    names = { "mx.aruba.it" },
    subject = { O = "Aruba S.p.A.", L = "Ponte San Pietro", ST = "Bergamo", C = "IT" },
  },
}

case "inc-aruba-own-name" {
  shows = "the same mail server, reached under its own name",
  clause = "RFC 9525 6.3",
  day = "2024-04-11",
  mx_name = "mx.aruba.it",
  certificate = {
    subject = { O = "Aruba S.p.A.", L = "Ponte San Pietro", ST = "Bergamo", C = "IT" },
  },
}

-- Certificates that had expired: one administrator's log of two days, and three
-- older ones.  The log does not tell the servers, so they have plain names.

case "inc-nz-isp-expired-3y" {
  shows = "a large provider in New Zealand: expired for more than three years",
  clause = "RFC 5280 6.1.3 (a)(2)",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-15",
  certificate = { not_before = "2020-02-15", not_after = "2021-02-15" },
}

case "inc-expired-2023-05-25" {
  shows = "expired 2023-05-25, seen 2024-03-20: 300 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-20",
  certificate = { not_before = "2023-02-24", not_after = "2023-05-25 17:18:27" },
}

case "inc-expired-2023-05-30" {
  shows = "expired 2023-05-30, seen 2024-03-20: 295 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-20",
  certificate = { not_before = "2023-03-01", not_after = "2023-05-30 12:38:49" },
}

case "inc-expired-2023-09-08" {
  shows = "expired 2023-09-08, seen 2024-03-20: 194 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-20",
  certificate = { not_before = "2023-06-10", not_after = "2023-09-08 11:33:36" },
}

case "inc-expired-2022-03-09" {
  shows = "expired 2022-03-09, seen 2024-03-20: 742 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-20",
  certificate = { not_before = "2021-12-09", not_after = "2022-03-09 15:50:45" },
}

case "inc-expired-2024-03-12" {
  shows = "expired 2024-03-12, seen 2024-03-20: 8 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-20",
  certificate = { not_before = "2023-12-13", not_after = "2024-03-12 22:16:44" },
}

case "inc-expired-2024-03-11" {
  shows = "expired 2024-03-11, seen 2024-03-20: 9 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-20",
  certificate = { not_before = "2023-12-12", not_after = "2024-03-11 22:13:57" },
}

case "inc-expired-2021-11-13" {
  shows = "expired 2021-11-13, seen 2024-03-21: 859 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-21",
  certificate = { not_before = "2021-08-15", not_after = "2021-11-13 10:59:59" },
}

case "inc-expired-2024-02-22" {
  shows = "expired 2024-02-22, seen 2024-03-21: 28 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-21",
  certificate = { not_before = "2023-11-24", not_after = "2024-02-22 22:13:35" },
}

case "inc-expired-2024-03-03" {
  shows = "expired 2024-03-03, seen 2024-03-21: 18 days",
  clause = "RFC 5280 6.1.3 (a)(2); product rule: a grace of 30 days",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-21",
  certificate = { not_before = "2023-12-04", not_after = "2024-03-03 22:15:06" },
}

case "inc-expired-2018" {
  shows = "expired since 2018",
  clause = "RFC 5280 6.1.3 (a)(2)",
  reason = "certificate-expired",
  status = "4.7.5",
  day = "2024-03-18",
  certificate = { not_before = "2017-06-30", not_after = "2018-06-30" },
}

-- Certificates that nobody vouches for.

case "inc-third-party-self-signed" {
  shows = "a small server that signed its own certificate",
  clause = "RFC 5280 6.1; RFC 8461 4.2",
  reason = "certificate-not-trusted",
  status = "4.7.5",
  certificate = { issuer = "self" },
}

case "inc-private-ca-operator" {
  shows = "an operator whose own root is known on his own machines only",
  clause = "RFC 5280 6.1",
  reason = "certificate-not-trusted",
  status = "4.7.5",
  certificate = { issuer = "P" },
}

-- Hosted domains: the mail server's name counts, the recipient's does not.

case "inc-smb-mail-isp-host" {
  shows = "a small firm's mail is hosted, the certificate names the provider's host",
  clause = "RFC 9525 6.1 (who compares with the recipient's domain is wrong)",
  mx_name = "mail.isp-server.com",
}

-- mail2: the provider's second machine, invented for this case.
case "inc-smb-vanity-mx" {
  shows = "a small firm's own name for the provider's host",
  clause = "RFC 9525 6.6",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "mail.{domain}",
  ptr = "mail2.isp-server.com",
  certificate = { names = { "mail2.isp-server.com" } },
}

case "inc-wildcard-should-pass" {
  shows = "wildcard certificates were refused that should have passed",
  clause = "RFC 9525 6.3 (must match)",
  mx_name = "mx1.host.example",
  certificate = { names = { "*.host.example" } },
}

-- Microsoft 365 turns the dots of a domain into hyphens, so that one wildcard
-- covers every customer.  The second case shows why.

local m365 = {
  "mail.protection.outlook.com", "*.mail.protection.outlook.com",
  "*.mail.eo.outlook.com", "outlook.com", "mail.messaging.microsoft.com",
}

case "inc-m365-tenant" {
  shows = "a customer of Microsoft 365: contoso-com, with a hyphen",
  clause = "RFC 9525 6.3",
  mx_name = "contoso-com.mail.protection.outlook.com",
  certificate = { names = m365 },
}

case "inc-m365-dotted-tenant" {
  shows = "what if the customer's part had a dot: contoso.com",
  clause = "RFC 9525 6.3",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "contoso.com.mail.protection.outlook.com",
  certificate = { names = m365 },
}

case "inc-m365-hotmail-olc" {
  shows = "hotmail.com, before its certificate listed *.olc (2018 and 2019)",
  clause = "RFC 9525 6.3",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "hotmail-com.olc.protection.outlook.com",
  certificate = {
    names = { "mail.protection.outlook.com", "*.mail.protection.outlook.com" },
  },
}

-- A web site, a silence, a queue.

-- The real mail server of mich.com is in inc-hostedemail-mich; the one here is
-- made up, and right.
case "inc-mich-website-expired" {
  shows = "the certificate of the web site has expired, that of the mail server not",
  clause = "RFC 9525 6.1 (the web site plays no part)",
  day = "2024-03-14",
  domain = "mich.com",
  mx (10, "mx.mich.com") {
    certificate = { not_before = "2023-07-20", not_after = "2024-07-19" },
  },
  host "www.mich.com" {
    web = {
      certificate = { not_before = "2023-11-17", not_after = "2024-02-15" },
    },
  },
}

-- inc-cloudfilter-centurylink once more, on a made-up sister server.
case "inc-smartermail-silent-602" {
  shows = "a refusal must be explained: log and bounce name host, names and reason",
  clause = "RFC 3463 3.8; RFC 3464 2.3; RFC 9525 6.6",
  reason = "certificate-host-mismatch",
  status = "5.7.5",
  day = "2024-03-13",
  mx_name = "mx2.centurylink.net",
  certificate = {
    names = { "*.mx.b.cloudfilter.net" },
    subject = { O = "Proofpoint, Inc.", ST = "California", C = "US" },
    not_before = "2023-09-06", not_after = "2024-09-05 23:59:59",
  },
}

-- inc-aruba-associazione once more, for a made-up customer on a made-up machine.
case "inc-smartermail-queue-or-bounce" {
  shows = "the same fault bounced at one site and stuck in the queue at another",
  clause = "RFC 3207 6; RFC 5321 4.5.4.1 (both will do, but the same every time)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  day = "2024-04-11",
  messages = 10,
  restart = true,
  ptr = "mx2.aruba.it",
  certificate = {
    names = { "mx2.aruba.it" },
    subject = { O = "Aruba S.p.A.", L = "Ponte San Pietro", ST = "Bergamo", C = "IT" },
  },
}

-- From elsewhere.

case "inc-hetzner-your-server" {
  shows = "a customer's own name for a web hosting server",
  clause = "RFC 9525 6.6",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "mail.{domain}",
  ptr = "www201.your-server.de",
  certificate = { names = { "*.your-server.de", "your-server.de" } },
}

-- Both words are right: the issuer is unknown, and no name is there to match.
case "inc-cert-no-names" {
  shows = "a certificate that is valid for no name at all",
  clause = "RFC 9525 6.6; RFC 5280 6.1",
  reason = { "certificate-host-mismatch", "certificate-not-trusted" },
  status = "4.7.5",
  certificate = {
    issuer = "P", san = "none", cn = false, subject = { O = "Test" },
  },
}

-- Equal preference: either may come first.
case "inc-forwardemail-mx2" {
  shows = "the second mail server shows the certificate of the first",
  clause = "RFC 8461 4.2; RFC 5321 5.1",
  mx (10, "mx1.forwardemail.net") {
    certificate = { names = { "mx1.forwardemail.net", "www.mx1.forwardemail.net" } },
  },
  mx (10, "mx2.forwardemail.net") {
    certificate = { names = { "mx1.forwardemail.net", "www.mx1.forwardemail.net" } },
  },
}

case "inc-mailinblack" {
  shows = "a wildcard over one label, refused because the next-hop name was pinned",
  clause = "RFC 9525 6.3 (must match)",
  mx_name = "mx-mibc-fr-03.mailinblack.com",
  certificate = { names = { "*.mailinblack.com" } },
}

case "inc-gmail-502-starttls" {
  shows = "a filter in front of a large provider answers 502 to STARTTLS",
  clause = "RFC 3207 4, 6; RFC 8461 5 (under MTA-STS no reason to bounce)",
  reason = { "starttls-not-supported", "server-refused" },
  status = "4.7.4",
  mx_name = "gmail-smtp-in.l.google.com",
  server = { starttls = "502 5.5.1 command not implemented" },
}
