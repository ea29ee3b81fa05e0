/* SPDX-License-Identifier: MIT */
#include "certs_fixture.h"

#include "certs/cert_key.h"

static struct cert_key_ring *ring;

static void
set_up(void)
{
	ring = cert_key_ring_new(7);
}

static void
tear_down(void)
{
	cert_key_ring_free(ring);
}

static EVP_PKEY *
key_from(struct cert_key_ring *from, enum cert_key_kind kind, const char *name)
{
	struct err err = {0};
	const struct cert_key *key = cert_key_ring_get(from, kind, name, &err);

	ck_assert_msg(key != NULL, "%s", err.text);
	return key->pkey;
}

/* True if what the one signs is what the other verifies. */
static bool
signs_for(EVP_PKEY *signer, EVP_PKEY *verifier)
{
	static const unsigned char text[] = "220 mx.example ESMTP";
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char signature[600];
	size_t len = sizeof(signature);
	bool ok;

	ck_assert_int_eq(
	    EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, signer), 1);
	ck_assert_int_eq(
	    EVP_DigestSign(ctx, signature, &len, text, sizeof(text)), 1);
	EVP_MD_CTX_reset(ctx);
	ck_assert_int_eq(
	    EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, verifier), 1);
	ok = EVP_DigestVerify(ctx, signature, len, text, sizeof(text)) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

START_TEST(a_key_works)
{
	EVP_PKEY *ec = key_from(ring, CERT_KEY_P256, "a");
	EVP_PKEY *rsa = key_from(ring, CERT_KEY_RSA2048, "a");

	ck_assert(signs_for(ec, ec));
	ck_assert(signs_for(rsa, rsa));
	ck_assert_int_eq(EVP_PKEY_get_bits(rsa), 2048);
	ck_assert_int_eq(EVP_PKEY_get_bits(ec), 256);
}
END_TEST

START_TEST(a_derived_key_is_a_valid_pair)
{
	EVP_PKEY *key = key_from(ring, CERT_KEY_P256, "a");
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

	ck_assert_int_eq(EVP_PKEY_check(ctx), 1);
	EVP_PKEY_CTX_free(ctx);
}
END_TEST

START_TEST(a_name_is_a_key)
{
	EVP_PKEY *a = key_from(ring, CERT_KEY_P256, "a");

	ck_assert_ptr_eq(a, key_from(ring, CERT_KEY_P256, "a"));
	ck_assert_int_ne(EVP_PKEY_eq(a, key_from(ring, CERT_KEY_P256, "b")), 1);
}
END_TEST

START_TEST(the_seed_decides)
{
	struct cert_key_ring *same = cert_key_ring_new(7);
	struct cert_key_ring *other = cert_key_ring_new(8);
	EVP_PKEY *a = key_from(ring, CERT_KEY_P256, "a");

	ck_assert_int_eq(EVP_PKEY_eq(a, key_from(same, CERT_KEY_P256, "a")), 1);
	ck_assert_int_ne(
	    EVP_PKEY_eq(a, key_from(other, CERT_KEY_P256, "a")), 1);
	cert_key_ring_free(same);
	cert_key_ring_free(other);
}
END_TEST

/* So that a repeated run is the same with every release, too. */
START_TEST(the_digest_never_changes)
{
	static const char want[] = "0c338d3f";
	uint8_t digest[32];
	struct err err = {0};
	char hex[9];

	ck_assert(cert_key_digest(7, "p256", "leaf", digest, &err));
	snprintf(hex, sizeof(hex), "%02x%02x%02x%02x", digest[0], digest[1],
	    digest[2], digest[3]);
	ck_assert_str_eq(hex, want);
}
END_TEST

START_TEST(a_mismatched_key_passes_for_one_and_signs_as_the_other)
{
	EVP_PKEY *a = key_from(ring, CERT_KEY_P256, "a");
	EVP_PKEY *b = key_from(ring, CERT_KEY_P256, "b");
	struct err err = {0};
	EVP_PKEY *mixed = cert_key_mismatched(a, b, &err);

	ck_assert_msg(mixed != NULL, "%s", err.text);
	ck_assert_int_eq(EVP_PKEY_eq(mixed, a), 1);
	ck_assert(!signs_for(mixed, a));
	ck_assert(signs_for(mixed, b));
	EVP_PKEY_free(mixed);
}
END_TEST

START_TEST(a_mismatched_key_is_p256)
{
	EVP_PKEY *ec = key_from(ring, CERT_KEY_P256, "a");
	EVP_PKEY *rsa = key_from(ring, CERT_KEY_RSA2048, "a");
	struct err err = {0};

	ck_assert_ptr_null(cert_key_mismatched(rsa, ec, &err));
	ck_assert_int_eq(err.kind, ERR_CRYPTO);
	ck_assert_ptr_null(cert_key_mismatched(ec, rsa, &err));
}
END_TEST

static void
add_to(TCase *tc)
{
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_key_works);
	tcase_add_test(tc, a_derived_key_is_a_valid_pair);
	tcase_add_test(tc, a_name_is_a_key);
	tcase_add_test(tc, the_seed_decides);
	tcase_add_test(tc, the_digest_never_changes);
	tcase_add_test(
	    tc, a_mismatched_key_passes_for_one_and_signs_as_the_other);
	tcase_add_test(tc, a_mismatched_key_is_p256);
}

int
main(void)
{
	return run_suite("cert_key", add_to);
}
