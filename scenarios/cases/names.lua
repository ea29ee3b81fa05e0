-- SPDX-License-Identifier: MIT
-- names.lua - which name in a certificate counts.  The reference identifier is
-- the name in the MX record, exactly as it stands there; the subject's common
-- name follows the first name of the certificate unless a case says otherwise.

-- Where the name is looked for: subject alternative names, and nothing else.

case "name-san-exact-no-cn" {
  shows = "the right name, and a subject without a common name",
  clause = "RFC 9525 2; "
    .. "Baseline Requirements 7.1.4.3 (the common name is optional)",
  certificate = {
    names = { "mx.{domain}" }, cn = false, subject = { O = "Test" },
  },
}

case "name-cn-only" {
  shows = "the right name stands in the common name only",
  clause = "RFC 9525 2 (a common name must not identify); "
    .. "RFC 8461 4.2 (needs a DNS-ID); "
    .. "RFC 7672 3.2.3 (common name if there is no DNS-ID); "
    .. "RFC 8689 4.2.1 (DNS-ID or CN-ID)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { san = "none", cn = "mx.{domain}" },
}

case "name-cn-only-wildcard" {
  shows = "a matching wildcard stands in the common name only",
  clause = "RFC 9525 2 (a common name must not identify); "
    .. "RFC 8461 4.2 (needs a DNS-ID); "
    .. "RFC 7672 3.2.3 (a wildcard is valid in a CN-ID); "
    .. "RFC 8689 4.2.1 (DNS-ID or CN-ID)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { san = "none", cn = "*.{domain}" },
}

case "name-cn-match-san-differs" {
  shows = "the common name is right, the alternative name is wrong",
  clause = "RFC 9525 2; RFC 6125 6.4.4; "
    .. "RFC 7672 3.2.3 (only DNS-IDs when there are any)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { names = { "other.example" }, cn = "mx.{domain}" },
}

case "name-san-match-cn-differs" {
  shows = "the alternative name is right, the common name is wrong",
  clause = "RFC 9525 2; Baseline Requirements 7.1.4.3 (a fault of the issuer only)",
  certificate = { names = { "mx.{domain}" }, cn = "wrong.example" },
}

case "name-san-last-of-many" {
  shows = "the right name is the last of twenty",
  clause = "RFC 9525 6.2",
  certificate = {
    names = {
      "a.{domain}", "b.{domain}", "c.{domain}", "d.{domain}", "e.{domain}",
      "f.{domain}", "g.{domain}", "h.{domain}", "i.{domain}", "j.{domain}",
      "k.{domain}", "l.{domain}", "m.{domain}", "n.{domain}", "o.{domain}",
      "p.{domain}", "q.{domain}", "r.{domain}", "s.{domain}", "mx.{domain}",
    },
  },
}

local hundred = {}
for n = 1, 100 do hundred[n] = "host" .. n .. ".{domain}" end
hundred[57] = "mx.{domain}"

case "name-san-100" {
  shows = "the right name is number 57 of a hundred",
  clause = "RFC 9525 6.2; the Baseline Requirements set no limit",
  certificate = { names = hundred },
}

-- Whose name it is.

case "name-mismatch-unrelated" {
  shows = "the certificate belongs to somebody else altogether",
  clause = "RFC 9525 6.6; RFC 8461 4.2; RFC 7672 3.2.2",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { names = { "mail.unrelated.example" } },
}

case "name-mismatch-sibling" {
  shows = "the certificate belongs to the sister server",
  clause = "RFC 9525 6.3",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "mx1.{domain}",
  certificate = { names = { "mx2.{domain}" } },
}

case "name-recipient-domain-only" {
  shows = "the certificate names the mail domain, not the provider's mail server",
  clause = "RFC 9525 6.1; RFC 8461 4.2; "
    .. "RFC 7672 3.2.2 (DANE-TA must accept the next-hop domain)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "mail.{id}-isp.example",
  certificate = { names = { "{domain}" } },
}

case "name-mx-host-only" {
  shows = "the certificate names the provider's mail server, not the mail domain",
  clause = "RFC 9525 6.1; RFC 8461 4.2",
  mx_name = "mail.{id}-isp.example",
}

case "name-subdomain-of-mx" {
  shows = "the name in the certificate is below the mail server's name",
  clause = "RFC 9525 6.3",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { names = { "a.mx.{domain}" } },
}

-- One label deeper than usual: the parent must not be the next-hop domain,
-- which a DANE client would have to accept.
case "name-parent-of-mx" {
  shows = "the name in the certificate is the parent of the mail server's name",
  clause = "RFC 9525 6.3",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "mx.sub.{domain}",
  certificate = { names = { "sub.{domain}" } },
}

-- How it is written.

case "name-case-san-upper" {
  shows = "the name in the certificate is in upper case",
  clause = "RFC 9525 6.3 (case is ignored)",
  certificate = { names = { "MX.NAME-CASE-SAN-UPPER.EXAMPLE" } },
}

