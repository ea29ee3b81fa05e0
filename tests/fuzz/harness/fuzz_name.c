/* SPDX-License-Identifier: MIT */
/* Input: the reference up to a newline, then what the certificate says. */
#include <assert.h>
#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sender/sender_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No match that the most naive reading would not see: a wildcard's tail is
 * the tail of the host, and any other match is the whole host. */
static void
is_plausible(
    const char *name, size_t len, const char *host, struct name_answer answer)
{
	size_t n = strlen(host);
	size_t skip = answer.match == NAME_SAME ? 0 : 1;

	if (n > 1 && host[n - 1] == '.')
		n--;
	if (answer.match == NAME_DIFFERS)
		return;
	assert(len > skip && n >= len - skip);
	assert(skip == 0 ? n == len : name[0] == '*' && name[1] == '.');
	for (size_t i = skip; i < len; i++)
		assert(tolower((unsigned char)name[i]) ==
		       tolower((unsigned char)host[n - len + i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	size_t len;
	char *host;
	const char *name;

	if (end == NULL)
		return 0;
	host = calloc((size_t)(end - data) + 1, 1);
	if (host == NULL)
		return 0;
	memcpy(host, data, (size_t)(end - data));
	name = (const char *)end + 1;
	len = size - (size_t)(end - data) - 1;
	is_plausible(name, len, host, sender_name_dns(name, len, host));
	(void)sender_name_address((const uint8_t *)name, len, host);
	free(host);
	return 0;
}
