/* SPDX-License-Identifier: MIT */
#include "certs_fixture.h"

#include <time.h>

#include "sim/base/clock.h"

static struct cert_shelf *shelf;

static void
set_up(void)
{
	shelf = cert_shelf_new(T0, 7);
}

static void
tear_down(void)
{
	cert_shelf_free(shelf);
}

/*
 * What OpenSSL says of a recipe, and what it says when the flaw is taken away:
 * the second shows that the flaw, and nothing else, is the reason.
 */
#define ALT_PATH(last)                                               \
	"{'issuer':'J','sends':['leaf','J'" last "],'authorities':[" \
	"{'label':'J','not_after':'-2 days'},"                       \
	"{'label':'K','same_key_as':'J','same_subject_as':'J'}]}"
#define DST_ROOT_X3(store)                                              \
	"{'issuer':'R3','sends':['leaf','R3','X1byX3'],'authorities':[" \
	"{'label':'X3','issuer':'self','trusted':true,"                 \
	"'not_after':'-1 day'},"                                        \
	"{'label':'X1','issuer':'self','trusted':" store "},"           \
	"{'label':'X1byX3','issuer':'X3','same_key_as':'X1',"           \
	"'same_subject_as':'X1'},"                                      \
	"{'label':'R3','issuer':'X1'}]}"
#define ADDTRUST(store)                                             \
	"{'issuer':'J','sends':['leaf','J','UbyA'],'authorities':[" \
	"{'label':'A','issuer':'self','not_after':'-1 day'},"       \
	"{'label':'U','issuer':'self','trusted':" store "},"        \
	"{'label':'UbyA','issuer':'A','same_key_as':'U',"           \
	"'same_subject_as':'U','not_after':'-1 day'},"              \
	"{'label':'J','issuer':'U'}]}"
#define CONSTRAINED(how, subtree) \
	"{'issuer':'J','authorities':[{'label':'J','" how "':['" subtree "']}]}"
#define J_UNTIL(when) \
	"{'issuer':'J','authorities':[{'label':'J','not_after':'" when "'}]}"
#define ROOT_UNTIL(when)                                             \
	"{'issuer':'Q','authorities':[{'label':'Q','issuer':'self'," \
	"'trusted':true,'not_after':'" when "'}]}"

