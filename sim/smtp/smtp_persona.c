/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_persona.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/smtp/smtp_reply.h"

#define KEYWORD_MAX  500  /* what fits behind "250-" */
#define KEYWORDS_MAX 3000 /* all of them: an EHLO reply has an end */

static const char *const names[SMTP_MOMENTS] = {
    [SMTP_AT_GREETING] = "greeting",
    [SMTP_AT_EHLO] = "ehlo",
    [SMTP_AT_HELO] = "helo",
    [SMTP_AT_STARTTLS] = "starttls",
    [SMTP_AT_MAIL] = "mail",
    [SMTP_AT_RCPT] = "rcpt",
    [SMTP_AT_DATA] = "data",
    [SMTP_AT_DOT] = "dot",
    [SMTP_AT_RSET] = "rset",
    [SMTP_AT_NOOP] = "noop",
    [SMTP_AT_VRFY] = "vrfy",
    [SMTP_AT_QUIT] = "quit",
};

const char *
smtp_moment_name(enum smtp_moment moment)
{
	return names[moment];
}

/* The string of a JSON value, or NULL: C strings hold no NUL. */
static const char *
plain_text(const json_t *value)
{
	const char *s = json_string_value(value);

	return s != NULL && strlen(s) == json_string_length(value) ? s : NULL;
}

/* Lua does not tell an empty list from an empty table. */
static bool
is_empty_table(const json_t *value)
{
	return (json_is_object(value) && json_object_size(value) == 0) ||
	       (json_is_array(value) && json_array_size(value) == 0);
}

static bool
take_reply(struct smtp_act *act, const char *name, const json_t *value,
    struct err *err)
{
	const char *reply = plain_text(value);

	if (reply == NULL)
		return err_input(err,
		    "%s must be a reply, like \"550 5.1.1 No such user\"",
		    name);
	if (!smtp_reply_check(reply, err))
		return err_within(err, "%s", name);
	act->reply = xstrdup(reply);
	return true;
}

static bool
take_moment(struct smtp_persona *p, enum smtp_moment moment,
    const json_t *value, struct err *err)
{
	if (moment == SMTP_AT_STARTTLS && json_is_boolean(value)) {
		p->hides_starttls = json_is_false(value);
		return true;
	}
	return take_reply(&p->acts[moment], names[moment], value, err);
}

static bool
take_greylist(struct smtp_persona *p, const json_t *value, struct err *err)
{
	const char *span = plain_text(value);

	if (span == NULL)
		return err_input(err,
		    "greylist must be a length of time, like \"15 minutes\"");
	if (!text_span(span, &p->greylist, err))
		return err_within(err, "greylist");
	if (p->greylist <= 0)
		return err_input(
		    err, "greylist: \"%s\" is no time to wait", span);
	return true;
}

/* ehlo-keyword and its parameters: printable ASCII (RFC 5321, 4.1.1.1). */
static bool
is_keyword(const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	if (n == 0 || n > KEYWORD_MAX || s[0] == ' ')
		return false;
	for (; *s != '\0'; s++)
		if (*s < 0x20 || *s > 0x7e)
			return false;
	return true;
}

static bool
take_capabilities(struct smtp_persona *p, const json_t *list, struct err *err)
{
	size_t n = json_array_size(list), total = 0;

	if (!json_is_array(list) && !is_empty_table(list))
		return err_input(
		    err, "capabilities must be a list, like {\"SIZE 1000\"}");
	p->capabilities = xcalloc(n + 1, sizeof(*p->capabilities));
	for (size_t i = 0; i < n; i++) {
		const char *s = plain_text(json_array_get(list, i));

		if (!is_keyword(s))
			return err_input(err,
			    "capabilities: number %zu is no keyword, like "
			    "\"SIZE 1000\"",
			    i + 1);
		p->capabilities[i] = xstrdup(s);
		total += strlen(s) + sizeof("250-\n");
	}
	if (total > KEYWORDS_MAX)
		return err_input(err, "capabilities: that is too much");
	return true;
}

static bool
is_no_field(const char *name, struct err *err)
{
	const char *known[SMTP_MOMENTS + 3] = {NULL};
	const char *meant;

	memcpy(known, names, sizeof(names));
	known[SMTP_MOMENTS] = "greylist";
	known[SMTP_MOMENTS + 1] = "capabilities";
	meant = text_nearest(name, known);
	if (meant == NULL)
		return err_input(err, "a server has no \"%s\"", name);
	return err_input(
	    err, "a server has no \"%s\"; did you mean \"%s\"?", name, meant);
}

static bool
take_field(struct smtp_persona *p, const char *name, const json_t *value,
    struct err *err)
{
	if (strcmp(name, "greylist") == 0)
		return take_greylist(p, value, err);
	if (strcmp(name, "capabilities") == 0)
		return take_capabilities(p, value, err);
	for (int m = 0; m < SMTP_MOMENTS; m++)
		if (strcmp(name, names[m]) == 0)
			return take_moment(p, (enum smtp_moment)m, value, err);
	return is_no_field(name, err);
}

bool
smtp_persona_parse(
    const json_t *server, struct smtp_persona *persona, struct err *err)
{
	const char *name;
	json_t *value;

	memset(persona, 0, sizeof(*persona));
	if (server == NULL)
		return true;
	if (!json_is_object(server) && !is_empty_table(server))
		return err_input(err, "a server is a table of fields");
	json_object_foreach((json_t *)server, name,
	    value) if (!take_field(persona, name, value, err))
	{
		smtp_persona_clear(persona);
		return false;
	}
	return true;
}

void
smtp_persona_clear(struct smtp_persona *persona)
{
	for (int m = 0; m < SMTP_MOMENTS; m++)
		free(persona->acts[m].reply);
	for (char **s = persona->capabilities; s != NULL && *s != NULL; s++)
		free(*s);
	free(persona->capabilities);
	memset(persona, 0, sizeof(*persona));
}
