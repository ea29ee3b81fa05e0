/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_command.h"

#include <string.h>
#include <strings.h>

#include "sim/smtp/smtp_params.h"

static const char *const names[SMTP_VERBS] = {
    [SMTP_UNKNOWN] = "?",
    [SMTP_EHLO] = "EHLO",
    [SMTP_HELO] = "HELO",
    [SMTP_STARTTLS] = "STARTTLS",
    [SMTP_MAIL] = "MAIL",
    [SMTP_RCPT] = "RCPT",
    [SMTP_DATA] = "DATA",
    [SMTP_RSET] = "RSET",
    [SMTP_NOOP] = "NOOP",
    [SMTP_VRFY] = "VRFY",
    [SMTP_EXPN] = "EXPN",
    [SMTP_HELP] = "HELP",
    [SMTP_QUIT] = "QUIT",
};

/* Codes of RFC 5321 section 4.2.2 and RFC 3463 section 3. */
static const char *const replies[SMTP_FAULTS] = {
    [SMTP_FINE] = "250 2.0.0 Fine",
    [SMTP_BAD_VERB] = "500 5.5.1 There is no such command",
    [SMTP_BAD_BYTES] = "500 5.5.2 Bytes that no command has",
    [SMTP_LINE_TOO_LONG] = "500 5.5.2 Line too long",
    [SMTP_NEEDS_ARGUMENT] = "501 5.5.4 Something is missing behind it",
    [SMTP_NO_ARGUMENT_WANTED] = "501 5.5.4 Nothing may stand behind it",
    [SMTP_BAD_SENDER] = "501 5.1.7 That is not a reverse path",
    [SMTP_BAD_RECIPIENT] = "501 5.1.3 That is not a forward path",
    [SMTP_PATH_TOO_LONG] = "501 5.1.0 Path too long",
    [SMTP_BAD_PARAMETER] = "501 5.5.4 Parameter malformed or given twice",
    [SMTP_UNKNOWN_PARAMETER] = "555 5.5.4 There is no such parameter",
};

const char *
smtp_verb_name(enum smtp_verb verb)
{
	return names[verb];
}

const char *
smtp_fault_reply(enum smtp_fault fault)
{
	return replies[fault];
}

static enum smtp_verb
verb_of(const char *word, size_t len)
{
	for (int v = SMTP_UNKNOWN + 1; v < SMTP_VERBS; v++)
		if (strlen(names[v]) == len &&
		    strncasecmp(names[v], word, len) == 0)
			return (enum smtp_verb)v;
	return SMTP_UNKNOWN;
}

/* Control characters have no place in a command (RFC 5321 section 4.1.2). */
static bool
bytes_are_good(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = smtp_utf8_length(s + i, len - i);

		if (n == 0 || s[i] == 0x7f || (n == 1 && s[i] < 0x20))
			return false;
		i += n;
	}
	return true;
}

/* Blanks before the end of the line are to be tolerated (4.1.1). */
static size_t
without_blanks(const char *s, size_t len)
{
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return len;
}

/*
 * "FROM:" or "TO:", then perhaps a blank, which 3.3 forbids and many send.
 * Returns how many bytes that is, 0 if it is not there.
 */
static size_t
preposition(struct smtp_command *cmd)
{
	const char *word = cmd->verb == SMTP_MAIL ? "FROM:" : "TO:";
	size_t n = strlen(word);

	if (cmd->arg_len < n || strncasecmp(cmd->arg, word, n) != 0)
		return 0;
	while (n < cmd->arg_len && cmd->arg[n] == ' ') {
		cmd->sloppy = true;
		n++;
	}
	return n;
}

static enum smtp_fault
parse_mail_or_rcpt(struct smtp_command *cmd)
{
	bool mail = cmd->verb == SMTP_MAIL;
	enum smtp_fault bad = mail ? SMTP_BAD_SENDER : SMTP_BAD_RECIPIENT;
	size_t at = preposition(cmd), taken;
	const char *end = cmd->arg + cmd->arg_len;

	if (at == 0)
		return bad;
	switch (smtp_path_parse(
	    cmd->arg + at, cmd->arg_len - at, &cmd->path, &taken)) {
	case SMTP_PATH_SYNTAX:
		return bad;
	case SMTP_PATH_LONG:
		return SMTP_PATH_TOO_LONG;
	case SMTP_PATH_FINE:
		break;
	}
	if (mail ? cmd->path.domain == 0 && !cmd->path.null : cmd->path.null)
		return bad;
	if (cmd->path.sloppy)
		cmd->sloppy = true;
	at += taken;
	return smtp_params_parse(cmd->verb, cmd->arg + at,
	    (size_t)(end - cmd->arg) - at, &cmd->params);
}

/* A name that is no name is taken too; only nothing at all is refused. */
static enum smtp_fault
parse_hello(struct smtp_command *cmd)
{
	if (cmd->arg_len == 0)
		return SMTP_NEEDS_ARGUMENT;
	if (!smtp_path_is_host(cmd->arg, cmd->arg_len))
		cmd->sloppy = true;
	return SMTP_FINE;
}

static enum smtp_fault
parse_argument(struct smtp_command *cmd)
{
	switch (cmd->verb) {
	case SMTP_EHLO:
	case SMTP_HELO:
		return parse_hello(cmd);
	case SMTP_MAIL:
	case SMTP_RCPT:
		return parse_mail_or_rcpt(cmd);
	case SMTP_STARTTLS:
	case SMTP_DATA:
	case SMTP_RSET:
	case SMTP_QUIT:
		return cmd->arg_len > 0 ? SMTP_NO_ARGUMENT_WANTED : SMTP_FINE;
	case SMTP_VRFY:
	case SMTP_EXPN:
		return cmd->arg_len == 0 ? SMTP_NEEDS_ARGUMENT : SMTP_FINE;
	case SMTP_NOOP:
	case SMTP_HELP:
		return SMTP_FINE;
	case SMTP_UNKNOWN:
	case SMTP_VERBS:
		break;
	}
	return SMTP_BAD_VERB;
}

static size_t
longest(enum smtp_verb verb)
{
	return verb == SMTP_MAIL || verb == SMTP_RCPT ? SMTP_EXTENDED_LINE_MAX
						      : SMTP_LINE_MAX;
}

struct smtp_command
smtp_command_parse(const char *line, size_t len)
{
	const char *space;
	struct smtp_command cmd = {.arg = ""};
	size_t word;

	/* "\r\n" is not here, but it counts. */
	size_t whole = len + 2;

	len = without_blanks(line, len);
	space = len > 0 ? memchr(line, ' ', len) : NULL;
	word = space != NULL ? (size_t)(space - line) : len;
	cmd.verb = verb_of(line, word);
	if (space != NULL) {
		cmd.arg = space + 1;
		cmd.arg_len = len - word - 1;
	}
	if (whole > longest(cmd.verb))
		cmd.fault = SMTP_LINE_TOO_LONG;
	else if (!bytes_are_good(line, len))
		cmd.fault = SMTP_BAD_BYTES;
	else
		cmd.fault = parse_argument(&cmd);
	return cmd;
}
