/* SPDX-License-Identifier: MIT */
/*
 * mime.h - header fields and the parts of a message, as far as a DSN needs.
 *
 * Pure, and nothing is allocated: a span points into the caller's text.
 * RFC 5322 section 2.2 and RFC 2046 section 5.1; lines may end in CRLF or LF.
 */
#ifndef SIM_SMTP_MIME_H
#define SIM_SMTP_MIME_H

#include <stdbool.h>
#include <stddef.h>

struct mime_span {
	const char *at, *end;
};

/* Longer ones are cut; control characters have become "?". */
struct mime_field {
	char name[78];
	char value[1000]; /* unfolded, without blanks around it */
};

/*
 * The next field of a header or of a group of fields.  False at the empty
 * line that ends it, which is taken too, or at the end of the text.
 */
bool mime_next_field(struct mime_span *, struct mime_field *);

/* The next part between "--boundary" lines; what is before is skipped. */
bool mime_next_part(
    struct mime_span *, const char *boundary, struct mime_span *part);

/* Of a Content-Type value: "message/delivery-status", without case. */
bool mime_is_type(const char *value, const char *type);
bool mime_is_multipart(const char *value);
/* A parameter of it; false if it is not there or does not fit. */
bool mime_parameter(
    const char *value, const char *name, char *buf, size_t size);

#endif
