/* SPDX-License-Identifier: MIT */
/*
 * sender_suffix.h - may anybody register a name directly below this one?
 *
 * A wildcard at a public suffix ("*.example", "*.co.uk") would speak for
 * strangers.  RFC 9525 7.1 leaves the question to the client; the product
 * rule for wildcards is to refuse them there.
 *
 * The rule is small on purpose and not the Public Suffix List: the list of
 * the day differs from machine to machine, and a verdict must not.  A single
 * label is a public suffix; so are two labels whose last is a country code
 * and whose first is one of the words by which registries sort their names.
 *
 * Pure.
 */
#ifndef HARNESS_SENDER_SENDER_SUFFIX_H
#define HARNESS_SENDER_SENDER_SUFFIX_H

#include <stdbool.h>
#include <stddef.h>

bool sender_suffix_is_public(const char *name, size_t len);

#endif
