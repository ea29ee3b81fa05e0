/* SPDX-License-Identifier: MIT */
#include "harness/sender/cert_examine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "harness/sender/cert_path.h"
#include "harness/sender/sender_name.h"
#include "sim/base/text.h"

#define NAMES_SHOWN 4

/* The names of one certificate, held against one host. */
struct look {
	const char *host;
	bool is_address;
	struct name_answer best;
	int entries; /* of the kind that counts */
	char shown[220];
};

static void
show(struct look *look, const char *bytes, size_t len)
{
	size_t at = strlen(look->shown);
	char *safe;

	if (++look->entries > NAMES_SHOWN)
		return;
	safe = text_printable(bytes, len);
	snprintf(look->shown + at, sizeof(look->shown) - at, "%s%.60s",
	    at > 0 ? ", " : "", safe);
	free(safe);
}

/* With several entries that all differ, the first one's reason is kept. */
static void
keep_better(struct look *look, struct name_answer answer)
{
	if (look->best.why == NULL || answer.match > look->best.match)
		look->best = answer;
}

static void
look_at(struct look *look, const GENERAL_NAME *entry)
{
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(entry, &type);
	const unsigned char *bytes;
	size_t len;

	/* RFC 9525 6.2: only entries of the reference's own kind count. */
	if (type != (look->is_address ? GEN_IPADD : GEN_DNS))
		return;
	bytes = ASN1_STRING_get0_data(value);
	len = (size_t)ASN1_STRING_length(value);
	if (look->is_address) {
		keep_better(look, sender_name_address(bytes, len, look->host));
		show(
		    look, len == 4 ? "an IPv4 address" : "an IPv6 address", 15);
	} else {
		const char *name = (const char *)bytes;

		keep_better(look, sender_name_dns(name, len, look->host));
		show(look, name, len);
	}
}

static void
look_at_all(struct look *look, const X509 *leaf)
{
	int critical;
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(leaf, NID_subject_alt_name, &critical, NULL);

	if (names == NULL) {
		ERR_clear_error();
		look->best.clause =
		    critical == -1 ? "RFC 9525 2" : "RFC 5280 4.2.1.6";
		look->best.why =
		    critical == -1
			? "there is no subjectAltName, and a Common Name "
			  "identifies nobody"
			: "the subjectAltName cannot be read";
		return;
	}
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		look_at(look, sk_GENERAL_NAME_value(names, i));
	GENERAL_NAMES_free(names);
	if (look->best.why == NULL) {
		look->best.clause = "RFC 9525 6.2";
		look->best.why =
		    look->is_address
			? "no entry of subjectAltName is an address"
			: "no entry of subjectAltName is a DNS name";
	}
}

static void
examine_name(const X509 *leaf, const char *host, struct cert_findings *found)
{
	struct look look = {
	    .host = host, .is_address = sender_name_is_address(host)};
	struct cert_fault *fault;

	look_at_all(&look, leaf);
	found->name_clause = look.best.clause;
	snprintf(found->name_text, sizeof(found->name_text), "%s%s%s%s",
	    look.best.why, look.entries > 0 ? ": it names " : "", look.shown,
	    look.entries > NAMES_SHOWN ? " and more" : "");
	if (look.best.match == NAME_SAME || look.best.match == NAME_WILDCARD)
		return;
	fault = cert_findings_add(found, CERT_NAME, 0, look.best.clause);
	fault->relaxable_name = look.best.match == NAME_RELAXED;
	snprintf(fault->text, sizeof(fault->text), "%.199s", found->name_text);
}

void
cert_examine(const struct cert_trust *trust, STACK_OF(X509) * presented,
    const char *host, int64_t now, struct cert_findings *found)
{
	memset(found, 0, sizeof(*found));
	if (presented == NULL || sk_X509_num(presented) == 0) {
		struct cert_fault *fault =
		    cert_findings_add(found, CERT_INVALID, 0, "RFC 8446 4.4.2");

		snprintf(fault->text, sizeof(fault->text),
		    "the host showed no certificate");
		found->name_clause = "RFC 9525 6.2";
		cert_findings_add(found, CERT_NAME, 0, "RFC 9525 6.2");
		return;
	}
	cert_path_examine(trust, presented, now, found);
	examine_name(sk_X509_value(presented, 0), host, found);
}
