/* SPDX-License-Identifier: MIT */
#include "certs_fixture.h"

static struct cert_shelf *shelf;

static void
set_up(void)
{
	shelf = cert_shelf_new(T0, 7);
}

static void
tear_down(void)
{
	cert_shelf_free(shelf);
}

/* Bytes that must stand in the leaf as they are, tag and length included. */
static const struct {
	const char *recipe, *der;
	size_t len;
} flaws[] = {
#define DER(text) text, sizeof(text) - 1
    {"{'names':['a\\u0000b']}", DER("\x30\x05\x82\x03"
				    "a\0b")},
    {"{'cn':'a\\u0000b','san':'none'}", DER("\x06\x03\x55\x04\x03\x0c\x03"
					    "a\0b")},
    {"{'names':[{'hex':'62c3bc'}]}", DER("\x30\x05\x82\x03"
					 "b\xc3\xbc")},
    {"{'names':[{'hex':'fffe'}]}", DER("\x30\x04\x82\x02\xff\xfe")},
    {"{'names':[{'hex':''}]}", DER("\x30\x02\x82\x00")},
    {"{'names':['*']}", DER("\x30\x03\x82\x01*")},
    {"{'names':['mx.x.']}", DER("\x30\x07\x82\x05mx.x.")},
    {"{'san':'empty'}", DER("\x06\x03\x55\x1d\x11\x04\x02\x30\x00")},
    {"{'names':[{'ip':'127.0.0.9'}]}", DER("\x30\x06\x87\x04\x7f\x00\x00\x09")},
    {"{'names':[{'uri':'smtp://x'}]}", DER("\x30\x0a\x86\x08smtp://x")},
    {"{'names':[{'email':'p@x'}]}", DER("\x30\x05\x81\x03p@x")},
    {"{'names':['A','b',{'ip':'1.2.3.4'}]}", DER("\x30\x0c\x82\x01"
						 "A\x82\x01"
						 "b\x87\x04\x01\x02\x03\x04")},
    {"{'cn':{'hex':'fc'}}", DER("\x06\x03\x55\x04\x03\x14\x01\xfc")},
    {"{'subject':{'C':'DE'}}", DER("\x06\x03\x55\x04\x06\x13\x02"
				   "DE")},
    {"{'not_after':'utctime:500101000000Z'}", DER("\x17\x0d"
						  "500101000000Z")},
    {"{'not_after':'generalizedtime:20500101000000Z'}", DER("\x18\x0f"
							    "20500101000000Z")},
    {"{'not_before':'generalizedtime:20240101000000Z'}",
	DER("\x18\x0f"
	    "20240101000000Z")},
    {"{'not_after':'utctime:x'}", DER("\x17\x01x")},
    {"{'not_after':'2049-12-31'}", DER("\x17\x0d"
				       "491231000000Z")},
    {"{'not_after':'2050-01-01'}", DER("\x18\x0f"
				       "20500101000000Z")},
    {"{'not_after':'0 seconds'}", DER("\x17\x0d"
				      "240314120000Z")},
};

START_TEST(the_flaw_is_really_in_the_certificate)
{
	const struct cert_chain *chain = chain_of(shelf, flaws[_i].recipe);
	const struct cert_chain *good = chain_of(shelf, "{}");

	ck_assert(holds(chain, 0, flaws[_i].der, flaws[_i].len));
	ck_assert(!holds(good, 0, flaws[_i].der, flaws[_i].len));
	X509_free(parsed(chain, 0));
}
END_TEST

static int
seconds_between(const ASN1_TIME *from, const ASN1_TIME *to)
{
	int days = 0, seconds = 0;

	ck_assert_int_eq(ASN1_TIME_diff(&days, &seconds, from, to), 1);
	return days * (int)DAY + seconds;
}

START_TEST(a_good_leaf_is_as_a_public_ca_makes_it)
{
	X509 *leaf = parsed(chain_of(shelf, "{}"), 0);
	const ASN1_INTEGER *serial = X509_get0_serialNumber(leaf);

	ck_assert_int_eq(X509_get_version(leaf), X509_VERSION_3);
	ck_assert_int_eq(ASN1_STRING_length(serial), 16);
	ck_assert_int_eq(ASN1_STRING_type(serial), V_ASN1_INTEGER);
	ck_assert_int_eq(X509_get_signature_nid(leaf), NID_ecdsa_with_SHA256);
	ck_assert_uint_eq(X509_get_key_usage(leaf), KU_DIGITAL_SIGNATURE);
	ck_assert_uint_eq(X509_get_extended_key_usage(leaf), XKU_SSL_SERVER);
	ck_assert_int_eq(X509_check_ca(leaf), 0);
	ck_assert_ptr_nonnull(X509_get0_subject_key_id(leaf));
	ck_assert_ptr_nonnull(X509_get0_authority_key_id(leaf));
	ck_assert_int_eq(X509_get_ext_count(leaf), 7);
	X509_free(leaf);
}
END_TEST

