/* SPDX-License-Identifier: MIT */
#include "sim/tls/tls_watch.h"

#include <stdio.h>
#include <string.h>

#include <openssl/ssl.h>

#include "sim/base/mem.h"

/* Slots in SSL and SSL_CTX for our pointers; taken once for the process. */
static int sighting_slot = -1;
static int keylog_slot = -1;

static const struct {
	uint8_t number;
	const char *name;
} alerts[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
};

const char *
tls_alert_name(uint8_t number)
{
	for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++)
		if (alerts[i].number == number)
			return alerts[i].name;
	return "unknown";
}

const char *
tls_version_name(uint16_t version, char buf[8])
{
	switch (version) {
	case SSL3_VERSION:
		return "SSLv3";
	case TLS1_VERSION:
		return "TLSv1.0";
	case TLS1_1_VERSION:
		return "TLSv1.1";
	case TLS1_2_VERSION:
		return "TLSv1.2";
	case TLS1_3_VERSION:
		return "TLSv1.3";
	default: /* whatever the client made up */
		snprintf(buf, 8, "0x%04x", version);
		return buf;
	}
}

void
tls_versions_text(const struct tls_sighting *seen, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < seen->version_count && used < size; i++) {
		char odd[8];

		used += (size_t)snprintf(buf + used, size - used, "%s%s",
		    i == 0 ? "" : " ",
		    tls_version_name(seen->versions[i], odd));
	}
}

/* Copies a peer's bytes; what is not printable ASCII becomes "?". */
static void
copy_printable(char *to, size_t size, const uint8_t *from, size_t len)
{
	size_t n = len < size - 1 ? len : size - 1;

	for (size_t i = 0; i < n; i++)
		to[i] =
		    (char)(from[i] > 0x20 && from[i] < 0x7f ? from[i] : '?');
	to[n] = '\0';
}

static unsigned
two_bytes(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* server_name: a list of (type, name); type 0 is host_name (RFC 6066, 3). */
static void
note_sni(struct tls_sighting *seen, const uint8_t *p, size_t len)
{
	if (len < 5 || p[2] != 0 || two_bytes(p + 3) > len - 5)
		return;
	copy_printable(seen->sni, sizeof(seen->sni), p + 5, two_bytes(p + 3));
}

static void
note_alpn(struct tls_sighting *seen, const uint8_t *p, size_t len)
{
	size_t used = 0;

	for (size_t at = 2; at < len && p[at] <= len - at - 1;
	     at += 1U + p[at]) {
		if (used + p[at] + 2 > sizeof(seen->alpn))
			return;
		if (used > 0)
			seen->alpn[used++] = ',';
		copy_printable(seen->alpn + used, sizeof(seen->alpn) - used,
		    p + at + 1, p[at]);
		used += p[at];
	}
}

/* Values that clients send so that servers learn to skip (RFC 8701). */
static bool
is_grease(unsigned v)
{
	return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff);
}

static void
note_version(struct tls_sighting *seen, unsigned version)
{
	if (!is_grease(version) && seen->version_count < TLS_VERSIONS_MAX)
		seen->versions[seen->version_count++] = (uint16_t)version;
}

static void
note_versions(struct tls_sighting *seen, const uint8_t *p, size_t len)
{
	for (size_t at = 1; at + 1 < len; at += 2)
		note_version(seen, two_bytes(p + at));
}

/* Called by OpenSSL; after a HelloRetryRequest it comes a second time. */
static int
on_hello(SSL *ssl, int *alert, void *arg)
{
	struct tls_sighting *seen = SSL_get_ex_data(ssl, sighting_slot);
	const uint8_t *p;
	size_t len;

	(void)alert;
	(void)arg;
	if (seen == NULL || seen->hello)
		return SSL_CLIENT_HELLO_SUCCESS;
	seen->hello = true;
	seen->ciphers = (unsigned)(SSL_client_hello_get0_ciphers(ssl, &p) / 2);
	if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &p, &len))
		note_sni(seen, p, len);
	if (SSL_client_hello_get0_ext(ssl,
		TLSEXT_TYPE_application_layer_protocol_negotiation, &p, &len))
		note_alpn(seen, p, len);
	if (SSL_client_hello_get0_ext(
		ssl, TLSEXT_TYPE_supported_versions, &p, &len))
		note_versions(seen, p, len);
	else
		note_version(seen, SSL_client_hello_get0_legacy_version(ssl));
	seen->ticket =
	    SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_psk, &p, &len) ||
	    (SSL_client_hello_get0_ext(
		 ssl, TLSEXT_TYPE_session_ticket, &p, &len) &&
		len > 0);
	return SSL_CLIENT_HELLO_SUCCESS;
}

static void
note_alert(struct tls_alert *alert, uint8_t level, uint8_t number)
{
	if (!alert->seen)
		*alert = (struct tls_alert){true, level, number};
}

/* OpenSSL shows every alert here, already decrypted: level, then number. */
static void
on_info(const SSL *ssl, int where, int value)
{
	struct tls_sighting *seen = SSL_get_ex_data(ssl, sighting_slot);
	uint8_t level = (uint8_t)(value >> 8), number = (uint8_t)value;

	if (where == SSL_CB_READ_ALERT && number == SSL_AD_CLOSE_NOTIFY)
		seen->close_notify = true;
	else if (where == SSL_CB_READ_ALERT)
		note_alert(&seen->client_alert, level, number);
	else if (where == SSL_CB_WRITE_ALERT && number != SSL_AD_CLOSE_NOTIFY)
		note_alert(&seen->server_alert, level, number);
}

static void
take_slots(void)
{
	if (sighting_slot == -1)
		sighting_slot = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	if (keylog_slot == -1)
		keylog_slot =
		    SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	if (sighting_slot == -1 || keylog_slot == -1)
		out_of_memory();
}

void
tls_watch_context(SSL_CTX *ctx)
{
	take_slots();
	SSL_CTX_set_client_hello_cb(ctx, on_hello, NULL);
}

void
tls_watch_start(SSL *ssl, struct tls_sighting *seen)
{
	take_slots();
	if (SSL_set_ex_data(ssl, sighting_slot, seen) != 1)
		out_of_memory();
	SSL_set_info_callback(ssl, on_info);
}

void
tls_watch_finish(SSL *ssl)
{
	struct tls_sighting *seen = SSL_get_ex_data(ssl, sighting_slot);

	seen->finished = true;
	seen->version = (uint16_t)SSL_version(ssl);
	seen->resumed = SSL_session_reused(ssl) == 1;
	snprintf(
	    seen->cipher, sizeof(seen->cipher), "%s", SSL_get_cipher_name(ssl));
}

static void
on_keylog(const SSL *ssl, const char *line)
{
	const struct tls_keylog *log =
	    SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), keylog_slot);

	if (log != NULL)
		log->fn(line, log->arg);
}

void
tls_watch_keylog(SSL_CTX *ctx, const struct tls_keylog *log)
{
	take_slots();
	if (SSL_CTX_set_ex_data(ctx, keylog_slot, (void *)log) != 1)
		out_of_memory();
	SSL_CTX_set_keylog_callback(ctx, on_keylog);
}
