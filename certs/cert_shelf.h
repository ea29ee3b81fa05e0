/* SPDX-License-Identifier: MIT */
/*
 * cert_shelf.h - certificates and keys, made once and found again.
 *
 * A shelf belongs to one world: its T0 is what relative dates are relative
 * to, its seed decides all keys and serial numbers.  Two shelves with the
 * same T0 and seed make the same certificates (their ECDSA signatures differ,
 * being random).
 *
 * Ownership: the shelf owns every chain it has handed out, for as long as it
 * lives; a recipe is borrowed during the call only.  One thread.
 */
#ifndef CERTS_CERT_SHELF_H
#define CERTS_CERT_SHELF_H

#include <stdint.h>

#include "certs/cert_chain.h"
#include "certs/cert_recipe.h"
#include "sim/base/err.h"

struct cert_shelf;

/* t0: seconds since 1970-01-01 UTC. */
struct cert_shelf *cert_shelf_new(int64_t t0, uint64_t seed);
void cert_shelf_free(struct cert_shelf *);

/* Made at first use; recipes with the same identity share one chain. */
MUST_USE const struct cert_chain *cert_shelf_chain(
    struct cert_shelf *, const struct cert_recipe *, struct err *);

/*
 * The trusted authorities of the recipe join the CA bundle.  What cannot be
 * made is said by the next cert_shelf_bundle_pem().
 */
void cert_shelf_trust(struct cert_shelf *, const struct cert_recipe *);

/* Every trusted certificate, R first, the expired ones too; allocated. */
MUST_USE char *cert_shelf_bundle_pem(struct cert_shelf *, struct err *);

/* R, I or P; lives as long as the shelf. */
MUST_USE const struct cert_blob *cert_shelf_builtin(
    struct cert_shelf *, const char *label, struct err *);

#endif
