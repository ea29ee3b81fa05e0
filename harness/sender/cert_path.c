/* SPDX-License-Identifier: MIT */
#include "harness/sender/cert_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

#define DEPTH_MAX 10  /* certificates in a path */
#define PATHS_MAX 32  /* looked at before we give up: a stranger sends them */
#define STEPS_MAX 400 /* the same for the steps that lead nowhere */

/* What OpenSSL found on one path. */
struct trial {
	struct cert_findings *found;
	const X509 *anchor; /* borrowed; NULL: no path reaches one */
};

static int trial_index = -1;

static const struct {
	int code;
	enum cert_fault_kind kind;
	const char *clause;
} errors[] = {
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, CERT_UNTRUSTED, "RFC 5280 6.1"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERT_UNTRUSTED,
	"RFC 5280 6.1"},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, CERT_UNTRUSTED,
	"RFC 5280 6.1"},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, CERT_UNTRUSTED, "RFC 5280 6.1"},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, CERT_UNTRUSTED, "RFC 5280 6.1"},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, CERT_UNTRUSTED,
	"RFC 5280 6.1.3 (a)(1)"},
    {X509_V_ERR_CERT_UNTRUSTED, CERT_UNTRUSTED, "RFC 5280 6.1"},
    {X509_V_ERR_CERT_REJECTED, CERT_UNTRUSTED, "RFC 5280 6.1"},
    {X509_V_ERR_CERT_CHAIN_TOO_LONG, CERT_UNTRUSTED, "RFC 5280 6.1"},
    {X509_V_ERR_INVALID_CA, CERT_UNTRUSTED, "RFC 5280 6.1.4 (k)"},
    {X509_V_ERR_INVALID_NON_CA, CERT_UNTRUSTED, "RFC 5280 6.1.4 (k)"},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, CERT_UNTRUSTED, "RFC 5280 6.1.4 (l)"},
    {X509_V_ERR_KEYUSAGE_NO_CERTSIGN, CERT_UNTRUSTED, "RFC 5280 6.1.4 (n)"},
    {X509_V_ERR_PERMITTED_VIOLATION, CERT_UNTRUSTED, "RFC 5280 4.2.1.10"},
    {X509_V_ERR_EXCLUDED_VIOLATION, CERT_UNTRUSTED, "RFC 5280 4.2.1.10"},
    {X509_V_ERR_SUBTREE_MINMAX, CERT_UNTRUSTED, "RFC 5280 4.2.1.10"},
    {X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, CERT_UNTRUSTED,
	"RFC 5280 4.2.1.10"},
    {X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, CERT_UNTRUSTED,
	"RFC 5280 4.2.1.10"},
    {X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, CERT_UNTRUSTED, "RFC 5280 4.2.1.10"},
    {X509_V_ERR_INVALID_PURPOSE, CERT_INVALID, "RFC 5280 4.2.1.12"},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, CERT_INVALID,
	"RFC 5280 6.1.5 (f)"},
    {X509_V_ERR_EE_KEY_TOO_SMALL, CERT_INVALID, "RFC 9325 4.5"},
    {X509_V_ERR_CA_KEY_TOO_SMALL, CERT_INVALID, "RFC 9325 4.5"},
    {X509_V_ERR_CA_MD_TOO_WEAK, CERT_INVALID, "RFC 9325 4.5"},
};

static void
subject_text(const X509 *cert, char *out, size_t cap)
{
	char *line = X509_NAME_oneline(X509_get_subject_name(cert), NULL, 0);
	char *safe = text_printable(
	    line == NULL ? "" : line, line == NULL ? 0 : strlen(line));

	snprintf(out, cap, "%.80s", safe[0] == '\0' ? "(no subject)" : safe);
	free(safe);
	OPENSSL_free(line);
}

static bool
is_known_already(const struct cert_findings *found, int depth, const char *text)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->faults[i].depth == depth &&
		    strcmp(found->faults[i].text, text) == 0)
			return true;
	return false;
}

