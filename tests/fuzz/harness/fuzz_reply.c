/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "harness/sender/sender_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_sound(const struct smtp_reply *reply)
{
	assert(reply->code >= 200 && reply->code <= 599);
	assert(reply->lines >= 1 && reply->lines <= REPLY_LINES_MAX);
	assert(reply->status[0] == '\0' ||
	       reply->status[0] - '0' == reply->code / 100);
	for (const char *s = reply->text; *s != '\0'; s++)
		assert(*s >= 0x20 && *s < 0x7f);
}

/* However it arrives, a reply is the same reply. */
static void
agrees_with_slow_arrival(
    const char *bytes, const struct smtp_reply *whole, size_t used)
{
	struct smtp_reply again;
	size_t n = 0, now;

	while (sender_reply_parse(bytes, n, &again, &now) == REPLY_PART)
		n++;
	assert(n == used && now == used);
	assert(memcmp(&again, whole, sizeof(again)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct smtp_reply reply;
	size_t used;

	if (sender_reply_parse(bytes, size, &reply, &used) != REPLY_WHOLE)
		return 0;
	assert(used > 0 && used <= size);
	is_sound(&reply);
	(void)sender_reply_offers(&reply, "STARTTLS");
	if (used < 4096)
		agrees_with_slow_arrival(bytes, &reply, used);
	return 0;
}
