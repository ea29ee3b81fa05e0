/* SPDX-License-Identifier: MIT */
/*
 * sender_pki.h - certificates for the sender's own tests, by OpenSSL alone:
 * the sender must not be tested only with what our own certs layer makes.
 * Everything aborts on failure; the caller frees.
 */
#ifndef TESTS_SENDER_PKI_H
#define TESTS_SENDER_PKI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#define PKI_T0	INT64_C(1700000000)
#define PKI_DAY INT64_C(86400)

struct pki_form {
	const char *cn;	 /* of the subject */
	const char *san; /* "DNS:mx.example,IP:127.0.0.1"; NULL: none */
	const char *raw; /* one dNSName with these bytes, instead of san */
	size_t raw_len;
	const char *constraints; /* nameConstraints, or NULL */
	bool ca;
	int64_t from, to; /* 0: around PKI_T0 */
	EVP_PKEY *key;	  /* whose public half it holds */
	X509 *issuer;	  /* NULL: itself */
	EVP_PKEY *signer;
};

static inline void
pki_must(bool ok)
{
	if (!ok)
		abort();
}

static inline EVP_PKEY *
pki_key(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");

	pki_must(key != NULL);
	return key;
}

static inline void
pki_extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	pki_must(ext != NULL && X509_add_ext(cert, ext, -1));
	X509_EXTENSION_free(ext);
}

static inline void
pki_raw_name(X509 *cert, const char *bytes, size_t len)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *value = ASN1_IA5STRING_new();

	ASN1_STRING_set(value, bytes, (int)len);
	GENERAL_NAME_set0_value(name, GEN_DNS, value);
	sk_GENERAL_NAME_push(names, name);
	pki_must(X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0));
	GENERAL_NAMES_free(names);
}

static inline X509 *
pki_cert(const struct pki_form *form)
{
	static long serial = 1;
	X509 *cert = X509_new(), *issuer;
	X509_NAME *name = X509_get_subject_name(cert);

	issuer = form->issuer != NULL ? form->issuer : cert;
	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), serial++);
	if (form->cn != NULL)
		X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
		    (const unsigned char *)form->cn, -1, -1, 0);
	X509_set_issuer_name(cert, X509_get_subject_name(issuer));
	ASN1_TIME_set(X509_getm_notBefore(cert),
	    (time_t)(form->from != 0 ? form->from : PKI_T0 - PKI_DAY));
	ASN1_TIME_set(X509_getm_notAfter(cert),
	    (time_t)(form->to != 0 ? form->to : PKI_T0 + 89 * PKI_DAY));
	X509_set_pubkey(cert, form->key);
	pki_extend(cert, issuer, NID_basic_constraints,
	    form->ca ? "critical,CA:TRUE" : "CA:FALSE");
	if (form->ca)
		pki_extend(cert, issuer, NID_key_usage, "keyCertSign,cRLSign");
	if (form->constraints != NULL)
		pki_extend(
		    cert, issuer, NID_name_constraints, form->constraints);
	if (form->raw != NULL)
		pki_raw_name(cert, form->raw, form->raw_len);
	else if (form->san != NULL)
		pki_extend(cert, issuer, NID_subject_alt_name, form->san);
	pki_must(
	    X509_sign(cert, form->signer != NULL ? form->signer : form->key,
		EVP_sha256()) > 0);
	return cert;
}

#endif
