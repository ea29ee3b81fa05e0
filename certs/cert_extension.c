/* SPDX-License-Identifier: MIT */
#include "certs/cert_extension.h"

#include <openssl/x509v3.h>

#include "sim/base/mem.h"

/* CA/Browser Forum Baseline Requirements, section 7.1.6.1. */
#define OID_DOMAIN_VALIDATED	   "2.23.140.1.2.1"
#define OID_ORGANIZATION_VALIDATED "2.23.140.1.2.2"

/* Bits of KeyUsage, RFC 5280 section 4.2.1.3. */
enum {
	DIGITAL_SIGNATURE = 0,
	KEY_ENCIPHERMENT = 2,
	KEY_CERT_SIGN = 5,
	CRL_SIGN = 6
};

static bool
add(X509 *cert, int nid, bool critical, void *value)
{
	return X509_add1_ext_i2d(
		   cert, nid, value, critical, X509V3_ADD_DEFAULT) == 1;
}

static bool
add_basic_constraints(X509 *cert, bool ca)
{
	BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
	bool ok;

	if (bc == NULL)
		out_of_memory();
	bc->ca = ca ? 0xff : 0;
	ok = add(cert, NID_basic_constraints, true, bc);
	BASIC_CONSTRAINTS_free(bc);
	return ok;
}

static bool
add_key_usage(X509 *cert, const struct cert_order *order)
{
	ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
	bool ca = order->spec->authority, ok;

	if (bits == NULL)
		out_of_memory();
	ok = ASN1_BIT_STRING_set_bit(
	    bits, ca ? KEY_CERT_SIGN : DIGITAL_SIGNATURE, 1);
	if (ok && ca)
		ok = ASN1_BIT_STRING_set_bit(bits, CRL_SIGN, 1);
	/* RSA key exchange of TLS 1.2; an EC key cannot do that. */
	if (ok && !ca && order->spec->key_kind == CERT_KEY_RSA2048)
		ok = ASN1_BIT_STRING_set_bit(bits, KEY_ENCIPHERMENT, 1);
	ok = ok && add(cert, NID_key_usage, true, bits);
	ASN1_BIT_STRING_free(bits);
	return ok;
}

static bool
add_server_auth(X509 *cert)
{
	EXTENDED_KEY_USAGE *eku = sk_ASN1_OBJECT_new_null();
	bool ok;

	if (eku == NULL ||
	    !sk_ASN1_OBJECT_push(eku, OBJ_nid2obj(NID_server_auth)))
		out_of_memory();
	ok = add(cert, NID_ext_key_usage, false, eku);
	sk_ASN1_OBJECT_free(eku); /* the object itself is a constant */
	return ok;
}

static bool
add_key_ids(X509 *cert, const struct cert_order *order)
{
	ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
	AUTHORITY_KEYID *authority = AUTHORITY_KEYID_new();
	int len = (int)sizeof(order->key->id);
	bool ok;

	if (id == NULL || authority == NULL)
		out_of_memory();
	ok = ASN1_OCTET_STRING_set(id, order->key->id, len) == 1 &&
	     add(cert, NID_subject_key_identifier, false, id) &&
	     ASN1_OCTET_STRING_set(id, order->issuer_key->id, len) == 1;
	authority->keyid = id; /* now the authority's */
	/* A certificate that signs itself may leave it out (4.2.1.1). */
	if (ok && order->issuer != order->spec)
		ok = add(cert, NID_authority_key_identifier, false, authority);
	AUTHORITY_KEYID_free(authority);
	return ok;
}

static void
set_string(GENERAL_NAME *general, int type, const struct cert_bytes *value)
{
	/* IA5String by its tag only: OpenSSL writes any bytes into it. */
	ASN1_STRING *string = ASN1_STRING_type_new(
	    type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);

	if (string == NULL ||
	    !ASN1_STRING_set(string, value->data, (int)value->len))
		out_of_memory();
	GENERAL_NAME_set0_value(general, type, string);
}

