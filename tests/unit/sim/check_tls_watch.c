/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/tls/tls_identity.h"
#include "sim/tls/tls_watch.h"
#include "tls_fixture.h"

static struct cert_chain *chain;
static SSL_CTX *server_ctx, *client_ctx;
static struct tls_channel *server;
static struct tls_sighting seen;
static struct evbuffer *in, *out, *said;
static SSL *client;
static unsigned key_lines;

static void
dial(void)
{
	SSL *ssl = SSL_new(server_ctx);
	struct err err;

	memset(&seen, 0, sizeof(seen));
	ck_assert_msg(tls_identity_use(ssl, chain, &err), "%s", err.text);
	SSL_set_session_id_context(ssl, (const unsigned char *)"1", 1);
	server = tls_channel_new(ssl, &seen);
	client = fixture_dial(client_ctx);
}

static void
hang_up(void)
{
	tls_channel_free(server);
	SSL_free(client);
	evbuffer_drain(in, evbuffer_get_length(in));
	evbuffer_drain(out, evbuffer_get_length(out));
	evbuffer_drain(said, evbuffer_get_length(said));
}

static void
set_up(void)
{
	chain = fixture_chain("EC", "mx.example", 10);
	server_ctx = tls_identity_context();
	tls_watch_context(server_ctx);
	client_ctx = fixture_client(NULL);
	in = evbuffer_new();
	out = evbuffer_new();
	said = evbuffer_new();
	dial();
}

static void
tear_down(void)
{
	hang_up();
	evbuffer_free(in);
	evbuffer_free(out);
	evbuffer_free(said);
	SSL_CTX_free(server_ctx);
	SSL_CTX_free(client_ctx);
	fixture_chain_free(chain);
}

/* Lets both sides talk until they have nothing more to say. */
static enum tls_channel_state
pump(void)
{
	char buf[1000];

	for (int i = 0; i < 8; i++) {
		if (SSL_in_init(client))
			SSL_do_handshake(client);
		else
			SSL_read(client, buf, sizeof(buf));
		fixture_to_server(client, in);
		tls_channel_take(server, in, out, said);
		fixture_to_client(client, out);
	}
	ERR_clear_error();
	return tls_channel_state(server);
}

static void
expect_said(const char *words)
{
	size_t n = evbuffer_get_length(said);

	ck_assert_uint_eq(n, strlen(words));
	ck_assert_mem_eq(evbuffer_pullup(said, -1), words, n);
	evbuffer_drain(said, n);
}

START_TEST(what_the_client_offers_is_noted)
{
	char text[100];

	SSL_set_tlsext_host_name(client, "mx.example");
	SSL_set_alpn_protos(client, (const unsigned char *)"\4smtp\2h2", 8);
	ck_assert_int_eq(pump(), TLS_OPEN);
	ck_assert(seen.hello && seen.finished && !seen.resumed);
	ck_assert_str_eq(seen.sni, "mx.example");
	ck_assert_str_eq(seen.alpn, "smtp,h2");
	ck_assert_uint_gt(seen.ciphers, 10);
	tls_versions_text(&seen, text, sizeof(text));
	ck_assert_str_eq(text, "TLSv1.3 TLSv1.2 TLSv1.1 TLSv1.0");
	ck_assert_int_eq(seen.version, TLS1_3_VERSION);
	ck_assert_str_eq(seen.cipher, "TLS_AES_256_GCM_SHA384");
	ck_assert(!seen.client_alert.seen && !seen.server_alert.seen);
}
END_TEST

START_TEST(an_old_client_offers_one_version_and_no_name)
{
	SSL_set_max_proto_version(client, TLS1_2_VERSION);
	ck_assert_int_eq(pump(), TLS_OPEN);
	ck_assert_str_eq(seen.sni, "");
	ck_assert_str_eq(seen.alpn, "");
	ck_assert_uint_eq(seen.version_count, 1);
	ck_assert_int_eq(seen.versions[0], TLS1_2_VERSION);
	ck_assert_int_eq(seen.version, TLS1_2_VERSION);
}
END_TEST

