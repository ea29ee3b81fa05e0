/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/cert_examine.h"
#include "tests/unit/harness/sender_pki.h"

#define HOST "mx.a.example"
#define DAY  PKI_DAY

static EVP_PKEY *root_key, *middle_key, *leaf_key;
static X509 *root, *middle;
static struct cert_trust *trust;
static STACK_OF(X509) * chain;
static struct cert_findings found;
static struct policy_knobs strict;

static void
set_up(void)
{
	struct err err;

	cert_trust_begin();
	root_key = pki_key();
	middle_key = pki_key();
	leaf_key = pki_key();
	root = pki_cert(
	    &(struct pki_form){.cn = "R", .ca = true, .key = root_key});
	middle = pki_cert(&(struct pki_form){.cn = "I",
	    .ca = true,
	    .key = middle_key,
	    .issuer = root,
	    .signer = root_key});
	trust = cert_trust_new(NULL, &err);
	X509_up_ref(root);
	cert_trust_add(trust, root);
	chain = sk_X509_new_null();
	ck_assert(policy_knobs_parse("strict", &strict, &err));
}

static void
tear_down(void)
{
	sk_X509_pop_free(chain, X509_free);
	cert_trust_free(trust);
	X509_free(root);
	X509_free(middle);
	EVP_PKEY_free(root_key);
	EVP_PKEY_free(middle_key);
	EVP_PKEY_free(leaf_key);
}

/* A leaf by I, unless the form says otherwise. */
static struct pki_form
leaf_form(const char *san)
{
	return (struct pki_form){.cn = HOST,
	    .san = san,
	    .key = leaf_key,
	    .issuer = middle,
	    .signer = middle_key};
}

static void
present(X509 *cert)
{
	sk_X509_push(chain, cert);
}

static void
present_again(X509 *cert)
{
	X509_up_ref(cert);
	present(cert);
}

static void
examine(void)
{
	cert_examine(trust, chain, HOST, PKI_T0, &found);
}

static void
examine_leaf(struct pki_form form)
{
	present(pki_cert(&form));
	present_again(middle);
	examine();
}

static bool
has_fault(enum cert_fault_kind kind, int depth)
{
	for (size_t i = 0; i < found.n; i++)
		if (found.faults[i].kind == kind &&
		    found.faults[i].depth == depth)
			return true;
	return false;
}

static bool
has_kind(enum cert_fault_kind kind)
{
	for (int depth = 0; depth < 10; depth++)
		if (has_fault(kind, depth))
			return true;
	return false;
}

static enum cert_step
judged(const char *policy)
{
	struct policy_knobs knobs;
	struct err err;

	ck_assert(policy_knobs_parse(policy, &knobs, &err));
	return cert_judge(&knobs, &found).step;
}

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

#define ROWS(table) sizeof(table) / sizeof((table)[0])

static void
add_tests(TCase *tc)
{
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
}

int
main(void)
{
	Suite *suite = suite_create("sender_chain");
	TCase *tc = tcase_create("sender_chain");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	add_tests(tc);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
