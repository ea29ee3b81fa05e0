/* SPDX-License-Identifier: MIT */
#include "sim/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openssl/err.h>

static void fill(struct err *err, enum err_kind kind, const char *why,
    const char *fmt, va_list ap) PRINTF_LIKE(4, 0);

static void
fill(struct err *err, enum err_kind kind, const char *why, const char *fmt,
    va_list ap)
{
	int n;

	err->kind = kind;
	n = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	if (why != NULL && n >= 0 && (size_t)n < sizeof(err->text))
		snprintf(
		    err->text + n, sizeof(err->text) - (size_t)n, ": %s", why);
}

bool
err_input(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err, ERR_INPUT, NULL, fmt, ap);
	va_end(ap);
	return false;
}

bool
err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err, kind, NULL, fmt, ap);
	va_end(ap);
	return false;
}

bool
err_system(struct err *err, const char *fmt, ...)
{
	int no = errno;
	va_list ap;

	va_start(ap, fmt);
	fill(err, no == EPERM || no == EACCES ? ERR_PERMISSION : ERR_SYSTEM,
	    strerror(no), fmt, ap);
	va_end(ap);
	return false;
}

bool
err_crypto(struct err *err, const char *fmt, ...)
{
	const char *why = ERR_reason_error_string(ERR_peek_last_error());
	va_list ap;

	va_start(ap, fmt);
	fill(err, ERR_CRYPTO, why, fmt, ap);
	va_end(ap);
	ERR_clear_error();
	return false;
}

bool
err_within(struct err *err, const char *fmt, ...)
{
	char said[sizeof(err->text)];
	va_list ap;

	memcpy(said, err->text, sizeof(said));
	va_start(ap, fmt);
	fill(err, err->kind, said, fmt, ap);
	va_end(ap);
	return false;
}
