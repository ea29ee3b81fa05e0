/* SPDX-License-Identifier: MIT */
/*
 * cert_draft.h - one certificate of a recipe while it is read.  Pure.
 *
 * A draft remembers what was said and what was not, which the finished spec
 * no longer tells.  It borrows the spec that it fills; the two labels are its
 * own.  Every word that a certificate may have is a row of the table in
 * cert_draft.c.
 */
#ifndef CERTS_CERT_DRAFT_H
#define CERTS_CERT_DRAFT_H

#include "certs/cert_recipe.h"

struct cert_draft {
	struct cert_spec *spec;
	int64_t day;
	bool said_cn, said_names, said_subject, said_san, said_key;
	char *same_key_as, *same_subject_as;
};

/* Reads what a leaf or an authority may say; unknown words are errors. */
MUST_USE bool cert_draft_read(
    const json_t *, bool authority, struct cert_draft *, struct err *);

#endif
