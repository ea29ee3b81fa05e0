/* SPDX-License-Identifier: MIT */
#include "certs/cert_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "certs/cert_odd.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"

static X509 *
parse(const struct cert_blob *blob)
{
	const unsigned char *at = blob->der;
	X509 *cert = d2i_X509(NULL, &at, (long)blob->len);

	ERR_clear_error(); /* that it cannot be parsed is no error here */
	return cert;
}

/* --- PEM --------------------------------------------------------------- */

static BIO *
new_bio(void)
{
	BIO *bio = BIO_new(BIO_s_mem());

	if (bio == NULL)
		out_of_memory();
	return bio;
}

static char *
text_of_bio(BIO *bio)
{
	char *data, *text;
	long len = BIO_get_mem_data(bio, &data);

	text = xstrndup(len > 0 ? data : "", (size_t)len);
	BIO_free(bio);
	return text;
}

char *
cert_text_pem(const struct cert_chain *chain)
{
	BIO *bio = new_bio();

	for (size_t i = 0; i < chain->n; i++)
		if (PEM_write_bio(bio, PEM_STRING_X509, "", chain->certs[i].der,
			(long)chain->certs[i].len) <= 0)
			out_of_memory();
	return text_of_bio(bio);
}

char *
cert_text_key_pem(const struct cert_chain *chain, struct err *err)
{
	BIO *bio = new_bio();

	if (PEM_write_bio_PrivateKey(
		bio, chain->key, NULL, NULL, 0, NULL, NULL) == 1)
		return text_of_bio(bio);
	BIO_free(bio);
	err_crypto(err, "private key");
	return NULL;
}

char *
cert_text_full(const struct cert_chain *chain)
{
	BIO *bio = new_bio();

	for (size_t i = 0; i < chain->n; i++) {
		X509 *cert = parse(&chain->certs[i]);

		if (cert == NULL)
			BIO_printf(bio, "Not a certificate: %zu bytes\n",
			    chain->certs[i].len);
		else
			X509_print_ex(bio, cert, XN_FLAG_ONELINE, 0);
		X509_free(cert);
	}
	ERR_clear_error();
	return text_of_bio(bio);
}

/* --- dates ------------------------------------------------------------- */

static char *
span(int64_t seconds)
{
	static const struct {
		int64_t unit, below;
		const char *name;
	} rows[] = {
	    {1, 120, "second"},
	    {60, 7200, "minute"},
	    {3600, 48 * INT64_C(3600), "hour"},
	    {86400, INT64_C(3650) * 86400, "day"},
	    {INT64_C(365) * 86400, INT64_MAX, "year"},
	};
	size_t i = 0;

	while (seconds >= rows[i].below)
		i++;
	return xasprintf("%" PRId64 " %s%s", seconds / rows[i].unit,
	    rows[i].name, seconds / rows[i].unit == 1 ? "" : "s");
}

char *
cert_text_life(int64_t from, int64_t to, int64_t now)
{
	char *text, *length;

	/* Both ends belong to the life (RFC 5280 section 4.1.2.5). */
	if (now > to) {
		length = span(now - to);
		text = xasprintf("ended %s ago", length);
	} else if (now < from) {
		length = span(from - now);
		text = xasprintf("begins in %s", length);
	} else {
		length = span(to - now);
		text = xasprintf("ends in %s", length);
	}
	free(length);
	return text;
}

static int64_t
seconds_of(const ASN1_TIME *time)
{
	struct tm tm;

	return ASN1_TIME_to_tm(time, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

static void
print_date(FILE *out, const ASN1_TIME *time)
{
	struct tm tm;
	char *raw;

	if (ASN1_TIME_to_tm(time, &tm) == 1) {
		char text[40];

		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
		fputs(text, out);
		return;
	}
	raw = text_printable((const char *)ASN1_STRING_get0_data(time),
	    (size_t)ASN1_STRING_length(time));
	fprintf(out, "\"%s\"", raw);
	free(raw);
}

static void
print_life(FILE *out, X509 *cert, int64_t now)
{
	const ASN1_TIME *from = X509_get0_notBefore(cert);
	const ASN1_TIME *to = X509_get0_notAfter(cert);
	char *life = cert_text_life(seconds_of(from), seconds_of(to), now);

	fputs("   valid    ", out);
	print_date(out, from);
	fputs(" to ", out);
	print_date(out, to);
	fprintf(out, " UTC, %s\n", life);
	free(life);
}

/* --- names ------------------------------------------------------------- */

static void
print_string(FILE *out, const ASN1_STRING *s)
{
	char *text = text_printable((const char *)ASN1_STRING_get0_data(s),
	    (size_t)ASN1_STRING_length(s));

	fputs(text, out);
	free(text);
}

static void
print_subject(FILE *out, const char *what, X509_NAME *name)
{
	fprintf(out, "   %s ", what);
	for (int i = 0; i < X509_NAME_entry_count(name); i++) {
		X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
		int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));

		fprintf(out, "%s%s=", i == 0 ? "" : ", ", OBJ_nid2sn(nid));
		print_string(out, X509_NAME_ENTRY_get_data(entry));
	}
	fputs(X509_NAME_entry_count(name) == 0 ? "(empty)\n" : "\n", out);
}

