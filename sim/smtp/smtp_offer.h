/* SPDX-License-Identifier: MIT */
/*
 * smtp_offer.h - what a server offers in its EHLO reply.
 *
 * Pure.  What is said there and what is later asked of the client come from
 * here, so the two cannot differ.
 */
#ifndef SIM_SMTP_SMTP_OFFER_H
#define SIM_SMTP_SMTP_OFFER_H

#include <stdbool.h>

struct smtp_persona;

/* One side of a session: before or after STARTTLS. */
struct smtp_offer {
	const struct smtp_persona *persona;
	bool tls;
	bool extended; /* the client said EHLO */
};

bool smtp_offer_has(const struct smtp_offer *, const char *keyword);

/* A capability that these parameters need and that was not offered, or NULL;
 * the parameters are bits of enum smtp_param. */
const char *smtp_offer_missing(const struct smtp_offer *, unsigned params);

/* The reply to EHLO, in the form of smtp_reply.h; allocated. */
char *smtp_offer_reply(const struct smtp_offer *, const char *name);

#endif
