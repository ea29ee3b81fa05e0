/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_reply.h"

#include <ctype.h>
#include <string.h>

#define SHOWN(len) ((int)((len) < 60 ? (len) : 60))

static bool
starts_with_code(const char *line, size_t len)
{
	return len >= 3 && line[0] >= '2' && line[0] <= '5' &&
	       isdigit((unsigned char)line[1]) &&
	       isdigit((unsigned char)line[2]);
}

static bool
check_line(const char *line, size_t len, bool last, struct err *err)
{
	if (!starts_with_code(line, len))
		return err_input(err,
		    "\"%.*s\" is not a reply (write: 550 5.1.1 No such user)",
		    SHOWN(len), line);
	if (len > SMTP_REPLY_MAX - 2)
		return err_input(err,
		    "\"%.*s...\": no reply line is longer "
		    "than %d bytes",
		    SHOWN(len), line, SMTP_REPLY_MAX - 2);
	if (len > 3 && line[3] != ' ' && (last || line[3] != '-'))
		return err_input(err,
		    "\"%.*s\": %s line of a reply has a blank behind its code",
		    SHOWN(len), line, last ? "the last" : "each");
	if (!last && (len < 4 || line[3] != '-'))
		return err_input(err,
		    "\"%.*s\": more lines follow, so it needs a \"-\" behind "
		    "its code",
		    SHOWN(len), line);
	return true;
}

bool
smtp_reply_check(const char *reply, struct err *err)
{
	if (strchr(reply, '\r') != NULL)
		return err_input(
		    err, "a reply has \\n between its lines, and no \\r");
	for (;;) {
		const char *end = strchr(reply, '\n');
		size_t len =
		    end != NULL ? (size_t)(end - reply) : strlen(reply);

		if (!check_line(reply, len, end == NULL, err))
			return false;
		if (end == NULL)
			return true;
		reply = end + 1;
	}
}

int
smtp_reply_code(const char *reply)
{
	return (reply[0] - '0') * 100 + (reply[1] - '0') * 10 +
	       (reply[2] - '0');
}
