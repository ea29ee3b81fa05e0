/* SPDX-License-Identifier: MIT */
/*
 * cert_value.h - the single values of a certificate recipe, from JSON.  Pure.
 *
 * Each function fills its result, which the caller owns and frees, or says
 * what is wrong.  A result may be filled in part when false is returned.
 */
#ifndef CERTS_CERT_VALUE_H
#define CERTS_CERT_VALUE_H

#include "certs/cert_recipe.h"

MUST_USE bool cert_value_text(const json_t *, char **, struct err *);
MUST_USE bool cert_value_bool(const json_t *, bool *, struct err *);
/* "text", which may hold NUL, or {"hex":".."}. */
MUST_USE bool cert_value_bytes(
    const json_t *, struct cert_bytes *, struct err *);
/* [ "dns name", {"hex":".."}, {"ip":".."}, {"uri":".."}, {"email":".."} ] */
MUST_USE bool cert_value_names(
    const json_t *, struct cert_names *, struct err *);
/* The same, but DNS names only (for name constraints). */
MUST_USE bool cert_value_dns_names(
    const json_t *, struct cert_names *, struct err *);
/* "-1 day", "2024-07-19", "utctime:..", "generalizedtime:.." */
MUST_USE bool cert_value_time(
    const json_t *, int64_t day, struct cert_time *, struct err *);
/* "p256", "p256:NAME", "rsa2048"; *name is NULL if none was given. */
MUST_USE bool cert_value_key(
    const json_t *, enum cert_key_kind *, char **name, struct err *);
/* {"O":"Test"}: every attribute except CN. */
MUST_USE bool cert_value_subject(
    const json_t *, struct cert_bytes[CERT_ATTRIBUTES], struct err *);

struct cert_bytes cert_bytes_copy(const char *, size_t len);
void cert_bytes_free(struct cert_bytes *);
void cert_names_add(
    struct cert_names *, enum cert_name_kind, struct cert_bytes);
void cert_names_free(struct cert_names *);

/* " (did you mean \"issuer\"?)", or "" if nothing is near; allocated. */
char *cert_value_meant(const char *typed, const char *const *candidates);

#endif