START_TEST(a_good_leaf_lives_from_yesterday_for_ninety_days)
{
	X509 *leaf = parsed(chain_of(shelf, "{}"), 0);
	const ASN1_TIME *from = X509_get0_notBefore(leaf);

	ck_assert_int_eq(ASN1_TIME_cmp_time_t(from, T0 - DAY), 0);
	ck_assert_int_eq(
	    seconds_between(from, X509_get0_notAfter(leaf)), 90 * (int)DAY);
	X509_free(leaf);
}
END_TEST

/* Which extensions are critical, in words: "basicConstraints keyUsage". */
static char *
critical_extensions(X509 *cert)
{
	char *all = xstrdup("");

	for (int i = 0; i < X509_get_ext_count(cert); i++) {
		X509_EXTENSION *ext = X509_get_ext(cert, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));
		char *more;

		if (!X509_EXTENSION_get_critical(ext))
			continue;
		more = xasprintf("%s %s", all, OBJ_nid2sn(nid));
		free(all);
		all = more;
	}
	return all;
}

static const struct {
	const char *recipe;
	size_t at;
	const char *critical;
} criticals[] = {
    {"{}", 0, " keyUsage basicConstraints"},
    {"{}", 1, " keyUsage basicConstraints"},
    {"{'cn':false}", 0, " keyUsage basicConstraints subjectAltName"},
    {"{'cn':false,'subject':{'O':'T'}}", 0, " keyUsage basicConstraints"},
    {"{'issuer':'J','authorities':[{'label':'J','excluded':['x']}]}", 1,
	" keyUsage basicConstraints nameConstraints"},
};

START_TEST(what_must_be_critical_is_critical)
{
	X509 *cert =
	    parsed(chain_of(shelf, criticals[_i].recipe), criticals[_i].at);
	char *got = critical_extensions(cert);

	ck_assert_str_eq(got, criticals[_i].critical);
	free(got);
	X509_free(cert);
}
END_TEST

START_TEST(an_intermediate_may_sign_and_a_root_signs_itself)
{
	const struct cert_chain *chain =
	    chain_of(shelf, "{'sends':['I','R','P']}");
	X509 *i = parsed(chain, 0), *r = parsed(chain, 1),
	     *p = parsed(chain, 2);

	ck_assert_int_eq(X509_check_ca(i), 1);
	ck_assert_uint_eq(
	    X509_get_key_usage(i), KU_KEY_CERT_SIGN | KU_CRL_SIGN);
	ck_assert_int_eq(X509_check_issued(r, i), X509_V_OK);
	ck_assert_int_eq(X509_check_issued(r, r), X509_V_OK);
	ck_assert_int_eq(X509_check_issued(p, p), X509_V_OK);
	ck_assert_int_ne(X509_check_issued(p, i), X509_V_OK);
	ck_assert_int_eq(X509_verify(i, X509_get0_pubkey(r)), 1);
	ck_assert_int_eq(X509_self_signed(p, 1), 1);
	X509_free(i);
	X509_free(r);
	X509_free(p);
}
END_TEST

START_TEST(an_rsa_leaf_may_exchange_keys)
{
	X509 *leaf = parsed(chain_of(shelf, "{'key':'rsa2048'}"), 0);

	ck_assert_int_eq(EVP_PKEY_get_bits(X509_get0_pubkey(leaf)), 2048);
	ck_assert_uint_eq(X509_get_key_usage(leaf),
	    KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT);
	X509_free(leaf);
}
END_TEST

START_TEST(a_certificate_that_signs_itself_is_no_authority)
{
	X509 *leaf = parsed(chain_of(shelf, "{'issuer':'self'}"), 0);

	ck_assert_int_eq(X509_self_signed(leaf, 1), 1);
	ck_assert_int_eq(X509_check_ca(leaf), 0);
	X509_free(leaf);
}
END_TEST

START_TEST(without_san_there_is_no_extension)
{
	X509 *leaf = parsed(chain_of(shelf, "{'san':'none','cn':false}"), 0);

	ck_assert_int_eq(
	    X509_get_ext_by_NID(leaf, NID_subject_alt_name, -1), -1);
	ck_assert_int_eq(X509_NAME_entry_count(X509_get_subject_name(leaf)), 0);
	X509_free(leaf);
}
END_TEST

