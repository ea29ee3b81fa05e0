/* SPDX-License-Identifier: MIT */
/*
 * cert_builtin.h - the three authorities that every world has.
 *
 * R is the trusted root, I the intermediate that R has signed, P a private
 * root that no client knows.  Constants; nothing to free.
 */
#ifndef CERTS_CERT_BUILTIN_H
#define CERTS_CERT_BUILTIN_H

#include "certs/cert_recipe.h"

#define CERT_BUILTINS 3
#define CERT_OPERATOR "badmx"
#define CERT_COUNTRY  "XX" /* user-assigned in ISO 3166: no country */

extern const struct cert_spec cert_builtin[CERT_BUILTINS];

/* NULL if the label is none of the three. */
const struct cert_spec *cert_builtin_find(const char *label);

#endif
