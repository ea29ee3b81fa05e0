/* SPDX-License-Identifier: MIT */
#include "certs/cert_library.h"

#include <stdbool.h>
#include <stddef.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "sim/base/mem.h"

/* OpenSSL refuses a bound that was left out when it was built. */
static bool
can_speak(int version)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_method());
	bool ok;

	if (ctx == NULL)
		out_of_memory();
	ok = SSL_CTX_set_min_proto_version(ctx, version) == 1 &&
	     SSL_CTX_set_max_proto_version(ctx, version) == 1;
	SSL_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

void
cert_library_about(struct cert_library *library)
{
	static const struct {
		int version;
		const char *name;
	} versions[] = {{TLS1_VERSION, "TLS 1.0"}, {TLS1_1_VERSION, "TLS 1.1"},
	    {TLS1_2_VERSION, "TLS 1.2"}, {TLS1_3_VERSION, "TLS 1.3"}};

	*library = (struct cert_library){
	    .version = OpenSSL_version(OPENSSL_VERSION_STRING)};
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (!can_speak(versions[i].version))
			continue;
		if (library->oldest == NULL)
			library->oldest = versions[i].name;
		library->newest = versions[i].name;
	}
}
