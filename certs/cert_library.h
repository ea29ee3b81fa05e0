/* SPDX-License-Identifier: MIT */
/*
 * cert_library.h - what the OpenSSL of this machine can do.
 */
#ifndef CERTS_CERT_LIBRARY_H
#define CERTS_CERT_LIBRARY_H

struct cert_library {
	const char *version; /* "3.0.17" */
	const char *oldest;  /* "TLS 1.0": what can be offered at best */
	const char *newest;
};

void cert_library_about(struct cert_library *);

#endif