static void
print_address(FILE *out, const ASN1_STRING *address)
{
	BIO *bio = new_bio();
	GENERAL_NAME *name = GENERAL_NAME_new();
	char *text;

	if (name == NULL)
		out_of_memory();
	GENERAL_NAME_set0_value(name, GEN_IPADD, ASN1_STRING_dup(address));
	GENERAL_NAME_print(bio, name);
	GENERAL_NAME_free(name);
	text = text_of_bio(bio);
	fputs(text, out);
	free(text);
}

static void
print_general_name(FILE *out, GENERAL_NAME *name)
{
	int type;
	ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);

	switch (type) {
	case GEN_DNS:
		print_string(out, value);
		break;
	case GEN_URI:
		fputs("URI ", out);
		print_string(out, value);
		break;
	case GEN_EMAIL:
		fputs("email ", out);
		print_string(out, value);
		break;
	case GEN_IPADD:
		print_address(out, value);
		break;
	default: /* X.400, EDI: nobody meets them */
		fputs("(another kind of name)", out);
		break;
	}
}

static void
print_names(FILE *out, X509 *cert)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	int n = sk_GENERAL_NAME_num(names);

	for (int i = 0; i < n; i++) {
		fputs(i == 0 ? "   names    " : ", ", out);
		print_general_name(out, sk_GENERAL_NAME_value(names, i));
	}
	if (n > 0)
		fputc('\n', out);
	GENERAL_NAMES_free(names);
}

static void
print_subtrees(
    FILE *out, const char *what, const STACK_OF(GENERAL_SUBTREE) * trees)
{
	int n = sk_GENERAL_SUBTREE_num(trees);

	for (int i = 0; i < n; i++) {
		fputs(i == 0 ? what : ", ", out);
		print_general_name(
		    out, sk_GENERAL_SUBTREE_value(trees, i)->base);
	}
	if (n > 0)
		fputc('\n', out);
}

static void
print_constraints(FILE *out, X509 *cert)
{
	NAME_CONSTRAINTS *nc =
	    X509_get_ext_d2i(cert, NID_name_constraints, NULL, NULL);

	if (nc == NULL)
		return;
	print_subtrees(out, "   permits  ", nc->permittedSubtrees);
	print_subtrees(out, "   excludes ", nc->excludedSubtrees);
	NAME_CONSTRAINTS_free(nc);
}

/* --- the short form ---------------------------------------------------- */

static void
print_key(FILE *out, X509 *cert)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);
	int signature = X509_get_signature_nid(cert);
	const char *nist = NULL;
	char group[80];

	fputs("   key      ", out);
	if (key != NULL &&
	    EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) == 1)
		nist = EC_curve_nid2nist(OBJ_txt2nid(group));
	if (key == NULL)
		fputs("cannot be parsed", out);
	else if (nist != NULL)
		fputs(nist, out);
	else
		fprintf(out, "%s-%d", EVP_PKEY_get0_type_name(key),
		    EVP_PKEY_get_bits(key));
	fprintf(out, ", signed with %s\n", OBJ_nid2sn(signature));
	ERR_clear_error();
}

static void
print_odd(void *arg, const char *text)
{
	fprintf(arg, "   odd      %s\n", text);
}

static void
print_cert(FILE *out, X509 *cert, int64_t now)
{
	print_subject(out, "subject ", X509_get_subject_name(cert));
	print_names(out, cert);
	print_constraints(out, cert);
	print_subject(out, "issuer  ", X509_get_issuer_name(cert));
	print_life(out, cert, now);
	print_key(out, cert);
	cert_odd_find(cert, print_odd, out);
}

char *
cert_text_short(const struct cert_chain *chain, int64_t now)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	X509 *before = NULL;

	if (out == NULL)
		out_of_memory();
	for (size_t i = 0; i < chain->n; i++) {
		X509 *cert = parse(&chain->certs[i]);

		fprintf(
		    out, "%zu. %zu bytes of DER\n", i + 1, chain->certs[i].len);
		if (cert == NULL)
			print_odd(out, "cannot be parsed");
		else
			print_cert(out, cert, now);
		if (cert != NULL && before != NULL)
			cert_odd_follow(before, cert, print_odd, out);
		if (cert != NULL && i == 0 && chain->key != NULL &&
		    X509_check_private_key(cert, chain->key) != 1)
			print_odd(out, "the server has another key");
		X509_free(before);
		before = cert;
	}
	X509_free(before);
	ERR_clear_error();
	fclose(out);
	return text;
}