static void
add_error(struct cert_findings *found, int code, int depth, const X509 *cert)
{
	enum cert_fault_kind kind = CERT_INVALID;
	const char *clause = "RFC 5280 6.1";
	char subject[100] = "the chain", text[200];
	struct cert_fault *fault;

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].code == code) {
			kind = errors[i].kind;
			clause = errors[i].clause;
		}
	if (cert != NULL)
		subject_text(cert, subject, sizeof(subject));
	snprintf(text, sizeof(text), "%s: %s", subject,
	    X509_verify_cert_error_string(code));
	if (is_known_already(found, depth, text))
		return;
	fault = cert_findings_add(found, kind, depth, clause);
	memcpy(fault->text, text, sizeof(text));
}

/* Returns 1 whatever it is told, so that OpenSSL tells all. */
static int
on_verify(int ok, X509_STORE_CTX *store)
{
	struct trial *trial = X509_STORE_CTX_get_ex_data(store, trial_index);

	if (!ok)
		add_error(trial->found, X509_STORE_CTX_get_error(store),
		    X509_STORE_CTX_get_error_depth(store),
		    X509_STORE_CTX_get_current_cert(store));
	return 1;
}

static bool
seconds_of(const ASN1_TIME *t, int64_t *out)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return false;
	*out = (int64_t)timegm(&tm);
	return true;
}

static void
date_text(int64_t t, char *out, size_t cap)
{
	time_t when = (time_t)t;
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(out, cap, "%Y-%m-%d %H:%M:%S", &tm);
}

/* RFC 5280 6.1.3 (a)(2).  Both ends belong to the period (4.1.2.5). */
static void
check_dates(
    struct cert_findings *found, const X509 *cert, int depth, int64_t now)
{
	int64_t from, to;
	char subject[100], when[40];
	struct cert_fault *fault;

	subject_text(cert, subject, sizeof(subject));
	if (!seconds_of(X509_get0_notBefore(cert), &from) ||
	    !seconds_of(X509_get0_notAfter(cert), &to)) {
		fault = cert_findings_add(
		    found, CERT_INVALID, depth, "RFC 5280 4.1.2.5");
		snprintf(fault->text, sizeof(fault->text),
		    "%s: its dates cannot be read", subject);
		return;
	}
	if (now < from) {
		fault = cert_findings_add(
		    found, CERT_NOT_YET, depth, "RFC 5280 6.1.3 (a)(2)");
		date_text(from, when, sizeof(when));
		snprintf(fault->text, sizeof(fault->text),
		    "%s: not valid before %s", subject, when);
	}
	if (now > to) {
		fault = cert_findings_add(
		    found, CERT_EXPIRED, depth, "RFC 5280 6.1.3 (a)(2)");
		fault->late = now - to;
		date_text(to, when, sizeof(when));
		snprintf(fault->text, sizeof(fault->text),
		    "%s: expired %s, %lld seconds ago", subject, when,
		    (long long)fault->late);
	}
}

static void
check_all_dates(struct trial *trial, STACK_OF(X509) * chain, int64_t now)
{
	struct cert_findings dates = {0};

	for (int i = 0; i < sk_X509_num(chain); i++) {
		const X509 *cert = sk_X509_value(chain, i);

		if (trial->anchor == NULL || X509_cmp(cert, trial->anchor) != 0)
			check_dates(trial->found, cert, i, now);
		else
			check_dates(&dates, cert, i, now);
	}
	if (dates.n > 0)
		snprintf(trial->found->notes, sizeof(trial->found->notes),
		    "%s (a root, whose dates do not count: RFC 5280 6.1.1 (d))",
		    dates.faults[0].text);
}

