/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sim/tls/tls_identity.h"
#include "sim/tls/tls_watch.h"
#include "tls_fixture.h"

static struct tls_sighting seen;

/* Shakes hands; true if both sides are content. */
static bool
shake(SSL *client, struct tls_channel *server)
{
	struct evbuffer *in = evbuffer_new(), *out = evbuffer_new(),
			*said = evbuffer_new();
	int done = 0;

	for (int i = 0; i < 6; i++) {
		done = SSL_do_handshake(client);
		fixture_to_server(client, in);
		tls_channel_take(server, in, out, said);
		fixture_to_client(client, out);
	}
	evbuffer_free(in);
	evbuffer_free(out);
	evbuffer_free(said);
	ERR_clear_error();
	return done == 1 && tls_channel_state(server) == TLS_OPEN;
}

/* One handshake between a context and a chain; *client may be NULL. */
static bool
meet(SSL_CTX *ctx, const struct cert_chain *chain, int version, SSL **client)
{
	SSL_CTX *server_ctx = tls_identity_context();
	SSL *server = SSL_new(server_ctx), *ssl = fixture_dial(ctx);
	struct tls_channel *ch;
	struct err err;
	bool ok;

	memset(&seen, 0, sizeof(seen));
	if (version != 0) {
		SSL_set_min_proto_version(ssl, version);
		SSL_set_max_proto_version(ssl, version);
	}
	ck_assert_msg(tls_identity_use(server, chain, &err), "%s", err.text);
	ch = tls_channel_new(server, &seen);
	ok = shake(ssl, ch);
	tls_channel_free(ch);
	SSL_CTX_free(server_ctx);
	if (client != NULL)
		*client = ssl;
	else
		SSL_free(ssl);
	return ok;
}

static const char *const kinds[] = {"EC", "EC384", "RSA", "ED25519"};

START_TEST(a_key_that_fits_is_used_as_it_is)
{
	struct cert_chain *chain = fixture_chain(kinds[_i], "mx.example", 10);
	SSL_CTX *ctx = fixture_client(chain);

	ck_assert(meet(ctx, chain, 0, NULL));
	SSL_CTX_free(ctx);
	fixture_chain_free(chain);
}
END_TEST

/* Every kind of leaf with every kind of foreign key: 51 is decrypt_error. */
START_TEST(a_key_that_does_not_fit_is_presented_too)
{
	int leaf = _i / 4, key = _i % 4;
	struct cert_chain *chain = fixture_chain(kinds[leaf], "mx.example", 10);
	SSL_CTX *ctx = fixture_client(chain);

	EVP_PKEY_free(chain->key);
	chain->key = fixture_key(kinds[key]);
	ck_assert(!meet(ctx, chain, 0, NULL));
	ck_assert_int_eq(seen.client_alert.number, 51);
	SSL_CTX_free(ctx);
	fixture_chain_free(chain);
}
END_TEST

START_TEST(a_wrong_key_shows_under_tls_12_too)
{
	struct cert_chain *chain = fixture_chain(kinds[_i], "mx.example", 10);
	SSL_CTX *ctx = fixture_client(chain);

	EVP_PKEY_free(chain->key);
	chain->key = fixture_key(kinds[_i]);
	SSL_CTX_set_cipher_list(ctx, "ECDHE:@SECLEVEL=0");
	ck_assert(!meet(ctx, chain, TLS1_2_VERSION, NULL));
	ck_assert_int_eq(seen.client_alert.number, 51);
	SSL_CTX_free(ctx);
	fixture_chain_free(chain);
}
END_TEST

static const int versions[] = {
    TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};

START_TEST(old_versions_and_weak_keys_are_served)
{
	struct cert_chain *chain = fixture_chain("RSA", "mx.example", 10);
	SSL_CTX *ctx = fixture_client(NULL);

	ck_assert(meet(ctx, chain, versions[_i], NULL));
	ck_assert_int_eq(seen.version, versions[_i]);
	SSL_CTX_free(ctx);
	fixture_chain_free(chain);
}
END_TEST

START_TEST(the_chain_goes_out_in_its_order)
{
	struct cert_chain *chain = fixture_chain("EC", "mx.example", 10);
	struct cert_chain *other = fixture_chain("RSA", "old.example", -20);
	SSL_CTX *ctx = fixture_client(NULL);
	STACK_OF(X509) * sent;
	SSL *client;
	X509 *strange = fixture_self_signed(other->key, "old.example", -20);

	fixture_add(chain, strange);
	fixture_add(chain, strange);
	ck_assert(meet(ctx, chain, 0, &client));
	sent = SSL_get_peer_cert_chain(client);
	ck_assert_int_eq(sk_X509_num(sent), 3);
	for (int i = 0; i < 3; i++) {
		uint8_t *der = NULL;
		int n = i2d_X509(sk_X509_value(sent, i), &der);

		ck_assert_uint_eq((size_t)n, chain->certs[i].len);
		ck_assert_mem_eq(der, chain->certs[i].der, (size_t)n);
		OPENSSL_free(der);
	}
	X509_free(strange);
	SSL_free(client);
	SSL_CTX_free(ctx);
	fixture_chain_free(chain);
	fixture_chain_free(other);
}
END_TEST

