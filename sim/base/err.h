/* SPDX-License-Identifier: MIT */
/*
 * err.h - how a function says what went wrong.
 *
 * The caller owns the struct err, usually on its stack.  A callee that fails
 * fills it once and returns false; a callee that succeeds leaves it alone.
 * There is nothing to free, so an error can never leak.
 *
 * This is for trouble of ours: a scenario with a typing error, a port in use,
 * OpenSSL saying no.  A client under test that refuses a mail is not an
 * error; it is what we came to see.
 */
#ifndef SIM_BASE_ERR_H
#define SIM_BASE_ERR_H

#include <stdbool.h>

#define MUST_USE	     __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, va) __attribute__((format(printf, fmt, va)))

enum err_kind {
	ERR_NONE = 0,
	ERR_USAGE,	/* the command line is wrong */
	ERR_INPUT,	/* a scenario, client or other file is wrong */
	ERR_MISSING,	/* an input file is not there */
	ERR_CLIENT,	/* the client under test is not there or fails */
	ERR_UNPROVEN,	/* it works, but its driver proves nothing */
	ERR_SYSTEM,	/* the operating system said no */
	ERR_PERMISSION, /* the operating system wants other rights */
	ERR_CRYPTO,	/* OpenSSL said no */
};

struct err {
	enum err_kind kind;
	char text[1000];
};

/* Each of these returns false, so that a failure is one return statement. */
bool err_input(struct err *, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool err_set(struct err *, enum err_kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* These two add what errno or the OpenSSL error queue says. */
bool err_system(struct err *, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool err_crypto(struct err *, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Puts where-we-were in front of what a callee said: "mx1: bind: ...". */
bool err_within(struct err *, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
