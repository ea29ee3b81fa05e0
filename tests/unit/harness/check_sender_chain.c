/* SPDX-License-Identifier: MIT */
/* Paths and dates: is there a way to a trusted root? */
#include "tests/unit/harness/sender_chain_fixture.h"

#define ROWS(table) sizeof(table) / sizeof((table)[0])

START_TEST(a_good_chain_has_no_fault)
{
	examine_leaf(leaf_form("DNS:" HOST));
	ck_assert_uint_eq(found.n, 0);
	ck_assert_int_eq(judged("strict"), CERT_STEP_VERIFIED);
	ck_assert_int_eq(judged("encrypt"), CERT_STEP_UNVERIFIED);
	ck_assert_ptr_nonnull(strstr(found.name_text, HOST));
}
END_TEST

START_TEST(a_chain_without_its_middle_is_not_trusted)
{
	struct pki_form form = leaf_form("DNS:" HOST);

	present(pki_cert(&form));
	examine();
	ck_assert(has_kind(CERT_UNTRUSTED));
	ck_assert(!has_kind(CERT_NAME));
	ck_assert_int_eq(judged("strict"), CERT_STEP_DEFER);
	ck_assert_int_eq(judged("strict+bounce"), CERT_STEP_BOUNCE);
	ck_assert_int_eq(judged("strict+unverified"), CERT_STEP_UNVERIFIED);
	ck_assert_int_eq(judged("opportunistic"), CERT_STEP_UNVERIFIED);
}
END_TEST

START_TEST(a_self_signed_leaf_is_not_trusted)
{
	struct pki_form form = leaf_form("DNS:" HOST);

	form.issuer = NULL;
	form.signer = NULL;
	present(pki_cert(&form));
	examine();
	ck_assert(has_fault(CERT_UNTRUSTED, 0));
	ck_assert_uint_eq(found.n, 1);
}
END_TEST

START_TEST(a_private_root_that_is_sent_is_not_trusted)
{
	EVP_PKEY *key = pki_key();
	X509 *private_root =
	    pki_cert(&(struct pki_form){.cn = "P", .ca = true, .key = key});
	struct pki_form form = leaf_form("DNS:" HOST);

	form.issuer = private_root;
	form.signer = key;
	present(pki_cert(&form));
	present(private_root);
	examine();
	ck_assert(has_kind(CERT_UNTRUSTED));
	EVP_PKEY_free(key);
}
END_TEST

/* A root with the right name and another key is not the root. */
START_TEST(a_wrong_signature_is_not_trusted)
{
	struct pki_form form = leaf_form("DNS:" HOST);

	form.signer = leaf_key;
	examine_leaf(form);
	ck_assert(has_kind(CERT_UNTRUSTED));
}
END_TEST

START_TEST(a_leaf_that_issues_is_not_trusted)
{
	EVP_PKEY *key = pki_key();
	struct pki_form form = leaf_form("DNS:other.example"),
			below = leaf_form("DNS:" HOST);
	X509 *no_ca;

	form.cn = "not a CA";
	form.key = key;
	no_ca = pki_cert(&form);
	below.issuer = no_ca;
	below.signer = key;
	present(pki_cert(&below));
	present(no_ca);
	present_again(middle);
	examine();
	ck_assert(has_kind(CERT_UNTRUSTED));
	EVP_PKEY_free(key);
}
END_TEST

static const struct {
	int64_t from, to; /* relative to now */
	enum cert_step strict, grace;
	int64_t late; /* -1: no such fault */
} dates[] = {
    {-DAY, DAY, CERT_STEP_VERIFIED, CERT_STEP_VERIFIED, -1},
    {-DAY, 0, CERT_STEP_VERIFIED, CERT_STEP_VERIFIED, -1},
    {0, DAY, CERT_STEP_VERIFIED, CERT_STEP_VERIFIED, -1},
    {0, 0, CERT_STEP_VERIFIED, CERT_STEP_VERIFIED, -1},
    {-DAY, -1, CERT_STEP_DEFER, CERT_STEP_VERIFIED, 1},
    {-40 * DAY, -DAY, CERT_STEP_DEFER, CERT_STEP_VERIFIED, DAY},
    {-40 * DAY, -30 * DAY, CERT_STEP_DEFER, CERT_STEP_VERIFIED, 30 * DAY},
    {-40 * DAY, -30 * DAY - 1, CERT_STEP_DEFER, CERT_STEP_DEFER, 30 * DAY + 1},
    {-2000 * DAY, -1100 * DAY, CERT_STEP_DEFER, CERT_STEP_DEFER, 1100 * DAY},
    {1, DAY, CERT_STEP_DEFER, CERT_STEP_DEFER, -1},
    {DAY, 2 * DAY, CERT_STEP_DEFER, CERT_STEP_DEFER, -1},
};

