/* SPDX-License-Identifier: MIT */
/*
 * cert_extension.h - the extensions of one certificate.
 */
#ifndef CERTS_CERT_EXTENSION_H
#define CERTS_CERT_EXTENSION_H

#include <openssl/x509.h>

#include "certs/cert_issue.h"

/* The subject of the certificate must be set. */
MUST_USE bool cert_extension_add_all(
    X509 *, const struct cert_order *, struct err *);

#endif
