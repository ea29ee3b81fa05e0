-- SPDX-License-Identifier: MIT
-- postfix.lua - Postfix 3.4 and later, from an installed package or from one
-- unpacked with dpkg -x (--client-root).  Proven with 3.7.11.

client "postfix" {
  about = "Postfix",
  version = "postconf -d -h mail_version",
  package = "postfix",
  programs { "postconf", "postqueue", "postmap", "postdrop",
             "/usr/lib/postfix/sbin/master" },
  users { "postfix", "postdrop" },
  ids = "many", -- it runs as postfix, not as root

  -- A configuration folder of its own: the one in /etc is never looked at.
  -- Retry times are short so that a second attempt is seen soon; the lifetime
  -- of a mail is not, because a mail that expires would bounce.
  file "${dir}/main.cf" [[
    compatibility_level = 3.6
    maillog_file = /var/log/postfix.log
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    shlib_directory = /usr/lib/postfix
    queue_directory = /var/spool/postfix
    data_directory = /var/lib/postfix
    mail_owner = postfix
    setgid_group = postdrop
    myhostname = ${helo}
    myorigin = sender.example
    mydestination =
    local_recipient_maps =
    alias_maps =
    mynetworks = 127.0.0.0/8
    inet_interfaces = 127.0.0.1
    inet_protocols = all
    smtpd_relay_restrictions = permit_mynetworks, reject
    smtpd_peername_lookup = no
    smtp_tls_CAfile = ${ca_file}
    smtp_tls_CApath =
    smtp_tls_loglevel = 1
    smtp_tls_security_level = ${setting}
    # An inline map must not be empty.
    transport_maps = inline:{ { nowhere.invalid = error:nowhere }${nexthops} }
    minimal_backoff_time = 2s
    maximal_backoff_time = 2s
    queue_run_delay = 2s
    maximal_queue_lifetime = 1d
    bounce_queue_lifetime = 1d
    default_process_limit = 100
    # A service that ends because of its next hop is tried again soon.
    service_throttle_time = 2s
    # Several mails to one failing domain: each gets an attempt of its own.
    default_destination_concurrency_failed_cohort_limit = 0
    smtp_connect_timeout = 5s
    smtp_helo_timeout = 5s
    smtp_starttls_timeout = 5s
    smtp_mail_timeout = 5s
  ]],
  -- A next hop that it does not like ends the service, so not the one that
  -- all other mails use.
  nexthop = ", { ${to} = relay:[${nexthop}] }",

  file "${dir}/master.cf" [[
    smtp      inet  n - n - -  smtpd
    pickup    unix  n - n 60 1 pickup
    cleanup   unix  n - n - 0  cleanup
    qmgr      unix  n - n 1 1  qmgr
    tlsmgr    unix  - - n 1000? 1 tlsmgr
    rewrite   unix  - - n - -  trivial-rewrite
    bounce    unix  - - n - 0  bounce
    defer     unix  - - n - 0  bounce
    trace     unix  - - n - 0  bounce
    verify    unix  - - n - 1  verify
    flush     unix  n - n 1000? 0 flush
    proxymap  unix  - - n - -  proxymap
    proxywrite unix - - n - 1  proxymap
    smtp      unix  - - n - -  smtp
    relay     unix  - - n - -  smtp
    showq     unix  n - n - -  showq
    error     unix  - - n - -  error
    retry     unix  - - n - -  error
    discard   unix  - - n - -  discard
    local     unix  - n n - -  local
    virtual   unix  - n n - -  virtual
    anvil     unix  - - n - 1  anvil
    scache    unix  - - n - 1  scache
    postlog   unix-dgram n - n - 1 postlogd
  ]],

  setup ("cd /var/spool && mkdir -p postfix && cd postfix && mkdir -p"
    .. " active bounce corrupt defer deferred flush hold incoming private"
    .. " saved trace maildrop public pid /var/lib/postfix"
    .. " && chown postfix [a-o]* private saved trace maildrop public"
    .. " /var/lib/postfix"
    .. " && chmod 700 active bounce corrupt defer deferred flush hold"
    .. " incoming private saved trace /var/lib/postfix"
    .. " && chgrp postdrop maildrop public"
    .. " && chmod 730 maildrop && chmod 710 public"),
  -- Postfix reads a file that is younger than a second five times over.
  setup "touch -d '1 hour ago' ${dir}/main.cf ${dir}/master.cf",

  -- exec: master must lead its process group, or "stop" leaves its helpers.
  start "exec /usr/lib/postfix/sbin/master -d -c ${dir}",
  ready (tcp "127.0.0.1:25"),
  send (smtp "127.0.0.1:25"),

  log "/var/log/postfix.log" {
    { "*Verified TLS connection established to *", verified },
    { "*Trusted TLS connection established to *", unverified },
    { "*Untrusted TLS connection established to *", unverified },
    { "*Anonymous TLS connection established to *", unverified },
    { "*verification failed for *hostname mismatch*", unverified,
      "certificate-host-mismatch" },
    { "*verification failed for *IP address mismatch*", unverified,
      "certificate-host-mismatch" },
    { "*verification failed for *certificate has expired*", unverified,
      "certificate-expired" },
    { "*verification failed for *", unverified, "certificate-not-trusted" },
    { "*status=deferred (delivery temporarily suspended*" }, -- no attempt
    { "*status=deferred (TLS is required, but *", defer,
      "starttls-not-supported" },
    { "*status=deferred *Connection refused*", defer, "connection-refused" },
    { "*status=deferred*", defer },
    { "*fatal: valid hostname or network address required in server*", defer },
    { "*status=bounced *does not accept mail (nullMX)*", bounce, "null-mx" },
    { "*status=bounced *type=*: Host not found*", bounce, "domain-not-found" },
    { "*status=bounced *RCPT TO command*", bounce, "recipient-refused" },
    { "*status=bounced*", bounce },
    { "*status=sent*", deliver },
  },

  policy "none" { setting = "none" },
  policy "opportunistic" { setting = "may" },
  policy "encrypt" { setting = "encrypt" },
  policy "strict" { setting = "verify" }, -- the name is that of the MX
  policy "relaxed-wildcard" {
    unsupported = "Postfix has no setting for wildcards of several labels",
  },
  policy "relaxed-expiry" {
    unsupported = "Postfix has no setting for expired certificates",
  },
  policy "verify-if-offered" {
    unsupported = "Postfix verifies only where it also requires TLS",
  },
}
