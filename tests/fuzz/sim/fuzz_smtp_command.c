/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "sim/smtp/smtp_command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;
	struct smtp_command cmd = smtp_command_parse(line, size);
	size_t address = strlen(cmd.path.address);

	assert(cmd.verb < SMTP_VERBS && cmd.fault < SMTP_FAULTS);
	assert(cmd.arg_len <= size);
	assert(cmd.arg_len == 0 ||
	       (cmd.arg >= line && cmd.arg + cmd.arg_len <= line + size));
	assert(address <= SMTP_PATH_MAX - 2);
	assert(cmd.path.domain == 0 || cmd.path.domain < address);
	assert(strlen(cmd.params.envid) <= SMTP_ENVID_MAX);
	assert(strlen(cmd.params.orcpt) <= SMTP_ORCPT_MAX);
	if (cmd.fault == SMTP_FINE && cmd.verb == SMTP_MAIL)
		assert(cmd.path.null || cmd.path.domain > 1);
	if (cmd.fault == SMTP_FINE && cmd.verb == SMTP_RCPT)
		assert(address > 0);
	return 0;
}
