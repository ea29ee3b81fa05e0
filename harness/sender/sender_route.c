/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <idn2.h>

#include "harness/sender/sender_name.h"

static bool
is_ascii(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

/* What would end the command, or the path inside it. */
static bool
has_forbidden_bytes(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x21 || *s == 0x7f || *s == '<' ||
		    *s == '>')
			return true;
	return false;
}

static bool
copy_domain(char *out, const char *s, size_t n, struct err *err)
{
	if (n > 1 && s[n - 1] == '.')
		n--;
	if (n == 0 || n >= ROUTE_NAME)
		return err_input(err, "the domain is empty or too long");
	memcpy(out, s, n);
	out[n] = '\0';
	return true;
}

static bool
to_a_labels(const char *domain, char *out, struct err *err)
{
	uint8_t *ascii = NULL;
	int rc;
	bool ok;

	if (is_ascii(domain, strlen(domain)))
		return copy_domain(out, domain, strlen(domain), err);
	rc = idn2_lookup_u8((const uint8_t *)domain, &ascii,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (rc != IDN2_OK)
		return err_input(err, "%s is no internationalised domain: %s",
		    domain, idn2_strerror(rc));
	ok = copy_domain(
	    out, (const char *)ascii, strlen((const char *)ascii), err);
	idn2_free(ascii);
	return ok;
}

/* "[127.0.0.9]" or "[IPv6:fd42::1]" (RFC 5321 4.1.3). */
static bool
parse_literal(const char *s, char *out, struct err *err)
{
	size_t n = strlen(s);
	const char *from = s + 1;

	if (n < 3 || n >= ROUTE_NAME || s[n - 1] != ']')
		return err_input(err, "%s is no address literal", s);
	if (strncasecmp(from, "IPv6:", 5) == 0)
		from += 5;
	snprintf(out, ROUTE_NAME, "%.*s", (int)(s + n - 1 - from), from);
	if (!sender_name_is_address(out))
		return err_input(err, "%s is no address literal", s);
	return true;
}

bool
mailbox_parse(const char *address, struct mailbox *box, struct err *err)
{
	const char *at = strrchr(address, '@');
	size_t local;

	memset(box, 0, sizeof(*box));
	if (address[0] == '\0')
		return true;
	if (has_forbidden_bytes(address))
		return err_input(err, "a mail address holds no such bytes");
	if (at == NULL || at == address || at[1] == '\0')
		return err_input(err, "%s is no mail address", address);
	local = (size_t)(at - address);
	if (local >= ROUTE_NAME)
		return err_input(err, "the local part is too long");
	box->needs_smtputf8 = !is_ascii(address, local);
	box->is_literal = at[1] == '[';
	if (box->is_literal ? !parse_literal(at + 1, box->domain, err)
			    : !to_a_labels(at + 1, box->domain, err))
		return false;
	snprintf(box->wire, sizeof(box->wire), "%.*s@%s", (int)local, address,
	    box->is_literal ? at + 1 : box->domain);
	return true;
}

bool
next_hop_parse(const char *given, const struct mailbox *to,
    struct next_hop *hop, struct err *err)
{
	size_t n;

	memset(hop, 0, sizeof(*hop));
	if (given == NULL) {
		memcpy(hop->name, to->domain, sizeof(hop->name));
		hop->is_address = to->is_literal;
		return true;
	}
	n = strlen(given);
	if (given[0] != '[') {
		if (!to_a_labels(given, hop->name, err))
			return false;
	} else if (n < 3 || given[n - 1] != ']') {
		return err_input(err, "%s is no next hop", given);
	} else {
		const char *inner =
		    given + (strncasecmp(given, "[IPv6:", 6) == 0 ? 6 : 1);

		hop->no_mx = true;
		if (!copy_domain(
			hop->name, inner, (size_t)(given + n - 1 - inner), err))
			return false;
	}
	hop->is_address = sender_name_is_address(hop->name);
	return true;
}

/* splitmix64: small, and the same everywhere. */
static uint64_t
next_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void
swap(struct mx *a, struct mx *b)
{
	struct mx t = *a;

	*a = *b;
	*b = t;
}

/*
 * A resolver may hand the records over in any order, so they are brought
 * into the order of their names first; then the seed alone decides.
 */
void
mx_order(struct mx *list, size_t n, uint64_t seed)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i;
		     j > 0 && strcasecmp(list[j - 1].name, list[j].name) > 0;
		     j--)
			swap(&list[j - 1], &list[j]);
	for (size_t i = n; i > 1; i--)
		swap(&list[i - 1], &list[next_random(&seed) % i]);
	for (size_t i = 1; i < n; i++)
		for (size_t j = i;
		     j > 0 && list[j - 1].preference > list[j].preference; j--)
			swap(&list[j - 1], &list[j]);
}

bool
mx_is_null(const struct mx *list, size_t n)
{
	return n == 1 && list[0].name[0] == '\0';
}
