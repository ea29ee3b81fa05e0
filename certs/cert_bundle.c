/* SPDX-License-Identifier: MIT */
#include "certs/cert_bundle.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "sim/base/mem.h"

static bool
show_one(
    X509 *cert, size_t number, cert_bundle_fn *fn, void *arg, struct err *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct cert_authority authority = {
	    .number = number, .subject_hash = X509_subject_name_hash(cert)};
	char *pem;
	bool ok;

	if (bio == NULL)
		out_of_memory();
	if (PEM_write_bio_X509(bio, cert) != 1)
		ok = err_crypto(err, "write an authority");
	else {
		authority.len = (size_t)BIO_get_mem_data(bio, &pem);
		authority.pem = pem;
		ok = fn(&authority, arg, err);
	}
	BIO_free(bio);
	return ok;
}

bool
cert_bundle_each(
    const char *bundle_pem, cert_bundle_fn *fn, void *arg, struct err *err)
{
	BIO *in = BIO_new_mem_buf(bundle_pem, -1);
	bool ok = true;
	X509 *cert;

	if (in == NULL)
		out_of_memory();
	for (size_t n = 0; ok; n++) {
		cert = PEM_read_bio_X509(in, NULL, NULL, NULL);
		if (cert == NULL)
			break;
		ok = show_one(cert, n, fn, arg, err);
		X509_free(cert);
	}
	ERR_clear_error(); /* the end of the text counts as one */
	BIO_free(in);
	return ok;
}
