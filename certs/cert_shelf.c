/* SPDX-License-Identifier: MIT */
#include "certs/cert_shelf.h"

#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <uthash.h>

#include "certs/cert_builtin.h"
#include "certs/cert_issue.h"
#include "certs/cert_key.h"
#include "certs/cert_text.h"
#include "sim/base/mem.h"

/* One certificate; the name says of which recipe and with which label. */
struct shelf_cert {
	char *name;
	struct cert_blob blob;
	bool trusted; /* it is in the bundle */
	TAILQ_ENTRY(shelf_cert) next;
	UT_hash_handle hh;
};

struct shelf_chain {
	char *identity;
	struct cert_chain chain; /* the DER belongs to the certificates */
	UT_hash_handle hh;
};

struct cert_shelf {
	int64_t t0;
	uint64_t seed;
	struct cert_key_ring *keys;
	struct shelf_cert *certs;
	struct shelf_chain *chains;
	TAILQ_HEAD(, shelf_cert) bundle; /* in the order of trust */
	size_t bundle_n;
	struct err trouble; /* of cert_shelf_trust */
};

struct cert_shelf *
cert_shelf_new(int64_t t0, uint64_t seed)
{
	struct cert_shelf *shelf = xcalloc(1, sizeof(*shelf));

	shelf->t0 = t0;
	shelf->seed = seed;
	shelf->keys = cert_key_ring_new(seed);
	TAILQ_INIT(&shelf->bundle);
	return shelf;
}

/* Clearing a hash leaves its entries linked as they were. */
static void
free_chains(struct cert_shelf *shelf)
{
	struct shelf_chain *chain = shelf->chains, *next;

	HASH_CLEAR(hh, shelf->chains);
	for (; chain != NULL; chain = next) {
		next = chain->hh.next;
		free(chain->chain.certs);
		free(chain->identity);
		free(chain);
	}
}

static void
free_certs(struct cert_shelf *shelf)
{
	struct shelf_cert *cert = shelf->certs, *next;

	HASH_CLEAR(hh, shelf->certs);
	for (; cert != NULL; cert = next) {
		next = cert->hh.next;
		free(cert->blob.der);
		free(cert->name);
		free(cert);
	}
}

void
cert_shelf_free(struct cert_shelf *shelf)
{
	if (shelf == NULL)
		return;
	free_chains(shelf);
	free_certs(shelf);
	cert_key_ring_free(shelf->keys);
	free(shelf);
}

/* --- one certificate --------------------------------------------------- */

static const struct cert_key *
key_of(struct cert_shelf *shelf, const struct cert_spec *spec, struct err *err)
{
	return cert_key_ring_get(
	    shelf->keys, spec->key_kind, spec->key_name, err);
}

/* 128 bits that look random, positive and of constant length (4.1.2.2). */
static bool
number(const struct cert_shelf *shelf, const char *name,
    struct cert_order *order, struct err *err)
{
	uint8_t digest[32];

	if (!cert_key_digest(shelf->seed, "serial", name, digest, err))
		return false;
	memcpy(order->serial, digest, sizeof(order->serial));
	order->serial[0] = (order->serial[0] & 0x3f) | 0x40;
	return true;
}

static bool
make_blob(struct cert_shelf *shelf, const struct cert_recipe *recipe,
    const struct cert_spec *spec, struct shelf_cert *cert, struct err *err)
{
	struct cert_order order = {.spec = spec, .t0 = shelf->t0};

	order.issuer = strcmp(spec->issuer, "self") == 0 ? spec
		       : recipe != NULL ? cert_recipe_find(recipe, spec->issuer)
					: cert_builtin_find(spec->issuer);
	order.key = key_of(shelf, spec, err);
	if (order.key == NULL)
		return false;
	order.issuer_key = key_of(shelf, order.issuer, err);
	if (order.issuer_key == NULL)
		return false;
	return number(shelf, cert->name, &order, err) &&
	       cert_issue(&order, &cert->blob, err);
}

/* The three of every world have no recipe in their name, so all share them. */
static char *
name_of(const struct cert_recipe *recipe, const struct cert_spec *spec)
{
	if (cert_builtin_find(spec->label) == spec)
		return xstrdup(spec->label);
	return xasprintf("%s of %s", spec->label, recipe->identity);
}

