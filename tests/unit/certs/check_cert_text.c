/* SPDX-License-Identifier: MIT */
#include "certs_fixture.h"

#include "certs/cert_text.h"

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

/* What the short form must say of a recipe, and must not say of a good one. */
static const struct {
	const char *recipe, *says;
} rows[] = {
    {"{'names':['mx.a\\u0000.evil']}", "names    mx.a\\x00.evil"},
    {"{'names':['a\\u0000b']}", "odd      a DNS name holds a NUL byte"},
    {"{'cn':'a\\u0000b'}", "subject  CN=a\\x00b"},
    {"{'cn':'a\\u0000b'}", "odd      the CN holds a NUL byte"},
    {"{'names':[{'hex':'62fc'}]}", "names    b\\xfc"},
    {"{'names':[{'hex':'62c3bc'}]}",
	"odd      a DNS name holds bytes that are not IA5"},
    {"{'names':['mx*.x']}",
	"odd      a wildcard is not the whole leftmost label"},
    {"{'names':['*.*.x']}",
	"odd      a wildcard is not the whole leftmost label"},
    {"{'names':['*']}", "odd      a wildcard is not the whole leftmost label"},
    {"{'names':['x.']}", "odd      a DNS name ends in a dot"},
    {"{'names':['a',{'ip':'127.0.0.9'},{'uri':'smtp://x'},"
     "{'email':'p@x'}]}",
	"names    a, IP Address:127.0.0.9, URI smtp://x, email p@x\n"},
    {"{'san':'none'}", "odd      no SAN extension"},
    {"{'san':'empty'}", "odd      the SAN extension is empty"},
    {"{'cn':false}", "subject  (empty)"},
    {"{'cn':false}", "odd      the subject is empty"},
    {"{'issuer':'self'}", "odd      signs itself\n"},
    {"{'issuer':'P'}", "odd      signs itself, as roots do"},
    {"{'not_after':'-3 days'}", "UTC, ended 3 days ago"},
    {"{'not_before':'60 seconds'}", "UTC, begins in 60 seconds"},
    {"{'not_after':'utctime:500101000000Z'}",
	"to 1950-01-01 00:00:00 UTC, ended 74 years ago"},
    {"{'not_after':'utctime:500101000000Z'}",
	"odd      a UTCTime of the year 50 to 59, which is 19.."},
    {"{'not_after':'generalizedtime:20240401000000Z'}",
	"odd      a date before 2050 is a GeneralizedTime"},
    {"{'not_after':'generalizedtime:99991231235959Z'}",
	"odd      no well-defined end of life"},
    {"{'not_after':'utctime:\\u001b[2J'}", "to \"\\x1b[2J\" UTC"},
    {"{'not_after':'utctime:x'}", "odd      a date that cannot be parsed"},
    {"{'key':'rsa2048'}", "key      RSA-2048, signed with ecdsa-with-SHA256"},
    {"{'sends':['leaf','P']}", "odd      is not the issuer of the one before"},
    {"{'sends':['leaf','leaf']}", "odd      has the same key as the one"},
    {"{'sends':['I']}", "odd      the server has another key"},
    {"{'issuer':'J','authorities':[{'label':'J','permitted':['a','b'],"
     "'excluded':['c']}]}",
	"permits  a, b\n   excludes c\n"},
};

START_TEST(the_short_form_says_what_is_odd)
{
	char *text = cert_text_short(chain_of(shelf, rows[_i].recipe), T0);
	char *good = cert_text_short(chain_of(shelf, "{}"), T0);

	ck_assert_msg(strstr(text, rows[_i].says) != NULL,
	    "\"%s\" is missing in\n%s", rows[_i].says, text);
	ck_assert_ptr_null(strstr(good, rows[_i].says));
	free(text);
	free(good);
}
END_TEST

START_TEST(a_good_chain_reads_well)
{
	char *text = cert_text_short(chain_of(shelf, "{}"), T0);

	ck_assert_ptr_nonnull(strstr(text,
	    "   subject  CN=mx.base-good.example\n"
	    "   names    mx.base-good.example\n"
	    "   issuer   O=badmx, C=XX, CN=badmx Intermediate I\n"
	    "   valid    2024-03-13 12:00:00 to 2024-06-11 12:00:00 UTC, "
	    "ends in 89 days\n"
	    "   key      P-256, signed with ecdsa-with-SHA256\n"
	    "2. "));
	ck_assert_ptr_null(strstr(text, "odd"));
	free(text);
}
END_TEST

