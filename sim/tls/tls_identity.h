/* SPDX-License-Identifier: MIT */
/*
 * tls_identity.h - any certificate chain with any key, ready for a server.
 *
 * A real server refuses to start with a key that does not belong to its
 * certificate, a weak key or a chain in odd order.  Ours presents what it is
 * told.  A key that does not fit is replaced by one with the certificate's
 * public half and a foreign private half: OpenSSL is content, and the client
 * gets a signature that does not verify, as from a server with a wrong key.
 *
 * The limit: OpenSSL parses what it sends.  A certificate that it cannot
 * parse, or that it would encode otherwise than it was written, is an error.
 *
 * Ownership.  The SSL takes its own references; the chain is only read.
 */
#ifndef SIM_TLS_TLS_IDENTITY_H
#define SIM_TLS_TLS_IDENTITY_H

#include "sim/base/err.h"

struct cert_chain;
struct ssl_ctx_st;
struct ssl_st;

/*
 * A server context that takes part in anything from TLS 1.0 to TLS 1.3 with
 * keys of any strength, whatever openssl.cnf of this machine says.  It
 * belongs to the caller (SSL_CTX_free).
 */
struct ssl_ctx_st *tls_identity_context(void);

/* Before the handshake.  Sends exactly the certificates of the chain. */
MUST_USE bool tls_identity_use(
    struct ssl_st *, const struct cert_chain *, struct err *);

#endif