START_TEST(the_leaf_s_dates_count_as_the_table_says)
{
	struct pki_form form = leaf_form("DNS:" HOST);

	form.from = PKI_T0 + dates[_i].from;
	form.to = PKI_T0 + dates[_i].to;
	examine_leaf(form);
	ck_assert_int_eq(judged("strict"), dates[_i].strict);
	ck_assert_int_eq(judged("relaxed-expiry"), dates[_i].grace);
	ck_assert_int_eq(has_kind(CERT_EXPIRED), dates[_i].late != -1);
	if (dates[_i].late != -1)
		ck_assert_int_eq(found.faults[0].late, dates[_i].late);
}
END_TEST

START_TEST(grace_is_for_the_leaf_alone)
{
	X509 *old = pki_cert(&(struct pki_form){.cn = "I",
	    .ca = true,
	    .key = middle_key,
	    .issuer = root,
	    .signer = root_key,
	    .to = PKI_T0 - 1});
	struct pki_form form = leaf_form("DNS:" HOST);

	present(pki_cert(&form));
	present(old);
	examine();
	ck_assert(has_fault(CERT_EXPIRED, 1));
	ck_assert_int_eq(judged("relaxed-expiry"), CERT_STEP_DEFER);
}
END_TEST

/* Old and renewed intermediate, both sent, in either order. */
START_TEST(any_valid_path_will_do)
{
	X509 *old = pki_cert(&(struct pki_form){.cn = "I",
	    .ca = true,
	    .key = middle_key,
	    .issuer = root,
	    .signer = root_key,
	    .to = PKI_T0 - 2 * DAY});
	struct pki_form form = leaf_form("DNS:" HOST);

	present(pki_cert(&form));
	if (_i == 0)
		present(old);
	present_again(middle);
	if (_i == 1)
		present(old);
	examine();
	ck_assert_uint_eq(found.n, 0);
}
END_TEST

/* The same intermediate by a private root and by a trusted one. */
START_TEST(a_cross_certificate_of_a_stranger_does_no_harm)
{
	EVP_PKEY *key = pki_key();
	X509 *stranger =
	    pki_cert(&(struct pki_form){.cn = "P", .ca = true, .key = key});
	X509 *cross = pki_cert(&(struct pki_form){.cn = "I",
	    .ca = true,
	    .key = middle_key,
	    .issuer = stranger,
	    .signer = key});
	struct pki_form form = leaf_form("DNS:" HOST);

	present(pki_cert(&form));
	present(cross);
	present(stranger);
	present_again(middle);
	examine();
	ck_assert_uint_eq(found.n, 0);
	EVP_PKEY_free(key);
}
END_TEST

/* RFC 5280 6.1.1 (d): the dates of a root are not an input. */
START_TEST(an_expired_root_is_noted_and_does_not_count)
{
	X509 *old = pki_cert(&(struct pki_form){
	    .cn = "R", .ca = true, .key = root_key, .to = PKI_T0 - 2 * DAY});

	X509_free(sk_X509_pop(trust->anchors));
	cert_trust_add(trust, old);
	examine_leaf(leaf_form("DNS:" HOST));
	ck_assert_uint_eq(found.n, 0);
	ck_assert_ptr_nonnull(strstr(found.notes, "expired"));
}
END_TEST

static const struct {
	const char *constraints;
	bool fits;
} constraints[] = {
    {"permitted;DNS:.a.example", true},
    {"permitted;DNS:a.example", true},
    {"permitted;DNS:other.example", false},
    {"excluded;DNS:a.example", false},
    {"excluded;DNS:other.example", true},
};

START_TEST(a_broken_name_constraint_is_a_fault_of_trust)
{
	X509 *bound = pki_cert(&(struct pki_form){.cn = "I",
	    .ca = true,
	    .key = middle_key,
	    .issuer = root,
	    .signer = root_key,
	    .constraints = constraints[_i].constraints});
	struct pki_form form = leaf_form("DNS:" HOST);

	present(pki_cert(&form));
	present(bound);
	examine();
	ck_assert_int_eq(has_kind(CERT_UNTRUSTED), !constraints[_i].fits);
	ck_assert(!has_kind(CERT_NAME));
	ck_assert_uint_eq(found.n, constraints[_i].fits ? 0 : 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sender_chain");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_good_chain_has_no_fault);
	tcase_add_test(tc, a_chain_without_its_middle_is_not_trusted);
	tcase_add_test(tc, a_self_signed_leaf_is_not_trusted);
	tcase_add_test(tc, a_private_root_that_is_sent_is_not_trusted);
	tcase_add_test(tc, a_wrong_signature_is_not_trusted);
	tcase_add_test(tc, a_leaf_that_issues_is_not_trusted);
	tcase_add_loop_test(
	    tc, the_leaf_s_dates_count_as_the_table_says, 0, ROWS(dates));
	tcase_add_test(tc, grace_is_for_the_leaf_alone);
	tcase_add_loop_test(tc, any_valid_path_will_do, 0, 2);
	tcase_add_test(tc, a_cross_certificate_of_a_stranger_does_no_harm);
	tcase_add_test(tc, an_expired_root_is_noted_and_does_not_count);
	tcase_add_loop_test(tc, a_broken_name_constraint_is_a_fault_of_trust, 0,
	    ROWS(constraints));
	tcase_add_checked_fixture(tc, set_up, tear_down);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
