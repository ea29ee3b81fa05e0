/* SPDX-License-Identifier: MIT */
#include "sim/smtp/dsn.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/base/mem.h"
#include "sim/smtp/mime.h"

#define DEPTH_MAX 6   /* parts in parts, forwarded messages in parts */
#define PARTS_MAX 200 /* of one multipart */
#define TYPE_MAX  1000

struct reading {
	struct dsn *dsn;
	bool found; /* the first delivery-status is the one that counts */
};

static void read_entity(struct reading *, struct mime_span, unsigned depth);

static bool
is(const struct mime_field *field, const char *name)
{
	return strcasecmp(field->name, name) == 0;
}

/* The first one counts where a field comes twice. */
static void
set(char **to, const char *value)
{
	if (*to == NULL)
		*to = xstrdup(value);
}

/* "rfc822; user@example": the type is optional in what people write. */
static void
set_typed(char **type, char **to, const char *value)
{
	const char *semicolon = strchr(value, ';');
	size_t n = semicolon != NULL ? (size_t)(semicolon - value) : 0;

	if (*to != NULL)
		return;
	while (n > 0 && strchr(" \t", value[n - 1]) != NULL)
		n--;
	if (type != NULL && *type == NULL)
		*type = xstrndup(value, n);
	if (semicolon != NULL)
		value = semicolon + 1 + strspn(semicolon + 1, " \t");
	*to = xstrdup(value);
}

static void
set_recipient_field(struct dsn_recipient *r, const struct mime_field *field)
{
	if (is(field, "Final-Recipient"))
		set_typed(&r->type, &r->address, field->value);
	else if (is(field, "Original-Recipient"))
		set_typed(NULL, &r->original, field->value);
	else if (is(field, "Action"))
		set(&r->action, field->value);
	else if (is(field, "Status"))
		set(&r->status, field->value);
	else if (is(field, "Diagnostic-Code"))
		set(&r->diagnostic, field->value);
	else if (is(field, "Remote-MTA"))
		set_typed(NULL, &r->remote_mta, field->value);
}

static void
set_message_field(struct dsn *dsn, const struct mime_field *field)
{
	if (is(field, "Reporting-MTA"))
		set_typed(NULL, &dsn->reporting_mta, field->value);
	else if (is(field, "Original-Envelope-Id"))
		set(&dsn->envelope_id, field->value);
}

static void
set_returned_field(struct dsn *dsn, const struct mime_field *field)
{
	if (is(field, "From"))
		set(&dsn->from, field->value);
	else if (is(field, "Message-ID"))
		set(&dsn->message_id, field->value);
	else if (is(field, "Subject"))
		set(&dsn->subject, field->value);
}

static void
fill_gap(char **field)
{
	if (*field == NULL)
		*field = xstrdup("");
}

static void
clear_recipient(struct dsn_recipient *r)
{
	free(r->address);
	free(r->type);
	free(r->original);
	free(r->action);
	free(r->status);
	free(r->diagnostic);
	free(r->remote_mta);
}

/* A group that names no recipient and no action is the one about all. */
static void
keep_recipient(struct dsn *dsn, struct dsn_recipient *r)
{
	bool about_one =
	    r->address != NULL || r->original != NULL || r->action != NULL;

	if (!about_one || dsn->recipient_count >= DSN_RECIPIENTS_MAX) {
		dsn->left_out += about_one;
		clear_recipient(r);
		return;
	}
	fill_gap(&r->address);
	fill_gap(&r->type);
	fill_gap(&r->original);
	fill_gap(&r->action);
	fill_gap(&r->status);
	fill_gap(&r->diagnostic);
	fill_gap(&r->remote_mta);
	dsn->recipients = xreallocarray(dsn->recipients,
	    dsn->recipient_count + 1, sizeof(*dsn->recipients));
	dsn->recipients[dsn->recipient_count++] = *r;
}

/* Groups of fields with empty lines between them (RFC 3464 section 2.1). */
static void
read_status(struct reading *reading, struct mime_span body)
{
	struct mime_field field;

	reading->found = true;
	while (body.at < body.end) {
		struct dsn_recipient r = {0};

		while (mime_next_field(&body, &field)) {
			set_message_field(reading->dsn, &field);
			set_recipient_field(&r, &field);
		}
		keep_recipient(reading->dsn, &r);
	}
}

static void
read_returned(struct reading *reading, struct mime_span text)
{
	struct mime_field field;

	while (mime_next_field(&text, &field))
		set_returned_field(reading->dsn, &field);
}

static void
read_multipart(struct reading *reading, struct mime_span body, const char *type,
    unsigned depth)
{
	bool had_found = reading->found;
	struct mime_span part;
	char boundary[200];

	if (!mime_parameter(type, "boundary", boundary, sizeof(boundary)))
		return;
	for (unsigned n = 0; n < PARTS_MAX; n++) {
		if (!mime_next_part(&body, boundary, &part))
			break;
		read_entity(reading, part, depth + 1);
	}
	if (reading->found && !had_found)
		reading->dsn->report |= mime_is_type(type, "multipart/report");
}

static void
read_body(struct reading *reading, struct mime_span body, const char *type,
    unsigned depth)
{
	bool whole = mime_is_type(type, "message/rfc822") ||
		     mime_is_type(type, "message/global");
	bool headers = mime_is_type(type, "text/rfc822-headers") ||
		       mime_is_type(type, "message/global-headers");

	if (mime_is_multipart(type))
		read_multipart(reading, body, type, depth);
	else if (reading->found && (whole || headers))
		read_returned(reading, body);
	else if (reading->found)
		return;
	else if (mime_is_type(type, "message/delivery-status") ||
		 mime_is_type(type, "message/global-delivery-status"))
		read_status(reading, body);
	else if (whole)
		read_entity(reading, body, depth + 1);
}

static void
read_entity(struct reading *reading, struct mime_span text, unsigned depth)
{
	char type[TYPE_MAX] = "";
	struct mime_field field;

	if (depth > DEPTH_MAX)
		return;
	while (mime_next_field(&text, &field))
		if (is(&field, "Content-Type") && type[0] == '\0')
			memcpy(type, field.value, sizeof(field.value));
	read_body(reading, text, type, depth);
}

bool
dsn_parse(const char *text, size_t len, struct dsn *dsn)
{
	struct reading reading = {.dsn = dsn};

	memset(dsn, 0, sizeof(*dsn));
	read_entity(&reading, (struct mime_span){text, text + len}, 0);
	if (!reading.found)
		return false;
	fill_gap(&dsn->reporting_mta);
	fill_gap(&dsn->envelope_id);
	fill_gap(&dsn->from);
	fill_gap(&dsn->message_id);
	fill_gap(&dsn->subject);
	return true;
}

void
dsn_clear(struct dsn *dsn)
{
	for (size_t i = 0; i < dsn->recipient_count; i++)
		clear_recipient(&dsn->recipients[i]);
	free(dsn->recipients);
	free(dsn->reporting_mta);
	free(dsn->envelope_id);
	free(dsn->from);
	free(dsn->message_id);
	free(dsn->subject);
	memset(dsn, 0, sizeof(*dsn));
}
