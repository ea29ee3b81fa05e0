/* SPDX-License-Identifier: MIT */
/*
 * json_text.h - texts out of JSON, and {id}, {domain}, {address} in them.
 * Pure.  Everything returned is allocated.
 */
#ifndef HARNESS_PLAN_JSON_TEXT_H
#define HARNESS_PLAN_JSON_TEXT_H

#include <jansson.h>

/* NULL: not there, or no text. */
char *json_text(const json_t *object, const char *key);
/* An array of texts; ends with NULL; never NULL itself. */
char **json_texts(const json_t *object, const char *key);
void texts_free(char **);

/* A NULL value leaves its placeholder as it is. */
struct json_fill {
	const char *id, *domain, *address;
};

/* A copy with the values put into every text, which may hold NUL. */
json_t *json_filled(const json_t *, const struct json_fill *);
char *text_filled(const char *, const struct json_fill *);

#endif