static const struct {
	int64_t from, to;
	const char *text;
} lives[] = {
    {-10, 0, "ends in 0 seconds"},
    {-10, -1, "ended 1 second ago"},
    {-10, -119, "ended 119 seconds ago"},
    {-10, -120, "ended 2 minutes ago"},
    {-10, -3 * 3600, "ended 3 hours ago"},
    {-10, -47 * 3600, "ended 47 hours ago"},
    {-10, -1100 * DAY, "ended 1100 days ago"},
    {-10, 365 * 20 * DAY, "ends in 20 years"},
    {0, 1, "ends in 1 second"},
    {1, 2, "begins in 1 second"},
};

START_TEST(a_life_is_told_from_today)
{
	char *text = cert_text_life(T0 + lives[_i].from, T0 + lives[_i].to, T0);

	ck_assert_str_eq(text, lives[_i].text);
	free(text);
}
END_TEST

START_TEST(the_full_form_is_that_of_openssl)
{
	char *text = cert_text_full(chain_of(shelf, "{}"));

	ck_assert_ptr_nonnull(strstr(text, "Subject: CN = " HOST));
	ck_assert_ptr_nonnull(strstr(text, "DNS:" HOST));
	ck_assert_ptr_nonnull(strstr(text, "CA:TRUE"));
	free(text);
}
END_TEST

START_TEST(pem_can_be_read_back)
{
	const struct cert_chain *chain = chain_of(shelf, "{}");
	char *pem = cert_text_pem(chain);
	BIO *bio = BIO_new_mem_buf(pem, -1);

	for (size_t i = 0; i < chain->n; i++) {
		X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
		X509 *same = parsed(chain, i);

		ck_assert_ptr_nonnull(cert);
		ck_assert_int_eq(X509_cmp(cert, same), 0);
		X509_free(cert);
		X509_free(same);
	}
	ck_assert_ptr_null(PEM_read_bio_X509(bio, NULL, NULL, NULL));
	BIO_free(bio);
	free(pem);
}
END_TEST

START_TEST(what_is_no_certificate_can_be_told_too)
{
	uint8_t junk[] = {0x30, 0x03, 0x02, 0x01};
	struct cert_blob blob = {junk, sizeof(junk)};
	struct cert_chain chain = {&blob, 1, NULL};
	char *pem = cert_text_pem(&chain), *text = cert_text_short(&chain, T0);
	char *full = cert_text_full(&chain);

	ck_assert_str_eq(pem, "-----BEGIN CERTIFICATE-----\nMAMCAQ==\n"
			      "-----END CERTIFICATE-----\n");
	ck_assert_str_eq(
	    text, "1. 4 bytes of DER\n   odd      cannot be parsed\n");
	ck_assert_str_eq(full, "Not a certificate: 4 bytes\n");
	free(pem);
	free(text);
	free(full);
}
END_TEST

START_TEST(the_key_comes_out_as_pem)
{
	const struct cert_chain *chain = chain_of(shelf, "{}");
	struct err err = {0};
	char *pem = cert_text_key_pem(chain, &err);
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

	ck_assert_int_eq(EVP_PKEY_eq(key, chain->key), 1);
	EVP_PKEY_free(key);
	BIO_free(bio);
	free(pem);
}
END_TEST

static void
add_to(TCase *tc)
{
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, the_short_form_says_what_is_odd, 0, ROWS(rows));
	tcase_add_test(tc, a_good_chain_reads_well);
	tcase_add_loop_test(tc, a_life_is_told_from_today, 0, ROWS(lives));
	tcase_add_test(tc, the_full_form_is_that_of_openssl);
	tcase_add_test(tc, pem_can_be_read_back);
	tcase_add_test(tc, what_is_no_certificate_can_be_told_too);
	tcase_add_test(tc, the_key_comes_out_as_pem);
}

int
main(void)
{
	return run_suite("cert_text", add_to);
}
