/* SPDX-License-Identifier: MIT */
#include "certs/cert_issue.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>

#include "certs/cert_extension.h"
#include "sim/base/mem.h"

#define DAY	       INT64_C(86400)
#define YEAR_0000      (-INT64_C(62167219200)) /* its first second */
#define YEAR_9999      INT64_C(253402300799)   /* its last second */
#define LIFE	       (90 * DAY)
#define AUTHORITY_LIFE (DAY * 365 * 20)

/* --- names ------------------------------------------------------------- */

static const int attribute_nid[CERT_ATTRIBUTES] = {
    [CERT_O] = NID_organizationName,
    [CERT_OU] = NID_organizationalUnitName,
    [CERT_L] = NID_localityName,
    [CERT_ST] = NID_stateOrProvinceName,
    [CERT_C] = NID_countryName,
    [CERT_CN] = NID_commonName,
};

static bool
is_utf8(const struct cert_bytes *text)
{
	unsigned long rune;
	size_t at = 0;

	while (at < text->len) {
		int n = UTF8_getc((const unsigned char *)text->data + at,
		    (int)(text->len - at), &rune);

		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/*
 * The country is a PrintableString, all else UTF-8 (4.1.2.4).  OpenSSL does
 * not make a name of broken UTF-8, so such bytes go in as what some software
 * still calls Latin-1, the TeletexString.
 */
static int
string_type(enum cert_attribute attribute, const struct cert_bytes *text)
{
	if (!is_utf8(text))
		return V_ASN1_T61STRING;
	return attribute == CERT_C ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING;
}

static X509_NAME *
name_of(const struct cert_spec *spec, struct err *err)
{
	X509_NAME *name = X509_NAME_new();

	if (name == NULL)
		out_of_memory();
	for (int i = 0; i < CERT_ATTRIBUTES; i++) {
		const struct cert_bytes *text = &spec->subject[i];

		if (text->data == NULL)
			continue;
		if (X509_NAME_add_entry_by_NID(name, attribute_nid[i],
			string_type((enum cert_attribute)i, text),
			(const unsigned char *)text->data, (int)text->len, -1,
			0) != 1) {
			X509_NAME_free(name);
			err_crypto(err, "subject");
			return NULL;
		}
	}
	return name;
}

static bool
set_names(X509 *cert, const struct cert_order *order, struct err *err)
{
	X509_NAME *subject = name_of(order->spec, err);
	X509_NAME *issuer = name_of(order->issuer, err);
	bool ok = subject != NULL && issuer != NULL;

	if (ok && (X509_set_subject_name(cert, subject) != 1 ||
		      X509_set_issuer_name(cert, issuer) != 1))
		ok = err_crypto(err, "subject and issuer");
	X509_NAME_free(subject);
	X509_NAME_free(issuer);
	return ok;
}

/* --- dates ------------------------------------------------------------- */

struct life {
	int64_t from, to;
};

static bool
is_exact(const struct cert_time *t)
{
	return t->kind == CERT_TIME_UTCTIME ||
	       t->kind == CERT_TIME_GENERALIZEDTIME;
}

static int64_t
seconds_of(const struct cert_time *t, int64_t t0, int64_t otherwise)
{
	if (t->kind == CERT_TIME_RELATIVE)
		return t0 + t->seconds;
	return t->kind == CERT_TIME_ABSOLUTE ? t->seconds : otherwise;
}

/*
 * Where only one end is given and lies beyond the other's default, the other
 * moves along: a certificate that ends before it begins would be a second
 * flaw.  An exact text is not understood, only copied, and moves nothing.
 */
static struct life
life_of(const struct cert_spec *spec, int64_t t0)
{
	bool ca = spec->authority;
	int64_t length = ca ? AUTHORITY_LIFE : LIFE;
	int64_t age = ca ? AUTHORITY_LIFE / 2 : DAY;
	struct life life = {
	    seconds_of(&spec->not_before, t0, t0 - age),
	    seconds_of(&spec->not_after, t0, t0 - age + length),
	};

	if (spec->not_before.kind == CERT_TIME_DEFAULT && life.to <= life.from)
		life.from = life.to - length;
	else if (spec->not_after.kind == CERT_TIME_DEFAULT &&
		 life.to <= life.from)
		life.to = life.from + length;
	return life;
}

static ASN1_TIME *
asn1_time(const struct cert_time *t, int64_t seconds, struct err *err)
{
	ASN1_TIME *time;

	if (!is_exact(t)) {
		if (seconds < YEAR_0000 || seconds > YEAR_9999) {
			err_input(err, "a date beyond the years 0000 to 9999");
			return NULL;
		}
		/* UTCTime through 2049, GeneralizedTime after (4.1.2.5). */
		time = ASN1_TIME_adj(NULL, (time_t)seconds, 0, 0);
		if (time == NULL)
			out_of_memory();
		return time;
	}
	time = ASN1_STRING_type_new(t->kind == CERT_TIME_UTCTIME
					? V_ASN1_UTCTIME
					: V_ASN1_GENERALIZEDTIME);
	if (time == NULL || !ASN1_STRING_set(time, t->text, -1))
		out_of_memory();
	return time;
}

static bool
set_dates(X509 *cert, const struct cert_order *order, struct err *err)
{
	struct life life = life_of(order->spec, order->t0);
	ASN1_TIME *from = asn1_time(&order->spec->not_before, life.from, err);
	ASN1_TIME *to = asn1_time(&order->spec->not_after, life.to, err);
	bool ok = from != NULL && to != NULL;

	if (ok && (X509_set1_notBefore(cert, from) != 1 ||
		      X509_set1_notAfter(cert, to) != 1))
		ok = err_crypto(err, "dates");
	ASN1_STRING_free(from);
	ASN1_STRING_free(to);
	return ok;
}

/* --- the whole --------------------------------------------------------- */

static bool
set_serial(X509 *cert, const struct cert_order *order, struct err *err)
{
	BIGNUM *number = BN_bin2bn(order->serial, CERT_SERIAL_LEN, NULL);
	bool ok;

	if (number == NULL)
		out_of_memory();
	ok = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
	BN_free(number);
	return ok || err_crypto(err, "serial number");
}

/*
 * X509_set_pubkey() would encode the key anew each time, which takes three
 * times as long as all the rest.
 */
static bool
set_key(X509 *cert, const struct cert_order *order, struct err *err)
{
	const unsigned char *bits;
	X509_ALGOR *algorithm;
	ASN1_OBJECT *oid;
	const void *value;
	unsigned char *copy;
	int len, type;

	if (X509_PUBKEY_get0_param(
		&oid, &bits, &len, &algorithm, order->key->spki) != 1)
		return err_crypto(err, "public key");
	X509_ALGOR_get0(NULL, &type, &value, algorithm);
	copy = OPENSSL_memdup(bits, (size_t)len);
	if (copy == NULL)
		out_of_memory();
	if (type == V_ASN1_OBJECT)
		value = OBJ_dup(value);
	if (X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(cert), OBJ_dup(oid),
		type, (void *)value, copy, len) != 1)
		return err_crypto(err, "public key");
	return true;
}

static bool
encode(X509 *cert, struct cert_blob *blob, struct err *err)
{
	unsigned char *der = NULL;
	int len = i2d_X509(cert, &der);

	if (len <= 0)
		return err_crypto(err, "encoding");
	blob->der = xmemdup(der, (size_t)len);
	blob->len = (size_t)len;
	OPENSSL_free(der);
	return true;
}

bool
cert_issue(
    const struct cert_order *order, struct cert_blob *blob, struct err *err)
{
	X509 *cert = X509_new();
	bool ok;

	if (cert == NULL)
		out_of_memory();
	ok = X509_set_version(cert, X509_VERSION_3) == 1 &&
	     set_serial(cert, order, err) && set_names(cert, order, err) &&
	     set_dates(cert, order, err);
	ok = ok && set_key(cert, order, err) &&
	     cert_extension_add_all(cert, order, err);
	if (ok && X509_sign(cert, order->issuer_key->pkey, EVP_sha256()) <= 0)
		ok = err_crypto(err, "signature");
	ok = ok && encode(cert, blob, err);
	X509_free(cert);
	return ok;
}