START_TEST(the_subject_has_its_order_and_the_cn_comes_last)
{
	X509 *leaf =
	    parsed(chain_of(shelf, "{'subject':{'C':'DE','L':'l','O':'o',"
				   "'ST':'s','OU':'u'},'cn':'c'}"),
		0);
	char *line = X509_NAME_oneline(X509_get_subject_name(leaf), NULL, 0);

	ck_assert_str_eq(line, "/O=o/OU=u/L=l/ST=s/C=DE/CN=c");
	OPENSSL_free(line);
	X509_free(leaf);
}
END_TEST

START_TEST(a_hundred_names_are_all_there)
{
	char *text = xstrdup("{'names':[");
	GENERAL_NAMES *names;
	X509 *leaf;

	for (int i = 1; i <= 100; i++) {
		char *more = xasprintf(
		    "%s%s'mx%d.x.example'", text, i == 1 ? "" : ",", i);

		free(text);
		text = more;
	}
	text = strcat(xreallocarray(text, strlen(text) + 3, 1), "]}");
	leaf = parsed(chain_of(shelf, text), 0);
	names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	ck_assert_int_eq(sk_GENERAL_NAME_num(names), 100);
	ck_assert_int_eq(
	    X509_check_host(leaf, "mx57.x.example", 0, 0, NULL), 1);
	GENERAL_NAMES_free(names);
	X509_free(leaf);
	free(text);
}
END_TEST

/* Seconds from notBefore and notAfter to T0 where only one was said. */
static const struct {
	const char *recipe;
	int64_t from, to;
} lives[] = {
    {"{'not_after':'-1 second'}", -DAY, -1},
    {"{'not_after':'-1 day'}", -91 * DAY, -DAY},
    {"{'not_after':'-1100 days'}", -1190 * DAY, -1100 * DAY},
    {"{'not_before':'+1 day'}", DAY, 89 * DAY},
    {"{'not_before':'+100 days'}", 100 * DAY, 190 * DAY},
    {"{'not_before':'+2 days','not_after':'+1 day'}", 2 * DAY, DAY},
    {"{'not_after':'utctime:240314120000Z'}", -DAY, 0},
};

START_TEST(one_flaw_in_the_dates_makes_no_second_one)
{
	X509 *leaf = parsed(chain_of(shelf, lives[_i].recipe), 0);

	ck_assert_int_eq(ASN1_TIME_cmp_time_t(
			     X509_get0_notBefore(leaf), T0 + lives[_i].from),
	    0);
	ck_assert_int_eq(
	    ASN1_TIME_cmp_time_t(X509_get0_notAfter(leaf), T0 + lives[_i].to),
	    0);
	X509_free(leaf);
}
END_TEST

START_TEST(a_renewed_authority_has_the_same_key_and_name)
{
	const struct cert_chain *chain = chain_of(shelf,
	    "{'issuer':'J','sends':['leaf','J','K'],'authorities':["
	    "{'label':'J','not_after':'-2 days'},"
	    "{'label':'K','same_key_as':'J','same_subject_as':'J'}]}");
	X509 *leaf = parsed(chain, 0), *j = parsed(chain, 1),
	     *k = parsed(chain, 2);

	ck_assert_int_eq(
	    EVP_PKEY_eq(X509_get0_pubkey(j), X509_get0_pubkey(k)), 1);
	ck_assert_int_eq(X509_check_issued(j, leaf), X509_V_OK);
	ck_assert_int_eq(X509_check_issued(k, leaf), X509_V_OK);
	ck_assert_int_ne(ASN1_INTEGER_cmp(X509_get0_serialNumber(j),
			     X509_get0_serialNumber(k)),
	    0);
	X509_free(leaf);
	X509_free(j);
	X509_free(k);
}
END_TEST

static void
add_to(TCase *tc)
{
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(
	    tc, the_flaw_is_really_in_the_certificate, 0, ROWS(flaws));
	tcase_add_test(tc, a_good_leaf_is_as_a_public_ca_makes_it);
	tcase_add_test(tc, a_good_leaf_lives_from_yesterday_for_ninety_days);
	tcase_add_loop_test(
	    tc, what_must_be_critical_is_critical, 0, ROWS(criticals));
	tcase_add_test(tc, an_intermediate_may_sign_and_a_root_signs_itself);
	tcase_add_test(tc, an_rsa_leaf_may_exchange_keys);
	tcase_add_test(tc, a_certificate_that_signs_itself_is_no_authority);
	tcase_add_test(tc, without_san_there_is_no_extension);
	tcase_add_test(tc, the_subject_has_its_order_and_the_cn_comes_last);
	tcase_add_test(tc, a_hundred_names_are_all_there);
	tcase_add_loop_test(
	    tc, one_flaw_in_the_dates_makes_no_second_one, 0, ROWS(lives));
	tcase_add_test(tc, a_renewed_authority_has_the_same_key_and_name);
}

int
main(void)
{
	return run_suite("cert_issue", add_to);
}
