/* SPDX-License-Identifier: MIT */
/* Names and relaxations, and faults that come together. */
#include "tests/unit/harness/sender_chain_fixture.h"

#define ROWS(table) sizeof(table) / sizeof((table)[0])

static const struct {
	const char *san;
	enum cert_step strict, wildcard;
} names[] = {
    {"DNS:" HOST, CERT_STEP_VERIFIED, CERT_STEP_VERIFIED},
    {"DNS:x.example,DNS:y.example,DNS:" HOST, CERT_STEP_VERIFIED,
	CERT_STEP_VERIFIED},
    {"DNS:*.a.example", CERT_STEP_VERIFIED, CERT_STEP_VERIFIED},
    {"DNS:other.example", CERT_STEP_DEFER, CERT_STEP_DEFER},
    {"DNS:*.example", CERT_STEP_DEFER, CERT_STEP_DEFER},
    {"IP:127.0.0.9", CERT_STEP_DEFER, CERT_STEP_DEFER},
    {"URI:smtp://" HOST, CERT_STEP_DEFER, CERT_STEP_DEFER},
    {"email:postmaster@a.example", CERT_STEP_DEFER, CERT_STEP_DEFER},
    {NULL, CERT_STEP_DEFER, CERT_STEP_DEFER}, /* though the CN is right */
};

START_TEST(the_names_count_as_the_table_says)
{
	examine_leaf(leaf_form(names[_i].san));
	ck_assert_int_eq(judged("strict"), names[_i].strict);
	ck_assert_int_eq(judged("relaxed-wildcard"), names[_i].wildcard);
	ck_assert_int_eq(
	    has_kind(CERT_NAME), names[_i].strict != CERT_STEP_VERIFIED);
	ck_assert(!has_kind(CERT_UNTRUSTED));
}
END_TEST

START_TEST(a_name_with_a_nul_is_another_name)
{
	struct pki_form form = leaf_form(NULL);

	form.raw = HOST "\0.evil.example";
	form.raw_len = sizeof(HOST "\0.evil.example") - 1;
	examine_leaf(form);
	ck_assert(has_kind(CERT_NAME));
	ck_assert_ptr_nonnull(strstr(found.name_text, "\\x00"));
}
END_TEST

START_TEST(an_address_is_looked_for_among_addresses)
{
	struct pki_form form = leaf_form("DNS:127.0.0.9,IP:127.0.0.9");

	present(pki_cert(&form));
	present_again(middle);
	cert_examine(trust, chain, "127.0.0.9", PKI_T0, &found);
	ck_assert_uint_eq(found.n, 0);
	cert_examine(trust, chain, "127.0.0.8", PKI_T0, &found);
	ck_assert(has_kind(CERT_NAME));
}
END_TEST

/* Relaxations add up only if both are switched on. */
START_TEST(one_relaxation_never_hides_the_other_fault)
{
	struct pki_form form = leaf_form("DNS:*.a.example");

	form.to = PKI_T0 - 1;
	present(pki_cert(&form));
	present_again(middle);
	cert_examine(trust, chain, "a.b.a.example", PKI_T0, &found);
	ck_assert(has_kind(CERT_NAME));
	ck_assert(has_kind(CERT_EXPIRED));
	ck_assert_int_eq(judged("strict"), CERT_STEP_DEFER);
	ck_assert_int_eq(judged("relaxed-wildcard"), CERT_STEP_DEFER);
	ck_assert_int_eq(judged("relaxed-expiry"), CERT_STEP_DEFER);
	ck_assert_int_eq(
	    judged("strict+wildcard+expired=30d"), CERT_STEP_VERIFIED);
}
END_TEST

START_TEST(all_faults_are_told)
{
	struct pki_form form = leaf_form("DNS:other.example");

	form.to = PKI_T0 - 1;
	form.issuer = NULL;
	form.signer = NULL;
	form.from = PKI_T0 - 40 * DAY;
	present(pki_cert(&form));
	examine();
	ck_assert(has_kind(CERT_UNTRUSTED));
	ck_assert(has_kind(CERT_NAME));
	ck_assert(has_kind(CERT_EXPIRED));
	ck_assert_uint_eq(found.n, 3);
	ck_assert_uint_eq(cert_judge(&strict, &found).held, 7);
}
END_TEST

START_TEST(a_weak_key_is_a_fault)
{
	EVP_PKEY *weak = EVP_RSA_gen(1024);
	struct pki_form form = leaf_form("DNS:" HOST);

	form.key = weak;
	examine_leaf(form);
	ck_assert(has_kind(CERT_INVALID));
	EVP_PKEY_free(weak);
}
END_TEST

START_TEST(no_certificate_at_all_is_a_fault)
{
	cert_examine(trust, NULL, HOST, PKI_T0, &found);
	ck_assert_int_eq(judged("strict"), CERT_STEP_DEFER);
}
END_TEST

/* 60 certificates that all issue one another must not take for ever. */
START_TEST(a_maze_of_issuers_has_an_end)
{
	struct pki_form form = leaf_form("DNS:" HOST);
	EVP_PKEY *key = pki_key();
	X509 *maze =
	    pki_cert(&(struct pki_form){.cn = "M", .ca = true, .key = key});

	form.issuer = maze;
	form.signer = key;
	present(pki_cert(&form));
	for (int i = 0; i < 60; i++)
		present(pki_cert(
		    &(struct pki_form){.cn = "M", .ca = true, .key = key}));
	examine();
	ck_assert(has_kind(CERT_UNTRUSTED));
	X509_free(maze);
	EVP_PKEY_free(key);
}
END_TEST

START_TEST(too_many_faults_are_still_a_fault)
{
	memset(&found, 0, sizeof(found));
	for (int i = 0; i < CERT_FAULTS_MAX + 5; i++)
		cert_findings_add(&found, CERT_EXPIRED, 0, "x");
	ck_assert_uint_eq(found.n, CERT_FAULTS_MAX);
	ck_assert_int_eq(judged("strict+expired=30d"), CERT_STEP_DEFER);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sender_findings");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(
	    tc, the_names_count_as_the_table_says, 0, ROWS(names));
	tcase_add_test(tc, a_name_with_a_nul_is_another_name);
	tcase_add_test(tc, an_address_is_looked_for_among_addresses);
	tcase_add_test(tc, one_relaxation_never_hides_the_other_fault);
	tcase_add_test(tc, all_faults_are_told);
	tcase_add_test(tc, a_weak_key_is_a_fault);
	tcase_add_test(tc, no_certificate_at_all_is_a_fault);
	tcase_add_test(tc, a_maze_of_issuers_has_an_end);
	tcase_add_test(tc, too_many_faults_are_still_a_fault);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