static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

START_TEST(an_unknown_issuer_is_alert_48)
{
	SSL_set_verify(client, SSL_VERIFY_PEER, NULL);
	SSL_set_max_proto_version(client, versions[_i]);
	ck_assert_int_eq(pump(), TLS_DEAD);
	ck_assert(seen.client_alert.seen && !seen.finished);
	ck_assert_int_eq(seen.client_alert.level, 2);
	ck_assert_int_eq(seen.client_alert.number, 48);
	ck_assert_str_eq(tls_alert_name(48), "unknown_ca");
	ck_assert_str_ne(seen.trouble, "");
}
END_TEST

START_TEST(a_wrong_name_is_alert_42)
{
	SSL_CTX_free(client_ctx);
	SSL_free(client);
	client_ctx = fixture_client(chain);
	client = fixture_dial(client_ctx);
	SSL_set1_host(client, "other.example");
	SSL_set_max_proto_version(client, versions[_i]);
	ck_assert_int_eq(pump(), TLS_DEAD);
	ck_assert_int_eq(seen.client_alert.number, 42);
}
END_TEST

START_TEST(no_common_version_is_our_alert)
{
	SSL_set_max_proto_version(client, TLS1_2_VERSION);
	SSL_CTX_free(server_ctx);
	tls_channel_free(server);
	server_ctx = tls_identity_context();
	tls_watch_context(server_ctx);
	SSL_CTX_set_min_proto_version(server_ctx, TLS1_3_VERSION);
	SSL_free(client);
	dial();
	SSL_set_max_proto_version(client, TLS1_2_VERSION);
	ck_assert_int_eq(pump(), TLS_DEAD);
	ck_assert(seen.hello && !seen.client_alert.seen);
	ck_assert_int_eq(seen.server_alert.number, 70);
}
END_TEST

START_TEST(words_go_both_ways)
{
	char buf[100];

	ck_assert_int_eq(pump(), TLS_OPEN);
	SSL_write(client, "EHLO x\r\n", 8);
	fixture_to_server(client, in);
	tls_channel_take(server, in, out, said);
	expect_said("EHLO x\r\n");
	tls_channel_say(server, "250 y\r\n", 7, out);
	fixture_to_client(client, out);
	ck_assert_int_eq(SSL_read(client, buf, sizeof(buf)), 7);
	ck_assert_mem_eq(buf, "250 y\r\n", 7);
}
END_TEST

START_TEST(bytes_may_come_one_by_one)
{
	struct evbuffer *slow = evbuffer_new();

	for (int i = 0; i < 4; i++) {
		SSL_do_handshake(client);
		fixture_to_server(client, in);
		while (evbuffer_remove_buffer(in, slow, 1) > 0)
			tls_channel_take(server, slow, out, said);
		fixture_to_client(client, out);
	}
	ck_assert_int_eq(tls_channel_state(server), TLS_OPEN);
	evbuffer_free(slow);
}
END_TEST

START_TEST(close_notify_is_no_alert)
{
	ck_assert_int_eq(pump(), TLS_OPEN);
	SSL_shutdown(client);
	ck_assert_int_eq(pump(), TLS_CLOSED);
	ck_assert(seen.close_notify && !seen.client_alert.seen);
}
END_TEST

START_TEST(we_say_close_notify_once)
{
	char buf[10];

	ck_assert_int_eq(pump(), TLS_OPEN);
	tls_channel_close(server, out);
	ck_assert_uint_gt(evbuffer_get_length(out), 0);
	fixture_to_client(client, out);
	ck_assert_int_eq(SSL_read(client, buf, sizeof(buf)), 0);
	ck_assert(SSL_get_shutdown(client) & SSL_RECEIVED_SHUTDOWN);
	tls_channel_close(server, out);
	tls_channel_say(server, "x", 1, out);
	ck_assert_uint_eq(evbuffer_get_length(out), 0);
}
END_TEST