static const struct {
	const char *recipe;
	int result;
} rows[] = {
    {"{}", X509_V_OK},
    {"{'key':'rsa2048'}", X509_V_OK},
    {"{'key':'p256:own'}", X509_V_OK},
    {"{'issuer':'R'}", X509_V_OK},
    {"{'sends':['leaf']}", X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
    {"{'sends':['leaf','P','I','R']}", X509_V_OK},
    {"{'issuer':'self'}", X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
    {"{'issuer':'P'}", X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN},
    {"{'not_after':'-1 second'}", X509_V_ERR_CERT_HAS_EXPIRED},
    {"{'not_after':'0 seconds'}", X509_V_OK},
    {"{'not_after':'-1100 days'}", X509_V_ERR_CERT_HAS_EXPIRED},
    {"{'not_before':'60 seconds'}", X509_V_ERR_CERT_NOT_YET_VALID},
    {"{'not_before':'0 seconds'}", X509_V_OK},
    {"{'not_after':'utctime:500101000000Z'}", X509_V_ERR_CERT_HAS_EXPIRED},
    {"{'not_after':'utctime:491231235959Z'}", X509_V_OK},
    {"{'not_after':'generalizedtime:20500101000000Z'}", X509_V_OK},
    {"{'not_after':'generalizedtime:99991231235959Z'}", X509_V_OK},
    {"{'not_after':'utctime:nonsense'}",
	X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD},
    {J_UNTIL("-2 days"), X509_V_ERR_CERT_HAS_EXPIRED},
    {J_UNTIL("+2 days"), X509_V_OK},
    {ALT_PATH(",'K'"), X509_V_OK},
    {ALT_PATH(""), X509_V_ERR_CERT_HAS_EXPIRED},
    {ROOT_UNTIL("-2 days"), X509_V_ERR_CERT_HAS_EXPIRED},
    {ROOT_UNTIL("+2 days"), X509_V_OK},
    {DST_ROOT_X3("true"), X509_V_OK},
    {DST_ROOT_X3("false"), X509_V_ERR_CERT_HAS_EXPIRED},
    {ADDTRUST("true"), X509_V_OK},
    {ADDTRUST("false"), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
    {CONSTRAINED("permitted", ".base-good.example"), X509_V_OK},
    {CONSTRAINED("permitted", "other.example"), X509_V_ERR_PERMITTED_VIOLATION},
    {CONSTRAINED("excluded", "base-good.example"),
	X509_V_ERR_EXCLUDED_VIOLATION},
    {CONSTRAINED("excluded", "other.example"), X509_V_OK},
};

START_TEST(openssl_sees_just_the_flaw_that_was_asked_for)
{
	int got = verified(shelf, rows[_i].recipe);

	ck_assert_msg(got == rows[_i].result, "%s: %s, want %s",
	    rows[_i].recipe, X509_verify_cert_error_string(got),
	    X509_verify_cert_error_string(rows[_i].result));
}
END_TEST

START_TEST(the_good_chain_is_good_for_its_host_only)
{
	const struct cert_chain *chain = chain_of(shelf, "{}");
	X509 *leaf = parsed(chain, 0);

	ck_assert_uint_eq(chain->n, 2);
	ck_assert_int_eq(X509_check_host(leaf, HOST, 0, 0, NULL), 1);
	ck_assert_int_eq(X509_check_host(leaf, "mx.x.example", 0, 0, NULL), 0);
	ck_assert_int_eq(X509_check_private_key(leaf, chain->key), 1);
	X509_free(leaf);
}
END_TEST

START_TEST(the_last_second_counts_and_the_next_does_not)
{
	const struct cert_chain *chain =
	    chain_of(shelf, "{'not_after':'10 minutes'}");

	ck_assert_int_eq(verified_at(shelf, chain, T0 + 600), X509_V_OK);
	ck_assert_int_eq(
	    verified_at(shelf, chain, T0 + 601), X509_V_ERR_CERT_HAS_EXPIRED);
}
END_TEST

/* The authorities of all cases are in one bundle: they must not disturb. */
START_TEST(the_bundle_of_all_cases_changes_nothing)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *host = xasprintf("mx.%zu.example", i);

		(void)chain_for(shelf, rows[i].recipe, host);
		free(host);
	}
	ck_assert_int_eq(verified(shelf, "{}"), X509_V_OK);
	ck_assert_int_eq(verified(shelf, "{'issuer':'P'}"),
	    X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
	ck_assert_int_eq(verified(shelf, ROOT_UNTIL("-2 days")),
	    X509_V_ERR_CERT_HAS_EXPIRED);
}
END_TEST

START_TEST(what_is_trusted_twice_is_in_the_bundle_once)
{
	struct err err = {0};
	char *pem, *at;
	int n = 0;

	(void)chain_of(shelf, ROOT_UNTIL("-2 days"));
	(void)chain_of(shelf, ROOT_UNTIL("-2 days"));
	pem = cert_shelf_bundle_pem(shelf, &err);
	ck_assert_ptr_nonnull(pem);
	for (at = pem; (at = strstr(at, "-----BEGIN")) != NULL; at++)
		n++;
	ck_assert_int_eq(n, 2);
	free(pem);
}
END_TEST

START_TEST(a_root_that_cannot_be_made_is_said_with_the_bundle)
{
	struct cert_recipe *recipe =
	    recipe_of("{'authorities':[{'label':'Q','issuer':'self',"
		      "'trusted':true,'not_after':'8000 years'}]}");
	struct err err = {0};

	cert_shelf_trust(shelf, recipe);
	cert_recipe_free(recipe);
	ck_assert_ptr_null(cert_shelf_bundle_pem(shelf, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(err.text, "Q: "));
}
END_TEST

START_TEST(a_date_that_no_certificate_can_hold_is_an_error)
{
	struct cert_recipe *recipe = recipe_of("{'not_after':'8000 years'}");
	struct err err = {0};

	ck_assert_ptr_null(cert_shelf_chain(shelf, recipe, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(a_chain_is_made_once)
{
	ck_assert_ptr_eq(chain_of(shelf, "{'issuer':'P','cn':false}"),
	    chain_of(shelf, "{ 'cn':false, 'issuer':'P' }"));
	ck_assert_ptr_ne(chain_of(shelf, "{}"), chain_of(shelf, "{'cn':'x'}"));
}
END_TEST

START_TEST(the_same_intermediate_serves_all)
{
	const struct cert_chain *one = chain_of(shelf, "{}");
	const struct cert_chain *other = chain_of(shelf, "{'cn':'x'}");

	ck_assert_ptr_eq(one->certs[1].der, other->certs[1].der);
	ck_assert_ptr_eq(one->key, other->key);
}
END_TEST

static struct cert_blob
tbs(const struct cert_chain *chain, size_t i)
{
	X509 *cert = parsed(chain, i);
	struct cert_blob blob = {0};
	int len = i2d_re_X509_tbs(cert, &blob.der);

	ck_assert_int_gt(len, 0);
	blob.len = (size_t)len;
	X509_free(cert);
	return blob;
}

static bool
same_leaf(struct cert_shelf *a, struct cert_shelf *b, const char *text)
{
	struct cert_blob one = tbs(chain_of(a, text), 0);
	struct cert_blob other = tbs(chain_of(b, text), 0);
	bool same =
	    one.len == other.len && memcmp(one.der, other.der, one.len) == 0;

	OPENSSL_free(one.der);
	OPENSSL_free(other.der);
	return same;
}

START_TEST(the_same_seed_and_time_make_the_same_certificate)
{
	struct cert_shelf *same = cert_shelf_new(T0, 7);
	struct cert_shelf *other_seed = cert_shelf_new(T0, 8);
	struct cert_shelf *other_time = cert_shelf_new(T0 + 1, 7);

	ck_assert(same_leaf(shelf, same, "{}"));
	ck_assert(same_leaf(shelf, same, DST_ROOT_X3("true")));
	ck_assert(!same_leaf(shelf, other_seed, "{}"));
	ck_assert(!same_leaf(shelf, other_time, "{}"));
	cert_shelf_free(same);
	cert_shelf_free(other_seed);
	cert_shelf_free(other_time);
}
END_TEST

START_TEST(an_incident_is_shifted_to_t0)
{
	struct cert_recipe *recipe = recipe_for("{'not_after':'2024-03-12'}",
	    HOST, INT64_C(1710892800)); /* 2024-03-20 */
	const struct cert_chain *chain;
	struct err err = {0};

	chain = cert_shelf_chain(shelf, recipe, &err);
	ck_assert_ptr_nonnull(chain);
	ck_assert_int_eq(verified_at(shelf, chain, T0 - 8 * DAY), X509_V_OK);
	ck_assert_int_eq(verified_at(shelf, chain, T0 - 8 * DAY + 1),
	    X509_V_ERR_CERT_HAS_EXPIRED);
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(a_date_without_a_day_is_meant_as_it_is)
{
	ck_assert_int_eq(verified(shelf, "{'not_after':'2024-03-15'}"), 0);
	ck_assert_int_eq(verified(shelf, "{'not_after':'2024-03-14'}"),
	    X509_V_ERR_CERT_HAS_EXPIRED);
}
END_TEST

START_TEST(two_authorities_may_sign_each_other)
{
	const struct cert_chain *chain = chain_of(shelf,
	    "{'issuer':'A','authorities':[{'label':'A','issuer':'B'},"
	    "{'label':'B','issuer':'A'}],'sends':['leaf','A','B']}");

	ck_assert_uint_eq(chain->n, 3);
	ck_assert_int_ne(verified_at(shelf, chain, T0), X509_V_OK);
}
END_TEST

START_TEST(a_server_may_send_no_leaf_and_any_order)
{
	const struct cert_chain *chain =
	    chain_of(shelf, "{'sends':['R','I','I','P']}");

	ck_assert_uint_eq(chain->n, 4);
	ck_assert_ptr_eq(chain->certs[1].der, chain->certs[2].der);
}
END_TEST

START_TEST(there_are_three_authorities_in_every_world)
{
	struct err err = {0};

	ck_assert_ptr_nonnull(cert_shelf_builtin(shelf, "R", &err));
	ck_assert_ptr_nonnull(cert_shelf_builtin(shelf, "I", &err));
	ck_assert_ptr_nonnull(cert_shelf_builtin(shelf, "P", &err));
	ck_assert_ptr_null(cert_shelf_builtin(shelf, "X", &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
}
END_TEST

/* Generous: a busy machine and ASan; it takes about 10 ms. */
START_TEST(a_hundred_chains_take_no_time)
{
	int64_t start = clock_monotonic_us(), took;

	for (int i = 0; i < 100; i++) {
		char *text = xasprintf("{'names':['mx.%d.example']}", i);

		(void)chain_of(shelf, text);
		free(text);
	}
	took = clock_monotonic_us() - start;
	ck_assert_msg(took < 500000, "%lld us", (long long)took);
	if (getenv("BADMX_SHOW_TIMES") != NULL)
		printf("100 chains: %lld us\n", (long long)took);
}
END_TEST

static void
add_to(TCase *tc)
{
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(
	    tc, openssl_sees_just_the_flaw_that_was_asked_for, 0, ROWS(rows));
	tcase_add_test(tc, the_good_chain_is_good_for_its_host_only);
	tcase_add_test(tc, the_last_second_counts_and_the_next_does_not);
	tcase_add_test(tc, the_bundle_of_all_cases_changes_nothing);
	tcase_add_test(tc, what_is_trusted_twice_is_in_the_bundle_once);
	tcase_add_test(tc, a_root_that_cannot_be_made_is_said_with_the_bundle);
	tcase_add_test(tc, a_date_that_no_certificate_can_hold_is_an_error);
	tcase_add_test(tc, a_chain_is_made_once);
	tcase_add_test(tc, the_same_intermediate_serves_all);
	tcase_add_test(tc, the_same_seed_and_time_make_the_same_certificate);
	tcase_add_test(tc, an_incident_is_shifted_to_t0);
	tcase_add_test(tc, a_date_without_a_day_is_meant_as_it_is);
	tcase_add_test(tc, two_authorities_may_sign_each_other);
	tcase_add_test(tc, a_server_may_send_no_leaf_and_any_order);
	tcase_add_test(tc, there_are_three_authorities_in_every_world);
	tcase_add_test(tc, a_hundred_chains_take_no_time);
}

int
main(void)
{
	return run_suite("cert_shelf", add_to);
}
