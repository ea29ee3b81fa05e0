/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <arpa/inet.h>

#include "harness/sender/sender_suffix.h"

#define LABEL_MAX 63
#define NAME_MAX  253

static struct name_answer
differs(const char *clause, const char *why)
{
	return (struct name_answer){NAME_DIFFERS, clause, why};
}

/* Letters of host names; "_" is in real MX names, "*" is judged elsewhere. */
static bool
is_host_byte(unsigned char c)
{
	return c < 0x80 &&
	       (isalnum(c) || c == '-' || c == '_' || c == '.' || c == '*');
}

static bool
bytes_are_fine(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_host_byte((unsigned char)s[i]))
			return false;
	return true;
}

/* No empty label, none longer than 63 octets, 253 in all (RFC 1035 2.3.4). */
static bool
labels_are_fine(const char *s, size_t len)
{
	size_t label = 0;

	if (len == 0 || len > NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] != '.') {
			label++;
		} else if (label == 0 || label > LABEL_MAX) {
			return false;
		} else {
			label = 0;
		}
	}
	return label > 0 && label <= LABEL_MAX;
}

static size_t
count_labels(const char *s, size_t len)
{
	size_t n = len > 0;

	for (size_t i = 0; i < len; i++)
		n += s[i] == '.';
	return n;
}

static size_t
without_final_dot(const char *s)
{
	size_t n = strlen(s);

	return n > 1 && s[n - 1] == '.' ? n - 1 : n;
}

/* No top-level domain is a number, so this is an address (RFC 1123 2.1). */
static bool
ends_in_number(const char *s, size_t len)
{
	size_t i = len;

	while (i > 0 && isdigit((unsigned char)s[i - 1]))
		i--;
	return i < len && (i == 0 || s[i - 1] == '.');
}

static bool
is_dns_name(const char *s, size_t len)
{
	return bytes_are_fine(s, len) && labels_are_fine(s, len) &&
	       !ends_in_number(s, len) && memchr(s, '*', len) == NULL;
}

/* The presented name begins with "*." and rest is what follows. */
static struct name_answer
match_wildcard(const char *rest, size_t len, const char *ref, size_t ref_len)
{
	size_t covered;

	if (sender_suffix_is_public(rest, len))
		return differs("RFC 9525 7.1, product rule",
		    "the wildcard stands at a public suffix");
	if (ref_len < len || strncasecmp(ref + ref_len - len, rest, len) != 0)
		return differs("RFC 9525 6.3",
		    "what follows the wildcard is another domain");
	if (ref_len == len)
		return differs("RFC 9525 6.3",
		    "the wildcard covers one label, and the host has none for "
		    "it");
	if (ref[ref_len - len - 1] != '.')
		return differs("RFC 9525 6.3",
		    "what follows the wildcard is another domain");
	covered = count_labels(ref, ref_len - len - 1);
	if (covered > 1)
		return (struct name_answer){NAME_RELAXED, "RFC 9525 6.3",
		    "the wildcard covers one label, and the host has more for "
		    "it"};
	return (struct name_answer){
	    NAME_WILDCARD, "RFC 9525 6.3", "the wildcard covers one label"};
}

static struct name_answer
match_whole(const char *name, size_t len, const char *ref, size_t ref_len)
{
	if (len == ref_len && strncasecmp(name, ref, len) == 0)
		return (struct name_answer){
		    NAME_SAME, "RFC 9525 6.3", "the names are the same"};
	return differs("RFC 9525 6.3", "the names differ");
}

struct name_answer
sender_name_dns(const char *presented, size_t len, const char *reference)
{
	size_t ref_len = without_final_dot(reference);
	bool wild = len > 2 && memcmp(presented, "*.", 2) == 0;
	const char *rest = wild ? presented + 2 : presented;
	size_t rest_len = wild ? len - 2 : len;

	if (!is_dns_name(reference, ref_len))
		return differs(
		    "RFC 9525 6.1", "the host has no DNS name to look for");
	if (!bytes_are_fine(presented, len))
		return differs("RFC 5280 4.2.1.6",
		    "the entry holds bytes that no host name has");
	if (memchr(rest, '*', rest_len) != NULL)
		return differs("RFC 9525 6.3",
		    "a wildcard must be the whole leftmost label, and only "
		    "once");
	if (!labels_are_fine(rest, rest_len))
		return differs("RFC 5280 4.2.1.6",
		    "the entry is not in the preferred name syntax");
	if (wild)
		return match_wildcard(rest, rest_len, reference, ref_len);
	return match_whole(presented, len, reference, ref_len);
}

static size_t
address_octets(const char *text, uint8_t out[16])
{
	if (inet_pton(AF_INET, text, out) == 1)
		return 4;
	return inet_pton(AF_INET6, text, out) == 1 ? 16 : 0;
}

struct name_answer
sender_name_address(const uint8_t *presented, size_t len, const char *reference)
{
	uint8_t octets[16];
	size_t n = address_octets(reference, octets);

	if (n == 0)
		return differs(
		    "RFC 9525 6.2", "the host is no address to look for");
	if (len != n || memcmp(presented, octets, n) != 0)
		return differs("RFC 9525 6.4", "the addresses differ");
	return (struct name_answer){
	    NAME_SAME, "RFC 9525 6.4", "the addresses are the same"};
}

bool
sender_name_is_address(const char *host)
{
	uint8_t octets[16];

	return address_octets(host, octets) != 0;
}