case "name-case-mx-mixed" {
  shows = "the MX record is in mixed case, the certificate in lower case",
  clause = "RFC 9525 6.3; RFC 4343",
  mx_name = "Mx.Name-Case-Mx-Mixed.Example",
  certificate = { names = { "mx.name-case-mx-mixed.example" } },
}

case "name-trailing-dot-san" {
  shows = "the name in the certificate ends in a dot",
  clause = "RFC 5280 4.2.1.6 (preferred name syntax has no final dot)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { names = { "mx.{domain}." } },
}

-- No MX record and no address at the domain: a client that was not told, or
-- that did not listen, cannot pass by luck.
case "name-trailing-dot-config" {
  shows = "the next hop is configured with a final dot, the certificate has none",
  clause = "RFC 9525 6.3; RFC 6066 3 (SNI has no final dot)",
  nexthop = "mx.{domain}.",
  host "mx.{domain}" {
    certificate = { names = { "mx.{domain}" } },
  },
}

-- Wildcards.

case "name-wildcard-one-level" {
  shows = "a wildcard that covers one label",
  clause = "RFC 9525 6.3; RFC 7672 3.2.3 (clients must support it)",
  certificate = { names = { "*.{domain}" } },
}

case "name-wildcard-two-levels" {
  shows = "a wildcard that would have to cover two labels",
  clause = "RFC 9525 6.3 (exactly one label); RFC 8461 4.1, 4.2; "
    .. "RFC 7672 3.2.3 (DANE-TA clients may match several)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "a.b.{domain}",
  certificate = { names = { "*.{domain}" } },
}

case "name-wildcard-four-levels" {
  shows = "a wildcard that would have to cover four labels",
  clause = "RFC 9525 6.3 (exactly one label); RFC 8461 4.1, 4.2; "
    .. "RFC 7672 3.2.3 (DANE-TA clients may match several)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "a.b.c.d.{domain}",
  certificate = { names = { "*.{domain}" } },
}

case "name-wildcard-apex" {
  shows = "a wildcard against its own parent: no label is not one label",
  clause = "RFC 9525 6.3 (one label, not none)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  host "{domain}" {
    certificate = { names = { "*.{domain}" } },
  },
}

case "name-wildcard-partial-prefix" {
  shows = "a wildcard that is only part of a label: mx*",
  clause = "RFC 9525 6.3 (the complete leftmost label); RFC 7672 3.2.3; "
    .. "RFC 6125 6.4.3 item 3 allowed it and is obsolete",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "mx1.{domain}",
  certificate = { names = { "mx*.{domain}" } },
}

case "name-wildcard-inner-label" {
  shows = "a wildcard that is not the leftmost label",
  clause = "RFC 9525 6.3; RFC 6125 6.4.3 item 1",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "mx.a.{domain}",
  certificate = { names = { "mx.*.{domain}" } },
}

case "name-wildcard-double" {
  shows = "two wildcards in one name",
  clause = "RFC 9525 6.3 (only one wildcard)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "a.b.{domain}",
  certificate = { names = { "*.*.{domain}" } },
}

case "name-wildcard-bare" {
  shows = "a wildcard with nothing behind it",
  clause = "RFC 9525 6.3 (one label, so no match)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { names = { "*" } },
}

case "name-wildcard-tld" {
  shows = "a wildcard directly below a top-level domain",
  clause = "RFC 9525 7.1 (public suffixes are out of its scope); "
    .. "Baseline Requirements 3.2.2.6 (a duty of the issuer)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  host "{domain}" {
    certificate = { names = { "*.example" } },
  },
}

-- The one case whose name must end in a public suffix of two labels.
case "name-wildcard-public-suffix" {
  shows = "a wildcard below a public suffix of two labels",
  clause = "RFC 9525 7.1 (public suffixes are out of its scope); "
    .. "Baseline Requirements 3.2.2.6 (a duty of the issuer)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  domain = "bank.co.uk",
  host "{domain}" {
    certificate = { names = { "*.co.uk" } },
  },
}

case "name-wildcard-tld-relaxed" {
  shows = "a relaxed wildcard must not turn *.tld into everything",
  clause = "product rule: a relaxed wildcard needs two labels behind the star, "
    .. "and no public suffix; RFC 9525 7.1",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { names = { "*.example" } },
}

-- Names beyond ASCII.

case "name-idn-alabel" {
  shows = "an internationalised mail server name, as an A-label on both sides",
  clause = "RFC 9525 6.3; RFC 5890",
  mx_name = "xn--mx-1ka.{domain}",
}

case "name-idn-eai-recipient" {
  shows = "the recipient's domain is a U-label, everything else is an A-label",
  clause = "RFC 6531 3.2; RFC 9525 6.3; RFC 8461 3.2 (mx is an A-label)",
  domain = "xn--bcher-kva.example",
  to = "user@bücher.example",
}

