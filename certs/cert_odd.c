/* SPDX-License-Identifier: MIT */
#include "certs/cert_odd.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/x509v3.h>

#define IA5_MAX 0x7f

static bool
holds_nul(const ASN1_STRING *s)
{
	return memchr(ASN1_STRING_get0_data(s), '\0',
		   (size_t)ASN1_STRING_length(s)) != NULL;
}

static bool
holds_other_than_ia5(const ASN1_STRING *s)
{
	const unsigned char *at = ASN1_STRING_get0_data(s);

	for (int i = 0; i < ASN1_STRING_length(s); i++)
		if (at[i] > IA5_MAX)
			return true;
	return false;
}

/* RFC 9525 section 6.3: one "*", and that the whole leftmost label. */
static bool
has_odd_wildcard(const char *name, size_t len)
{
	const char *star = memchr(name, '*', len);

	if (star == NULL)
		return false;
	if (star != name || len < 3 || name[1] != '.')
		return true;
	return memchr(name + 1, '*', len - 1) != NULL;
}

static void
look_at_name(const ASN1_STRING *s, cert_odd_fn *found, void *arg)
{
	const char *name = (const char *)ASN1_STRING_get0_data(s);
	size_t len = (size_t)ASN1_STRING_length(s);

	if (holds_nul(s))
		found(arg, "a DNS name holds a NUL byte");
	if (holds_other_than_ia5(s))
		found(arg, "a DNS name holds bytes that are not IA5");
	if (has_odd_wildcard(name, len))
		found(arg, "a wildcard is not the whole leftmost label");
	if (len > 0 && name[len - 1] == '.')
		found(arg, "a DNS name ends in a dot");
}

static void
look_at_names(X509 *cert, cert_odd_fn *found, void *arg)
{
	int critical;
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(cert, NID_subject_alt_name, &critical, NULL);

	if (names == NULL && critical >= 0)
		found(arg, "the SAN extension cannot be parsed");
	else if (names == NULL && X509_check_ca(cert) == 0)
		found(arg, "no SAN extension");
	else if (names != NULL && sk_GENERAL_NAME_num(names) == 0)
		found(arg, "the SAN extension is empty");
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		int type;
		void *value = GENERAL_NAME_get0_value(
		    sk_GENERAL_NAME_value(names, i), &type);

		if (type == GEN_DNS)
			look_at_name(value, found, arg);
	}
	GENERAL_NAMES_free(names);
}

static void
look_at_subject(X509 *cert, cert_odd_fn *found, void *arg)
{
	X509_NAME *subject = X509_get_subject_name(cert);
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);

	if (at >= 0 && holds_nul(X509_NAME_ENTRY_get_data(
			   X509_NAME_get_entry(subject, at))))
		found(arg, "the CN holds a NUL byte");
	if (X509_NAME_entry_count(subject) == 0)
		found(arg, "the subject is empty");
	if (X509_NAME_cmp(subject, X509_get_issuer_name(cert)) == 0)
		found(arg, X509_check_ca(cert) != 0
			       ? "signs itself, as roots do"
			       : "signs itself");
}

/* RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime after. */
static void
look_at_date(const ASN1_TIME *time, cert_odd_fn *found, void *arg)
{
	const char *text = (const char *)ASN1_STRING_get0_data(time);
	struct tm tm;

	if (ASN1_TIME_to_tm(time, &tm) != 1)
		found(arg, "a date that cannot be parsed");
	else if (ASN1_STRING_type(time) == V_ASN1_GENERALIZEDTIME &&
		 tm.tm_year < 150)
		found(arg, "a date before 2050 is a GeneralizedTime");
	else if (ASN1_STRING_type(time) == V_ASN1_UTCTIME && text[0] == '5')
		found(arg, "a UTCTime of the year 50 to 59, which is 19..");
	else if (tm.tm_year == 9999 - 1900)
		found(arg, "no well-defined end of life (4.1.2.5)");
}

void
cert_odd_find(X509 *cert, cert_odd_fn *found, void *arg)
{
	look_at_names(cert, found, arg);
	look_at_subject(cert, found, arg);
	look_at_date(X509_get0_notBefore(cert), found, arg);
	look_at_date(X509_get0_notAfter(cert), found, arg);
}

static bool
same_key(X509 *a, X509 *b)
{
	EVP_PKEY *one = X509_get0_pubkey(a), *other = X509_get0_pubkey(b);

	return one != NULL && other != NULL && EVP_PKEY_eq(one, other) == 1;
}

void
cert_odd_follow(X509 *before, X509 *cert, cert_odd_fn *found, void *arg)
{
	if (same_key(before, cert))
		found(arg, "has the same key as the one before");
	if (X509_NAME_cmp(
		X509_get_issuer_name(before), X509_get_subject_name(cert)) != 0)
		found(arg, "is not the issuer of the one before");
}
