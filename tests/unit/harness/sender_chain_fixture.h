/* SPDX-License-Identifier: MIT */
/*
 * sender_chain_fixture.h - a chain that is examined.
 */
#ifndef TESTS_UNIT_HARNESS_SENDER_CHAIN_FIXTURE_H
#define TESTS_UNIT_HARNESS_SENDER_CHAIN_FIXTURE_H

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

static inline void
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

static inline void
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
static inline struct pki_form
leaf_form(const char *san)
{
	return (struct pki_form){.cn = HOST,
	    .san = san,
	    .key = leaf_key,
	    .issuer = middle,
	    .signer = middle_key};
}

static inline void
present(X509 *cert)
{
	sk_X509_push(chain, cert);
}

static inline void
present_again(X509 *cert)
{
	X509_up_ref(cert);
	present(cert);
}

static inline void
examine(void)
{
	cert_examine(trust, chain, HOST, PKI_T0, &found);
}

static inline void
examine_leaf(struct pki_form form)
{
	present(pki_cert(&form));
	present_again(middle);
	examine();
}

static inline bool
has_fault(enum cert_fault_kind kind, int depth)
{
	for (size_t i = 0; i < found.n; i++)
		if (found.faults[i].kind == kind &&
		    found.faults[i].depth == depth)
			return true;
	return false;
}

static inline bool
has_kind(enum cert_fault_kind kind)
{
	for (int depth = 0; depth < 10; depth++)
		if (has_fault(kind, depth))
			return true;
	return false;
}

static inline enum cert_step
judged(const char *policy)
{
	struct policy_knobs knobs;
	struct err err;

	ck_assert(policy_knobs_parse(policy, &knobs, &err));
	return cert_judge(&knobs, &found).step;
}

#endif