-- The mail server's name is the A-label of the very name in the certificate,
-- so a client that converts what it must not convert is caught.
case "name-idn-ulabel-san" {
  shows = "the name in the certificate is UTF-8, which a dNSName cannot hold",
  clause = "RFC 5280 4.2.1.6, 7.2",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  mx_name = "xn--bcher-kva.{domain}",
  certificate = { names = { "bücher.{domain}" } },
}

-- Names of another kind.  No common name: a client may not find there what it
-- misses among the alternative names.

case "name-ip-san-only" {
  shows = "the certificate names the server's address only",
  clause = "RFC 9525 6.2, 6.4",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = {
    names = { { ip = "{address}" } }, cn = false, subject = { O = "Test" },
  },
}

case "name-literal-recipient-ip-san" {
  shows = "the recipient is at an address, and the certificate names the address",
  clause = "RFC 9525 6.4; RFC 7672 2.2 (no DANE); RFC 8461 3.4 (no MTA-STS); "
    .. "RFC 8689 4.2.1",
  to = "u@[{address}]",
  certificate = {
    names = { { ip = "{address}" } }, cn = false, subject = { O = "Test" },
  },
}

case "name-uri-san-only" {
  shows = "the certificate holds a URI only",
  clause = "RFC 7817 3 item 3; RFC 9525 6.2",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = {
    names = { { uri = "smtp://mx.{domain}" } }, cn = false, subject = { O = "Test" },
  },
}

case "name-email-san-only" {
  shows = "the certificate holds a mail address only",
  clause = "RFC 9525 6.2",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = {
    names = { { email = "postmaster@{domain}" } }, cn = false, subject = { O = "Test" },
  },
}

-- Names that lie.

case "name-nul-in-san" {
  shows = "a NUL byte hides the end of the alternative name",
  clause = "RFC 5280 4.2.1.6; the fault of CVE-2009-2408",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = {
    names = { "mx.{domain}\0.evil.example" }, cn = false, subject = { O = "Test" },
  },
}

case "name-nul-in-cn" {
  shows = "a NUL byte hides the end of the common name, and there is no other name",
  clause = "RFC 9525 2; RFC 7672 3.2.3 (it is no DNS name)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { san = "none", cn = "mx.{domain}\0.evil.example" },
}

case "name-empty-san-sequence" {
  shows = "the list of alternative names is there and empty, the common name is right",
  clause = "RFC 5280 4.2.1.6 (at least one name)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  certificate = { san = "empty", cn = "mx.{domain}" },
}

-- Names that only DNS connects with the mail server.

case "name-mx-is-cname-cert-canonical" {
  shows = "the mail server's name is an alias, the certificate names the target",
  clause = "RFC 9525 6.1 (a name on the way is no reference identifier); "
    .. "RFC 5321 5.1; RFC 7672 3.2.2",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  cname = "real.{id}-host.example",
  certificate = { names = { "real.{id}-host.example" } },
}

case "name-mx-is-cname-cert-alias" {
  shows = "the mail server's name is an alias, the certificate names the alias",
  clause = "RFC 9525 6.1; "
    .. "RFC 7672 3.2.2 (for DANE the target counts, the alias does not)",
  cname = "real.{id}-host.example",
  certificate = { names = { "mx.{domain}" } },
}

-- The PTR name leads back to the address, so that even a client which confirms
-- it is tempted.
case "name-ptr-only" {
  shows = "the certificate names what the address resolves to",
  clause = "RFC 9525 6.1 (names found through DNS are no reference identifiers)",
  reason = "certificate-host-mismatch",
  status = "4.7.5",
  ptr = "ptr.{id}-host.example",
  certificate = { names = { "ptr.{id}-host.example" } },
  record "ptr.{id}-host.example. IN A {address}",
}

-- What the issuer may sign.  A dNSName constraint has no leading dot: it covers
-- the name itself and everything below (RFC 5280 4.2.1.10).

case "name-nc-permitted" {
  shows = "the issuer may sign this domain",
  clause = "RFC 5280 4.2.1.10, 6.1.3",
  certificate = {
    issuer = "J",
    authorities = {
      {
        label = "J", issuer = "R", key = "p256:nc-permitted", cn = "Only {id}",
        permitted = { "{domain}" },
      },
    },
  },
}

case "name-nc-not-permitted" {
  shows = "the issuer may sign another domain only",
  clause = "RFC 5280 4.2.1.10",
  reason = "certificate-not-trusted",
  status = "4.7.5",
  certificate = {
    issuer = "J",
    authorities = {
      {
        label = "J", issuer = "R", key = "p256:nc-not-permitted", cn = "Not {id}",
        permitted = { "other.example" },
      },
    },
  },
}

case "name-nc-excluded" {
  shows = "the issuer may sign everything but this domain",
  clause = "RFC 5280 4.2.1.10",
  reason = "certificate-not-trusted",
  status = "4.7.5",
  certificate = {
    issuer = "J",
    authorities = {
      {
        label = "J", issuer = "R", key = "p256:nc-excluded", cn = "All but {id}",
        excluded = { "{domain}" },
      },
    },
  },
}
