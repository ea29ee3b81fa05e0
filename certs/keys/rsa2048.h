/* SPDX-License-Identifier: MIT */
/*
 * rsa2048.h - a public test key: everybody has its private half.
 *
 * It ships because making an RSA key takes 50 to 100 ms.  Nothing but the
 * certificates of a simulated world may ever be made with it.
 */
#ifndef CERTS_KEYS_RSA2048_H
#define CERTS_KEYS_RSA2048_H

extern const char cert_key_rsa2048_pem[];

#endif