START_TEST(words_in_the_clear_stay_in_our_hands)
{
	if (_i == 1)
		ck_assert_int_eq(pump(), TLS_OPEN);
	evbuffer_add(in, "MAIL FROM:<a@b.example>\r\n", 25);
	ck_assert_int_eq(tls_channel_take(server, in, out, said), TLS_DEAD);
	ck_assert_uint_eq(evbuffer_get_length(in), 25);
	ck_assert_uint_eq(evbuffer_get_length(said), 0);
	ck_assert_str_ne(seen.trouble, "");
}
END_TEST

START_TEST(words_behind_the_last_record_stay_in_our_hands)
{
	SSL_set_verify(client, SSL_VERIFY_PEER, NULL);
	SSL_do_handshake(client);
	fixture_to_server(client, in);
	tls_channel_take(server, in, out, said);
	fixture_to_client(client, out);
	SSL_do_handshake(client);
	fixture_to_server(client, in);
	evbuffer_add(in, "QUIT\r\n", 6);
	ck_assert_int_eq(tls_channel_take(server, in, out, said), TLS_DEAD);
	ck_assert_int_eq(seen.client_alert.number, 48);
	ck_assert_uint_eq(evbuffer_get_length(in), 6);
	ERR_clear_error();
}
END_TEST

START_TEST(resumption_is_noted)
{
	SSL_SESSION *session;

	SSL_set_max_proto_version(client, versions[_i]);
	ck_assert_int_eq(pump(), TLS_OPEN);
	ck_assert(!seen.resumed && !seen.ticket);
	session = SSL_get1_session(client);
	SSL_shutdown(client);
	hang_up();
	dial();
	SSL_set_max_proto_version(client, versions[_i]);
	SSL_set_session(client, session);
	ck_assert_int_eq(pump(), TLS_OPEN);
	ck_assert(seen.resumed && seen.ticket);
	SSL_SESSION_free(session);
}
END_TEST

static void
on_key(const char *line, void *arg)
{
	ck_assert_ptr_eq(arg, &key_lines);
	ck_assert_ptr_nonnull(strchr(line, ' '));
	key_lines++;
}

START_TEST(secrets_are_told_to_whoever_asks)
{
	const struct tls_keylog log = {on_key, &key_lines};

	tls_watch_keylog(server_ctx, &log);
	ck_assert_int_eq(pump(), TLS_OPEN);
	ck_assert_uint_ge(key_lines, 4);
}
END_TEST

START_TEST(names_of_the_unknown_are_harmless)
{
	char buf[8];

	ck_assert_str_eq(tls_alert_name(200), "unknown");
	ck_assert_str_eq(tls_version_name(0x7f1c, buf), "0x7f1c");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tls_watch");
	TCase *tc = tcase_create("watch and channel");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_the_client_offers_is_noted);
	tcase_add_test(tc, an_old_client_offers_one_version_and_no_name);
	tcase_add_loop_test(tc, an_unknown_issuer_is_alert_48, 0, 2);
	tcase_add_loop_test(tc, a_wrong_name_is_alert_42, 0, 2);
	tcase_add_test(tc, no_common_version_is_our_alert);
	tcase_add_test(tc, words_go_both_ways);
	tcase_add_test(tc, bytes_may_come_one_by_one);
	tcase_add_test(tc, close_notify_is_no_alert);
	tcase_add_test(tc, we_say_close_notify_once);
	tcase_add_loop_test(tc, words_in_the_clear_stay_in_our_hands, 0, 2);
	tcase_add_test(tc, words_behind_the_last_record_stay_in_our_hands);
	tcase_add_loop_test(tc, resumption_is_noted, 0, 2);
	tcase_add_test(tc, secrets_are_told_to_whoever_asks);
	tcase_add_test(tc, names_of_the_unknown_are_harmless);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
