/* SPDX-License-Identifier: MIT */
/*
 * cert_recipe.h - what a certificate chain should look like, as data.  Pure.
 *
 * A recipe is written as JSON and says only what differs from base-good: a
 * P-256 leaf for the host's own name, signed by the intermediate I, valid from
 * yesterday for 90 days.  Parsing fills in everything that was not said, so
 * that a recipe in memory is complete and those who make the certificates
 * decide nothing.
 *
 * Certificates are called by label: "leaf", an own authority of the recipe,
 * or one of the three that every world has: R (trusted root), I (intermediate
 * by R) and P (private root, known to nobody).
 *
 * Ownership: a recipe owns all it points to.  Errors: ERR_INPUT, with the
 * word that was probably meant.
 */
#ifndef CERTS_CERT_RECIPE_H
#define CERTS_CERT_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "sim/base/err.h"

/* Any bytes; a NUL that does not count follows them.  NULL: not there. */
struct cert_bytes {
	char *data;
	size_t len;
};

enum cert_name_kind {
	CERT_NAME_DNS, /* any bytes, not only IA5 */
	CERT_NAME_IP,  /* 4 or 16 bytes, as they stand in the certificate */
	CERT_NAME_URI,
	CERT_NAME_EMAIL,
};

struct cert_name {
	enum cert_name_kind kind;
	struct cert_bytes value;
};

struct cert_names {
	struct cert_name *list;
	size_t n;
};

enum cert_san {
	CERT_SAN_NAMES, /* an extension with the names */
	CERT_SAN_EMPTY, /* an extension with an empty SEQUENCE */
	CERT_SAN_NONE,	/* no extension */
};

enum cert_time_kind {
	CERT_TIME_DEFAULT,	   /* what base-good has */
	CERT_TIME_RELATIVE,	   /* seconds after T0 */
	CERT_TIME_ABSOLUTE,	   /* seconds since 1970-01-01 UTC */
	CERT_TIME_UTCTIME,	   /* exactly this text */
	CERT_TIME_GENERALIZEDTIME, /* exactly this text */
};

struct cert_time {
	enum cert_time_kind kind;
	int64_t seconds;
	char *text;
};

/* The attributes of a subject, in the order in which they are encoded. */
enum cert_attribute {
	CERT_O,
	CERT_OU,
	CERT_L,
	CERT_ST,
	CERT_C,
	CERT_CN,
	CERT_ATTRIBUTES
};

enum cert_key_kind { CERT_KEY_P256, CERT_KEY_RSA2048 };

/* One certificate. */
struct cert_spec {
	char *label;
	char *issuer; /* a label; "self" signs itself */
	enum cert_key_kind key_kind;
	char *key_name; /* who names the same key has the same key */
	struct cert_bytes subject[CERT_ATTRIBUTES];
	struct cert_time not_before, not_after;
	bool authority;

	enum cert_san san; /* of a leaf */
	struct cert_names names;

	bool trusted; /* of an authority: it is in the CA bundle */
	struct cert_names permitted, excluded;
};

struct cert_recipe {
	struct cert_spec leaf;
	struct cert_spec *authorities; /* its own */
	size_t authorities_n;
	char **sends; /* labels, in the order in which the server sends */
	size_t sends_n;
	char *identity; /* the same for recipes that make the same chain */
};

/*
 * No JSON (NULL) is base-good.  The default name is the host's MX name, as it
 * stands in the RDATA.  The day is the one that absolute dates are meant for
 * and that T0 stands for (0: they are meant as they are).
 */
MUST_USE struct cert_recipe *cert_recipe_parse(
    const json_t *, const char *default_name, int64_t day, struct err *);
void cert_recipe_free(struct cert_recipe *);

/* What a label stands for, among the own authorities and R, I, P; or NULL. */
const struct cert_spec *cert_recipe_find(
    const struct cert_recipe *, const char *label);

#endif