START_TEST(an_expired_leaf_is_presented)
{
	struct cert_chain *chain = fixture_chain("EC", "mx.example", -5);
	SSL_CTX *ctx = fixture_client(chain);

	ck_assert(!meet(ctx, chain, 0, NULL));
	ck_assert_int_eq(seen.client_alert.number, 45);
	SSL_CTX_free(ctx);
	fixture_chain_free(chain);
}
END_TEST

static bool
refuses(const struct cert_chain *chain, struct err *err)
{
	SSL_CTX *ctx = tls_identity_context();
	SSL *ssl = SSL_new(ctx);
	bool ok = tls_identity_use(ssl, chain, err);

	SSL_free(ssl);
	SSL_CTX_free(ctx);
	return !ok;
}

START_TEST(bytes_that_are_no_certificate_are_an_error)
{
	struct cert_chain *chain = fixture_chain("EC", "mx.example", 10);
	struct err err;

	chain->certs[0].len -= 1;
	ck_assert(refuses(chain, &err));
	ck_assert_int_eq(err.kind, ERR_CRYPTO);
	ck_assert_ptr_nonnull(strstr(err.text, "certificate 1: cannot be"));
	chain->certs[0].len = 0;
	ck_assert(refuses(chain, &err));
	fixture_chain_free(chain);
}
END_TEST

START_TEST(bytes_behind_the_certificate_are_an_error)
{
	struct cert_chain *chain = fixture_chain("EC", "mx.example", 10);
	struct cert_blob *blob = &chain->certs[0];
	struct err err;

	blob->der = xreallocarray(blob->der, blob->len + 1, 1);
	blob->der[blob->len++] = 0;
	ck_assert(refuses(chain, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "as it was written"));
	fixture_chain_free(chain);
}
END_TEST

START_TEST(a_chain_needs_a_leaf_and_a_key)
{
	struct cert_chain *chain = fixture_chain("EC", "mx.example", 10);
	struct cert_chain empty = {.key = chain->key};
	struct cert_chain keyless = {.certs = chain->certs, .n = 1};
	struct err err;

	ck_assert(refuses(&empty, &err));
	ck_assert(refuses(&keyless, &err));
	fixture_chain_free(chain);
}
END_TEST

/* The machine's configuration, loaded before we come or not. */
START_TEST(the_configuration_of_the_machine_is_ignored)
{
	char path[] = "/tmp/check_tls_identity.XXXXXX";
	int fd = mkstemp(path);
	struct cert_chain *chain;
	SSL_CTX *ctx;
	static const char conf[] = "openssl_conf = a\n[a]\nssl_conf = b\n[b]\n"
				   "system_default = c\n[c]\n"
				   "MinProtocol = TLSv1.3\n"
				   "CipherString = DEFAULT:@SECLEVEL=3\n";

	ck_assert_int_eq(write(fd, conf, sizeof(conf) - 1), sizeof(conf) - 1);
	close(fd);
	setenv("OPENSSL_CONF", path, 1);
	if (_i == 1)
		OPENSSL_init_ssl(OPENSSL_INIT_LOAD_CONFIG, NULL);
	SSL_CTX_free(tls_identity_context());
	chain = fixture_chain("RSA", "mx.example", 10);
	ctx = fixture_client(NULL);
	ck_assert(meet(ctx, chain, TLS1_2_VERSION, NULL));
	SSL_CTX_free(ctx);
	fixture_chain_free(chain);
	unlink(path);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tls_identity");
	TCase *tc = tcase_create("identity");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, a_key_that_fits_is_used_as_it_is, 0, 4);
	tcase_add_loop_test(
	    tc, a_key_that_does_not_fit_is_presented_too, 0, 16);
	tcase_add_loop_test(tc, a_wrong_key_shows_under_tls_12_too, 0, 4);
	tcase_add_loop_test(tc, old_versions_and_weak_keys_are_served, 0, 4);
	tcase_add_test(tc, the_chain_goes_out_in_its_order);
	tcase_add_test(tc, an_expired_leaf_is_presented);
	tcase_add_test(tc, bytes_that_are_no_certificate_are_an_error);
	tcase_add_test(tc, bytes_behind_the_certificate_are_an_error);
	tcase_add_test(tc, a_chain_needs_a_leaf_and_a_key);
	tcase_add_loop_test(
	    tc, the_configuration_of_the_machine_is_ignored, 0, 2);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