static GENERAL_NAME *
general_name(const struct cert_name *name)
{
	GENERAL_NAME *general = GENERAL_NAME_new();
	int type = GEN_DNS;

	if (general == NULL)
		out_of_memory();
	switch (name->kind) {
	case CERT_NAME_DNS:
		type = GEN_DNS;
		break;
	case CERT_NAME_IP:
		type = GEN_IPADD;
		break;
	case CERT_NAME_URI:
		type = GEN_URI;
		break;
	case CERT_NAME_EMAIL:
		type = GEN_EMAIL;
		break;
	}
	set_string(general, type, &name->value);
	return general;
}

/* With no names this is an empty SEQUENCE, which RFC 5280 forbids. */
static bool
add_names(X509 *cert, const struct cert_spec *spec)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	bool nameless = X509_NAME_entry_count(X509_get_subject_name(cert)) == 0;
	bool ok;

	if (names == NULL)
		out_of_memory();
	for (size_t i = 0; i < spec->names.n; i++)
		if (!sk_GENERAL_NAME_push(
			names, general_name(&spec->names.list[i])))
			out_of_memory();
	/* Critical where it is all the subject there is (4.2.1.6). */
	ok = add(cert, NID_subject_alt_name, nameless, names);
	GENERAL_NAMES_free(names);
	return ok;
}

static STACK_OF(GENERAL_SUBTREE) * subtrees(const struct cert_names *names)
{
	STACK_OF(GENERAL_SUBTREE) * list;

	if (names->n == 0)
		return NULL; /* an empty list must not be encoded */
	list = sk_GENERAL_SUBTREE_new_null();
	if (list == NULL)
		out_of_memory();
	for (size_t i = 0; i < names->n; i++) {
		GENERAL_SUBTREE *tree = GENERAL_SUBTREE_new();

		if (tree == NULL || !sk_GENERAL_SUBTREE_push(list, tree))
			out_of_memory();
		GENERAL_NAME_free(tree->base);
		tree->base = general_name(&names->list[i]);
	}
	return list;
}

static bool
add_name_constraints(X509 *cert, const struct cert_spec *spec)
{
	NAME_CONSTRAINTS *nc;
	bool ok;

	if (spec->permitted.n == 0 && spec->excluded.n == 0)
		return true;
	nc = NAME_CONSTRAINTS_new();
	if (nc == NULL)
		out_of_memory();
	nc->permittedSubtrees = subtrees(&spec->permitted);
	nc->excludedSubtrees = subtrees(&spec->excluded);
	ok = add(cert, NID_name_constraints, true, nc);
	NAME_CONSTRAINTS_free(nc);
	return ok;
}

static bool
add_policy(X509 *cert, const char *oid)
{
	CERTIFICATEPOLICIES *list = CERTIFICATEPOLICIES_new();
	POLICYINFO *info = POLICYINFO_new();
	bool ok;

	if (list == NULL || info == NULL || !sk_POLICYINFO_push(list, info))
		out_of_memory();
	info->policyid = OBJ_txt2obj(oid, 1);
	if (info->policyid == NULL)
		out_of_memory();
	ok = add(cert, NID_certificate_policies, false, list);
	CERTIFICATEPOLICIES_free(list);
	return ok;
}

static bool
add_for_leaf(X509 *cert, const struct cert_order *order)
{
	bool organization = order->spec->subject[CERT_O].data != NULL;

	return add_server_auth(cert) && add_basic_constraints(cert, false) &&
	       add_key_ids(cert, order) &&
	       (order->spec->san == CERT_SAN_NONE ||
		   add_names(cert, order->spec)) &&
	       add_policy(cert, organization ? OID_ORGANIZATION_VALIDATED
					     : OID_DOMAIN_VALIDATED);
}

/* A root says nothing of its purposes, an issuing CA must (7.1.2.10.6). */
static bool
add_for_authority(X509 *cert, const struct cert_order *order)
{
	bool root = order->issuer == order->spec;

	return (root || add_server_auth(cert)) &&
	       add_basic_constraints(cert, true) && add_key_ids(cert, order) &&
	       add_name_constraints(cert, order->spec) &&
	       (root || add_policy(cert, "2.5.29.32.0")); /* anyPolicy */
}

bool
cert_extension_add_all(
    X509 *cert, const struct cert_order *order, struct err *err)
{
	bool ok = add_key_usage(cert, order) &&
		  (order->spec->authority ? add_for_authority(cert, order)
					  : add_for_leaf(cert, order));

	return ok || err_crypto(err, "extension");
}
