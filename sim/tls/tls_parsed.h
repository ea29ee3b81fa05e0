/* SPDX-License-Identifier: MIT */
/*
 * tls_parsed.h - certificates that a server context has parsed before.
 *
 * OpenSSL 3 takes longer to parse a certificate than to sign a handshake, and
 * most chains of a world share their issuers.  A context keeps the ones that
 * it met last; they are told apart by their bytes, so what is kept can never
 * be wrong.
 *
 * Ownership.  What is kept belongs to the context and goes with it.
 */
#ifndef SIM_TLS_TLS_PARSED_H
#define SIM_TLS_TLS_PARSED_H

#include "sim/base/err.h"

struct cert_blob;
struct ssl_ctx_st;
struct x509_st;

#define TLS_PARSED_MAX 512 /* certificates of a context, some 4 KB each */

/* Once, for a new context. */
void tls_parsed_keep(struct ssl_ctx_st *);

/*
 * A reference of the caller's own (X509_free).  NULL with err: OpenSSL does
 * not parse it, or would send other bytes.
 */
MUST_USE struct x509_st *tls_parsed(
    struct ssl_ctx_st *, const struct cert_blob *, struct err *);

#endif
