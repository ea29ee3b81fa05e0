/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sim/smtp/dsn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dsn dsn;

	if (!dsn_parse((const char *)data, size, &dsn))
		return 0;
	assert(dsn.recipient_count <= DSN_RECIPIENTS_MAX);
	assert(strlen(dsn.reporting_mta) < 1000);
	assert(dsn.from != NULL && dsn.subject != NULL);
	for (size_t i = 0; i < dsn.recipient_count; i++) {
		const struct dsn_recipient *r = &dsn.recipients[i];

		assert(strlen(r->address) < 1000 && strlen(r->action) < 1000);
		assert(r->diagnostic != NULL && r->remote_mta != NULL);
	}
	dsn_clear(&dsn);
	return 0;
}
