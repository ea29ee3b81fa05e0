/* SPDX-License-Identifier: MIT */
/*
 * tls_watch.h - what a client showed of itself in a TLS handshake.
 *
 * Works on any server SSL of OpenSSL, whoever moves its bytes.  The facts are
 * written into the caller's struct as they come, also when the handshake
 * fails later.
 *
 * Ownership.  The sighting is borrowed until the SSL is freed.
 */
#ifndef SIM_TLS_TLS_WATCH_H
#define SIM_TLS_TLS_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ssl_ctx_st;
struct ssl_st;

#define TLS_VERSIONS_MAX 8

struct tls_alert {
	bool seen;
	uint8_t level;	/* 1 warning, 2 fatal */
	uint8_t number; /* RFC 8446 section 6 */
};

/* All zero: nothing was seen. */
struct tls_sighting {
	/* The first ClientHello. */
	bool hello;
	char sni[256]; /* printable; "" if there was none */
	uint16_t versions[TLS_VERSIONS_MAX]; /* as offered, GREASE left out */
	size_t version_count;
	char alpn[64]; /* protocols with commas between; "" if none */
	unsigned ciphers;
	bool ticket; /* offers to resume a session */

	/* The handshake. */
	bool finished; /* our side: the client may still say no */
	bool resumed;  /* no certificate was shown */
	uint16_t version;
	char cipher[48];

	/* The end. */
	struct tls_alert client_alert; /* the first but close_notify */
	struct tls_alert server_alert; /* likewise, what we sent */
	bool close_notify;	       /* the client said goodbye properly */
	char trouble[120]; /* OpenSSL's words; "" if there are none */
};

/* Once for each context, before its first SSL is made. */
void tls_watch_context(struct ssl_ctx_st *);

/* Before the handshake. */
void tls_watch_start(struct ssl_st *, struct tls_sighting *);

/* When the handshake is done on our side. */
void tls_watch_finish(struct ssl_st *);

/* Lines for SSLKEYLOGFILE, without line end, as secrets come to be. */
typedef void tls_keylog_fn(const char *line, void *arg);
struct tls_keylog {
	tls_keylog_fn *fn;
	void *arg;
};

/* The keylog is borrowed until the context is freed. */
void tls_watch_keylog(struct ssl_ctx_st *, const struct tls_keylog *);

/* "bad_certificate", as RFC 8446 spells it; "unknown" if it has no name. */
const char *tls_alert_name(uint8_t number);
/* "TLSv1.3"; "0x7f1c" if it has no name: buf is then used. */
const char *tls_version_name(uint16_t version, char buf[8]);
/* "TLSv1.3 TLSv1.2", cut to fit. */
void tls_versions_text(const struct tls_sighting *, char *buf, size_t size);

#endif