static void
set_parameters(X509_STORE_CTX *store)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(store);

	X509_STORE_CTX_set_purpose(store, X509_PURPOSE_SSL_SERVER);
	X509_VERIFY_PARAM_set_depth(param, DEPTH_MAX);
	X509_VERIFY_PARAM_set_auth_level(param, CERT_SECURITY_LEVEL);
	/* No time is set, or NO_CHECK_TIME would be overruled. */
	/* An anchor need not be self-signed (RFC 5280 6.1.1 (d)). */
	X509_VERIFY_PARAM_set_flags(
	    param, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
	/* Name constraints bind the SAN; a CN names no host (RFC 9525 2). */
	X509_VERIFY_PARAM_set_hostflags(
	    param, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
}

struct search {
	const struct cert_trust *trust;
	STACK_OF(X509) * presented;
	int64_t now;
	X509 *path[DEPTH_MAX];
	int tried, steps;
	struct cert_findings best; /* valid if tried > 0 */
};

/* Validates the leaf with just these certificates and these roots. */
static void
try(struct search *search, STACK_OF(X509) * untrusted, STACK_OF(X509) * trusted,
    const X509 *anchor)
{
	struct cert_findings found = {0};
	struct trial trial = {&found, anchor};
	X509_STORE_CTX *store = X509_STORE_CTX_new();

	if (trial_index == -1)
		trial_index =
		    X509_STORE_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	if (store == NULL ||
	    !X509_STORE_CTX_init(store, NULL, search->path[0], untrusted))
		out_of_memory();
	X509_STORE_CTX_set_ex_data(store, trial_index, &trial);
	X509_STORE_CTX_set0_trusted_stack(store, trusted);
	X509_STORE_CTX_set_verify_cb(store, on_verify);
	set_parameters(store);
	if (X509_verify_cert(store) != 1 && found.n == 0)
		add_error(&found, X509_STORE_CTX_get_error(store), 0, NULL);
	check_all_dates(&trial, X509_STORE_CTX_get0_chain(store), search->now);
	X509_STORE_CTX_free(store);
	ERR_clear_error();
	if (search->tried++ == 0 || found.n < search->best.n)
		search->best = found;
}

static void
try_path(struct search *search, int length, X509 *anchor)
{
	STACK_OF(X509) *untrusted = sk_X509_new_null();
	STACK_OF(X509) *trusted = sk_X509_new_null();

	if (untrusted == NULL || trusted == NULL)
		out_of_memory();
	for (int i = 1; i < length; i++)
		sk_X509_push(untrusted, search->path[i]);
	sk_X509_push(trusted, anchor);
	try(search, untrusted, trusted, anchor);
	sk_X509_free(untrusted);
	sk_X509_free(trusted);
}

static bool
is_over(const struct search *search)
{
	return search->tried >= PATHS_MAX || search->steps >= STEPS_MAX ||
	       (search->tried > 0 && search->best.n == 0);
}

/* An issuer that must not sign is followed too, to be able to say so. */
static bool
issued(X509 *issuer, X509 *subject)
{
	int code = X509_check_issued(issuer, subject);

	return code == X509_V_OK || code == X509_V_ERR_KEYUSAGE_NO_CERTSIGN;
}

static bool
is_on_path(const struct search *search, int length, const X509 *cert)
{
	for (int i = 0; i < length; i++)
		if (X509_cmp(search->path[i], cert) == 0)
			return true;
	return false;
}

/* Depth first: every root that fits the end of the path, then one more of
 * the certificates that were sent.  At most DEPTH_MAX deep. */
static void
extend(struct search *search, int length)
{
	X509 *last = search->path[length - 1];

	search->steps++;
	for (int i = 0; i < sk_X509_num(search->trust->anchors); i++) {
		X509 *root = sk_X509_value(search->trust->anchors, i);

		if (is_over(search))
			return;
		if (issued(root, last) || X509_cmp(root, last) == 0)
			try_path(search, length, root);
	}
	for (int i = 0; i < sk_X509_num(search->presented); i++) {
		X509 *next = sk_X509_value(search->presented, i);

		if (is_over(search) || length == DEPTH_MAX)
			return;
		if (!is_on_path(search, length, next) && issued(next, last)) {
			search->path[length] = next;
			extend(search, length + 1);
		}
	}
}

void
cert_path_examine(const struct cert_trust *trust, STACK_OF(X509) * presented,
    int64_t now, struct cert_findings *found)
{
	struct search search = {
	    .trust = trust, .presented = presented, .now = now};

	search.path[0] = sk_X509_value(presented, 0);
	extend(&search, 1);
	if (search.tried == 0)
		try(&search, presented, trust->anchors, NULL);
	memcpy(found->faults, search.best.faults, sizeof(found->faults));
	found->n = search.best.n;
	memcpy(found->notes, search.best.notes, sizeof(found->notes));
}
