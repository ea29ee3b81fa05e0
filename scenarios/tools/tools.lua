-- SPDX-License-Identifier: MIT
-- tools.lua - what a person looks around with in `badmx world shell`.  They
-- are found there, and work without options that are about the lab.

tool "dig" {
  package = "bind9-dnsutils",
  try = "dig +short mx ${domain}",
  case = "base-good",
}

tool "swaks" {
  package = "swaks libnet-dns-perl libnet-ssleay-perl",
  needs = { "/usr/share/perl5/Net/DNS.pm",
            "/usr/lib/*/perl5/*/Net/SSLeay.pm" },
  try = "swaks --to bob@${domain} -tls --tls-verify",
  case = "val-expired-1d",
}

tool "posttls-finger" {
  package = "postfix",
  try = "posttls-finger -c -l secure -P ${ca_path} ${domain}",
  case = "name-mismatch-unrelated",
  -- Its roots come from -F and -P alone; tls_append_default_CA only adds to
  -- those, and no setting of main.cf names any for it.
  note = "it trusts nobody without -P or -F, whatever main.cf says",

  -- Read before anything else.  It wants an owner of the queue that is not
  -- root; in the lab every account may be root.
  file "/etc/postfix/main.cf" [[
    compatibility_level = 3.6
    mail_owner = daemon
    setgid_group = mail
    myhostname = ${helo}
    inet_interfaces = loopback-only
  ]],
}

tool "openssl" {
  package = "openssl",
  try = "openssl s_client -starttls smtp -connect mx.${domain}:25",
  case = "val-expired-1d",
}
