/* SPDX-License-Identifier: MIT */
/*
 * certs_fixture.h - recipes written short, chains made and verified.
 *
 * Recipes are JSON with ' for ", so that they can be read in C.  What a
 * function returns is the caller's, except for chains: the shelf's.
 */
#ifndef TESTS_UNIT_CERTS_FIXTURE_H
#define TESTS_UNIT_CERTS_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "certs/cert_recipe.h"
#include "certs/cert_shelf.h"
#include "sim/base/mem.h"

#define T0	    INT64_C(1710417600) /* 2024-03-14 12:00:00 UTC */
#define DAY	    INT64_C(86400)
#define HOST	    "mx.base-good.example"
#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static inline json_t *
json_of(const char *text)
{
	char *copy = xstrdup(text);
	json_error_t why;
	json_t *json;

	for (char *c = copy; *c != '\0'; c++)
		if (*c == '\'')
			*c = '"';
	json = json_loads(copy, JSON_ALLOW_NUL | JSON_DECODE_ANY, &why);
	ck_assert_msg(json != NULL, "%s: %s", copy, why.text);
	free(copy);
	return json;
}

static inline struct cert_recipe *
recipe_for(const char *text, const char *host, int64_t day)
{
	json_t *json = json_of(text);
	struct err err = {0};
	struct cert_recipe *recipe = cert_recipe_parse(json, host, day, &err);

	ck_assert_msg(recipe != NULL, "%s: %s", text, err.text);
	json_decref(json);
	return recipe;
}

static inline struct cert_recipe *
recipe_of(const char *text)
{
	return recipe_for(text, HOST, 0);
}

/* What parsing complains about; the caller frees. */
static inline char *
complaint_about(const char *text)
{
	json_t *json = json_of(text);
	struct err err = {0};
	struct cert_recipe *recipe = cert_recipe_parse(json, HOST, 0, &err);

	ck_assert_msg(recipe == NULL, "%s: is taken without a word", text);
	ck_assert_int_eq(err.kind, ERR_INPUT);
	json_decref(json);
	return xstrdup(err.text);
}

/* The chain of a recipe; what it trusts is trusted. */
static inline const struct cert_chain *
chain_for(struct cert_shelf *shelf, const char *text, const char *host)
{
	struct cert_recipe *recipe = recipe_for(text, host, 0);
	const struct cert_chain *chain;
	struct err err = {0};

	cert_shelf_trust(shelf, recipe);
	chain = cert_shelf_chain(shelf, recipe, &err);
	ck_assert_msg(chain != NULL, "%s: %s", text, err.text);
	cert_recipe_free(recipe);
	return chain;
}

static inline const struct cert_chain *
chain_of(struct cert_shelf *shelf, const char *text)
{
	return chain_for(shelf, text, HOST);
}

static inline X509 *
parsed(const struct cert_chain *chain, size_t i)
{
	const unsigned char *at = chain->certs[i].der;
	X509 *cert = d2i_X509(NULL, &at, (long)chain->certs[i].len);

	ck_assert_ptr_nonnull(cert);
	return cert;
}

static inline X509_STORE *
store_of(struct cert_shelf *shelf)
{
	struct err err = {0};
	char *pem = cert_shelf_bundle_pem(shelf, &err);
	X509_STORE *store = X509_STORE_new();
	BIO *bio;
	X509 *cert;

	ck_assert_msg(pem != NULL, "%s", err.text);
	bio = BIO_new_mem_buf(pem, -1);
	while ((cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		X509_STORE_add_cert(store, cert);
		X509_free(cert);
	}
	BIO_free(bio);
	free(pem);
	return store;
}

/*
 * OpenSSL takes the second of notAfter itself for too late, RFC 5280 section
 * 4.1.2.5 says that it still counts.
 */
static inline int
on_verify(int ok, X509_STORE_CTX *ctx)
{
	time_t now = X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(ctx));
	X509 *cert = X509_STORE_CTX_get_current_cert(ctx);

	if (X509_STORE_CTX_get_error(ctx) != X509_V_ERR_CERT_HAS_EXPIRED ||
	    ASN1_TIME_cmp_time_t(X509_get0_notAfter(cert), now) != 0)
		return ok;
	X509_STORE_CTX_set_error(ctx, X509_V_OK);
	return 1;
}

/* X509_V_OK, or what is wrong with the chain at this time of day. */
static inline int
verified_at(
    struct cert_shelf *shelf, const struct cert_chain *chain, int64_t now)
{
	STACK_OF(X509) *others = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_STORE *store = store_of(shelf);
	X509 *leaf = parsed(chain, 0);
	int result;

	for (size_t i = 1; i < chain->n; i++)
		sk_X509_push(others, parsed(chain, i));
	ck_assert_int_eq(X509_STORE_CTX_init(ctx, store, leaf, others), 1);
	X509_STORE_CTX_set_time(ctx, 0, (time_t)now);
	X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_SERVER);
	X509_STORE_CTX_set_verify_cb(ctx, on_verify);
	X509_verify_cert(ctx);
	result = X509_STORE_CTX_get_error(ctx);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	X509_free(leaf);
	sk_X509_pop_free(others, X509_free);
	return result;
}

static inline int
verified(struct cert_shelf *shelf, const char *text)
{
	return verified_at(shelf, chain_of(shelf, text), T0);
}

/* True if the bytes stand somewhere in the certificate. */
static inline bool
holds(const struct cert_chain *chain, size_t i, const void *bytes, size_t n)
{
	return memmem(chain->certs[i].der, chain->certs[i].len, bytes, n) !=
	       NULL;
}

static inline int
run_suite(const char *name, void (*add_to)(TCase *))
{
	Suite *suite = suite_create(name);
	TCase *tc = tcase_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	add_to(tc);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
