/* SPDX-License-Identifier: MIT */
/*
 * smtp_path.h - an address as it stands in MAIL FROM:<...> and RCPT TO:<...>.
 *
 * Pure.  The grammar is RFC 5321 section 4.1.2 with the UTF-8 of RFC 6531
 * section 3.3, the limits are those of RFC 5321 section 4.5.3.1.  What real
 * clients send and the grammar forbids, an underscore in a domain, is taken
 * and flagged: it is not our business to lose mail over it.
 */
#ifndef SIM_SMTP_SMTP_PATH_H
#define SIM_SMTP_SMTP_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* Octets.  The path counts its angle brackets (4.5.3.1.3). */
#define SMTP_LOCAL_MAX	64
#define SMTP_DOMAIN_MAX 255
#define SMTP_PATH_MAX	256

struct smtp_path {
	char address[SMTP_PATH_MAX + 1]; /* as sent, without source route */
	size_t domain; /* where the domain starts in it; 0: it has none */
	bool null;     /* <> */
	bool quoted;   /* the local part is a quoted string */
	bool literal;  /* the domain is an address literal, [...] */
	bool routed;   /* a source route was there and is ignored (C, F.2) */
	bool utf8;     /* needs SMTPUTF8 */
	bool sloppy;   /* outside of the grammar, but clear what is meant */
};

enum smtp_path_fault {
	SMTP_PATH_FINE,
	SMTP_PATH_SYNTAX,
	SMTP_PATH_LONG,
};

/*
 * Reads one path at the start of text and says how many bytes it took.  After
 * a fault the path is empty.
 * <> and <postmaster> are paths; whether they are allowed here is for the
 * caller to say.
 */
enum smtp_path_fault smtp_path_parse(
    const char *text, size_t len, struct smtp_path *, size_t *taken);

/* The domain, "" if there is none. */
const char *smtp_path_domain(const struct smtp_path *);

/* A domain or an address literal and nothing else, as EHLO wants it. */
bool smtp_path_is_host(const char *text, size_t len);

/* Length of the UTF-8 sequence at s, 0 if it is none (RFC 3629). */
size_t smtp_utf8_length(const char *s, size_t left);

#endif
