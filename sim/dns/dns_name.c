/* SPDX-License-Identifier: MIT */
#include "sim/dns/dns_name.h"

#include <stdio.h>
#include <string.h>

#include <ldns/ldns.h>

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

bool
dns_name_from_wire(struct dns_name *name, const uint8_t *wire, size_t len)
{
	size_t at = 0;

	if (len == 0 || len > DNS_NAME_MAX)
		return false;
	name->len = len;
	name->labels = 0;
	for (size_t i = 0; i < len; i++)
		name->wire[i] = lower(wire[i]); /* lengths are below 'A' */
	while (at < len && wire[at] != 0) {
		if (wire[at] > 63)
			return false;
		name->at[name->labels++] = (uint8_t)at;
		at += (size_t)wire[at] + 1;
	}
	if (at != len - 1)
		return false;
	name->at[name->labels] = (uint8_t)at;
	return true;
}

bool
dns_name_from_text(struct dns_name *name, const char *text, struct err *err)
{
	ldns_rdf *rdf = ldns_dname_new_frm_str(text);
	bool ok =
	    rdf != NULL && *text != '\0' &&
	    dns_name_from_wire(name, ldns_rdf_data(rdf), ldns_rdf_size(rdf));

	ldns_rdf_deep_free(rdf);
	return ok || err_input(err, "\"%s\" is not a domain name", text);
}

bool
dns_name_wildcard(
    struct dns_name *name, const struct dns_name *of, unsigned labels)
{
	struct dns_octets tail = dns_name_tail(of, labels);
	uint8_t wire[DNS_NAME_MAX + 2] = {1, '*'};

	memcpy(wire + 2, tail.at, tail.len);
	return dns_name_from_wire(name, wire, tail.len + 2);
}

struct dns_octets
dns_name_tail(const struct dns_name *name, unsigned labels)
{
	size_t at = name->at[name->labels - labels];

	return (struct dns_octets){name->wire + at, name->len - at};
}

struct dns_octets
dns_name_whole(const struct dns_name *name)
{
	return (struct dns_octets){name->wire, name->len};
}

bool
dns_name_within(const struct dns_name *name, struct dns_octets ancestor)
{
	return dns_octets_within(dns_name_whole(name), ancestor);
}

/* Goes label by label: the octets alone may look like a tail and be none. */
bool
dns_octets_within(struct dns_octets name, struct dns_octets ancestor)
{
	while (name.len > ancestor.len) {
		size_t label = (size_t)name.at[0] + 1;

		name.at += label;
		name.len -= label;
	}
	return name.len == ancestor.len &&
	       memcmp(name.at, ancestor.at, name.len) == 0;
}

void
dns_name_print(struct dns_octets name, char text[DNS_NAME_TEXT])
{
	char *to = text;

	for (size_t at = 0; name.at[at] != 0; at += (size_t)name.at[at] + 1) {
		if (at != 0)
			*to++ = '.';
		for (size_t i = at + 1; i <= at + name.at[at]; i++) {
			uint8_t c = name.at[i];

			if (c <= ' ' || c >= 0x7f) {
				to += snprintf(to, 5, "\\%03u", c);
				continue;
			}
			if (strchr(".\\\"();@$", c) != NULL)
				*to++ = '\\';
			*to++ = (char)c;
		}
	}
	if (to == text)
		*to++ = '.';
	*to = '\0';
}