static struct shelf_cert *
find_or_make(struct cert_shelf *shelf, const struct cert_recipe *recipe,
    const struct cert_spec *spec, struct err *err)
{
	char *name = name_of(recipe, spec);
	struct shelf_cert *cert;

	HASH_FIND_STR(shelf->certs, name, cert);
	if (cert != NULL) {
		free(name);
		return cert;
	}
	cert = xcalloc(1, sizeof(*cert));
	cert->name = name;
	if (!make_blob(shelf, recipe, spec, cert, err)) {
		err_within(err, "%s", spec->label);
		free(name);
		free(cert);
		return NULL;
	}
	HASH_ADD_KEYPTR(hh, shelf->certs, name, strlen(name), cert);
	return cert;
}

const struct cert_blob *
cert_shelf_builtin(struct cert_shelf *shelf, const char *label, struct err *err)
{
	const struct cert_spec *spec = cert_builtin_find(label);
	struct shelf_cert *cert;

	if (spec == NULL) {
		err_input(err, "there is no authority \"%s\"", label);
		return NULL;
	}
	cert = find_or_make(shelf, NULL, spec, err);
	return cert == NULL ? NULL : &cert->blob;
}

/* --- a chain ----------------------------------------------------------- */

static bool
fill(struct cert_shelf *shelf, const struct cert_recipe *recipe,
    struct cert_chain *chain, struct err *err)
{
	const struct cert_key *key = key_of(shelf, &recipe->leaf, err);

	if (key == NULL)
		return false;
	chain->key = key->pkey;
	chain->certs = xcalloc(recipe->sends_n, sizeof(chain->certs[0]));
	for (size_t i = 0; i < recipe->sends_n; i++) {
		const char *label = recipe->sends[i];
		const struct cert_spec *spec =
		    strcmp(label, "leaf") == 0
			? &recipe->leaf
			: cert_recipe_find(recipe, label);
		struct shelf_cert *cert =
		    find_or_make(shelf, recipe, spec, err);

		if (cert == NULL)
			return false;
		chain->certs[chain->n++] = cert->blob;
	}
	return true;
}

const struct cert_chain *
cert_shelf_chain(
    struct cert_shelf *shelf, const struct cert_recipe *recipe, struct err *err)
{
	struct shelf_chain *entry;

	HASH_FIND_STR(shelf->chains, recipe->identity, entry);
	if (entry != NULL)
		return &entry->chain;
	entry = xcalloc(1, sizeof(*entry));
	if (!fill(shelf, recipe, &entry->chain, err)) {
		free(entry->chain.certs);
		free(entry);
		return NULL;
	}
	entry->identity = xstrdup(recipe->identity);
	HASH_ADD_KEYPTR(
	    hh, shelf->chains, entry->identity, strlen(entry->identity), entry);
	return &entry->chain;
}

/* --- the CA bundle ----------------------------------------------------- */

static bool
trust(struct cert_shelf *shelf, const struct cert_recipe *recipe,
    const struct cert_spec *spec, struct err *err)
{
	struct shelf_cert *cert = find_or_make(shelf, recipe, spec, err);

	if (cert == NULL)
		return false;
	if (cert->trusted)
		return true;
	cert->trusted = true;
	TAILQ_INSERT_TAIL(&shelf->bundle, cert, next);
	shelf->bundle_n++;
	return true;
}

void
cert_shelf_trust(struct cert_shelf *shelf, const struct cert_recipe *recipe)
{
	for (size_t i = 0; i < recipe->authorities_n; i++) {
		const struct cert_spec *spec = &recipe->authorities[i];

		if (spec->trusted && shelf->trouble.kind == ERR_NONE &&
		    !trust(shelf, recipe, spec, &shelf->trouble))
			return;
	}
}

char *
cert_shelf_bundle_pem(struct cert_shelf *shelf, struct err *err)
{
	const struct cert_blob *root = cert_shelf_builtin(shelf, "R", err);
	struct cert_chain all = {.n = shelf->bundle_n + 1};
	const struct shelf_cert *cert;
	size_t i = 1;
	char *pem;

	if (root == NULL)
		return NULL;
	if (shelf->trouble.kind != ERR_NONE) {
		*err = shelf->trouble;
		return NULL;
	}
	all.certs = xcalloc(all.n, sizeof(all.certs[0]));
	all.certs[0] = *root;
	TAILQ_FOREACH (cert, &shelf->bundle, next)
		all.certs[i++] = cert->blob;
	pem = cert_text_pem(&all);
	free(all.certs);
	return pem;
}
