/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "sim/tls/tls_identity.h"
#include "sim/tls/tls_parsed.h"
#include "tls_fixture.h"

static SSL_CTX *ctx;
static struct cert_chain *chain;

static void
begin(void)
{
	ctx = tls_identity_context();
	chain = fixture_chain("EC", "mx.example", 10);
}

static void
end(void)
{
	fixture_chain_free(chain);
	SSL_CTX_free(ctx);
}

static X509 *
get(const struct cert_blob *blob)
{
	struct err err;
	X509 *cert = tls_parsed(ctx, blob, &err);

	ck_assert_msg(cert != NULL, "%s", err.text);
	return cert;
}

START_TEST(a_certificate_is_parsed_once)
{
	X509 *first = get(&chain->certs[0]), *second = get(&chain->certs[0]);

	ck_assert_ptr_eq(first, second);
	X509_free(first);
	X509_free(second);
}
END_TEST

/* The last bytes choose the place; the others must be looked at as well. */
START_TEST(one_other_byte_makes_another_certificate)
{
	struct cert_blob *blob = &chain->certs[0];
	X509 *first = get(blob), *second;

	blob->der[blob->len - 5] ^= 1;
	second = get(blob);
	ck_assert_ptr_ne(first, second);
	ck_assert_int_ne(X509_cmp(first, second), 0);
	X509_free(first);
	X509_free(second);
}
END_TEST

START_TEST(what_is_no_certificate_is_not_kept)
{
	struct cert_blob *blob = &chain->certs[0];
	struct err err;
	X509 *cert;

	blob->der[0] ^= 1;
	ck_assert_ptr_null(tls_parsed(ctx, blob, &err));
	ck_assert_ptr_null(tls_parsed(ctx, blob, &err));
	blob->der[0] ^= 1;
	cert = get(blob);
	X509_free(cert);
}
END_TEST

START_TEST(a_short_piece_of_bytes_is_no_certificate)
{
	uint8_t byte = 0x30;
	struct cert_blob blob = {&byte, 1};
	struct err err;

	ck_assert_ptr_null(tls_parsed(ctx, &blob, &err));
	blob.len = 0;
	ck_assert_ptr_null(tls_parsed(ctx, &blob, &err));
}
END_TEST

START_TEST(a_context_that_keeps_nothing_parses_all_the_same)
{
	SSL_CTX *plain = SSL_CTX_new(TLS_server_method());
	struct err err;
	X509 *cert = tls_parsed(plain, &chain->certs[0], &err);

	ck_assert_ptr_nonnull(cert);
	X509_free(cert);
	SSL_CTX_free(plain);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tls_parsed");
	TCase *tests = tcase_create("tls_parsed");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_certificate_is_parsed_once);
	tcase_add_test(tests, one_other_byte_makes_another_certificate);
	tcase_add_test(tests, what_is_no_certificate_is_not_kept);
	tcase_add_test(tests, a_short_piece_of_bytes_is_no_certificate);
	tcase_add_test(tests, a_context_that_keeps_nothing_parses_all_the_same);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
