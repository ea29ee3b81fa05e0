/* SPDX-License-Identifier: MIT */
#include "certs/cert_draft.h"

#include <stdlib.h>
#include <string.h>

#include "certs/cert_value.h"

static bool
read_label(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_text(json, &draft->spec->label, err);
}

static bool
read_issuer(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_text(json, &draft->spec->issuer, err);
}

static bool
read_names(const json_t *json, struct cert_draft *draft, struct err *err)
{
	if (!cert_value_names(json, &draft->spec->names, err))
		return false;
	if (draft->spec->names.n == 0)
		return err_input(err, "must hold at least one name (see "
				      "san = \"none\" and san = \"empty\")");
	draft->said_names = true;
	return true;
}

static bool
read_san(const json_t *json, struct cert_draft *draft, struct err *err)
{
	const char *word = json_string_value(json);

	draft->said_san = true;
	draft->spec->san = CERT_SAN_EMPTY;
	if (word != NULL && strcmp(word, "empty") == 0)
		return true;
	draft->spec->san = CERT_SAN_NONE;
	if (word != NULL && strcmp(word, "none") == 0)
		return true;
	return err_input(err, "must be \"none\" or \"empty\"");
}

static bool
read_cn(const json_t *json, struct cert_draft *draft, struct err *err)
{
	draft->said_cn = true;
	if (json_is_false(json))
		return true;
	return cert_value_bytes(json, &draft->spec->subject[CERT_CN], err);
}

static bool
read_subject(const json_t *json, struct cert_draft *draft, struct err *err)
{
	draft->said_subject = true;
	return cert_value_subject(json, draft->spec->subject, err);
}

static bool
read_not_before(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_time(json, draft->day, &draft->spec->not_before, err);
}

static bool
read_not_after(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_time(json, draft->day, &draft->spec->not_after, err);
}

static bool
read_key(const json_t *json, struct cert_draft *draft, struct err *err)
{
	struct cert_spec *spec = draft->spec;

	draft->said_key = true;
	return cert_value_key(json, &spec->key_kind, &spec->key_name, err);
}

static bool
read_permitted(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_dns_names(json, &draft->spec->permitted, err);
}

static bool
read_excluded(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_dns_names(json, &draft->spec->excluded, err);
}

static bool
read_trusted(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_bool(json, &draft->spec->trusted, err);
}

static bool
read_same_key(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_text(json, &draft->same_key_as, err);
}

static bool
read_same_subject(const json_t *json, struct cert_draft *draft, struct err *err)
{
	return cert_value_text(json, &draft->same_subject_as, err);
}

enum scope { LEAF = 1, AUTHORITY = 2, BOTH = LEAF | AUTHORITY };

/* read is NULL for what belongs to the recipe as a whole. */
static const struct field {
	const char *name;
	enum scope scope;
	bool (*read)(const json_t *, struct cert_draft *, struct err *);
} fields[] = {
    {"names", LEAF, read_names},
    {"san", LEAF, read_san},
    {"cn", BOTH, read_cn},
    {"subject", BOTH, read_subject},
    {"not_before", BOTH, read_not_before},
    {"not_after", BOTH, read_not_after},
    {"key", BOTH, read_key},
    {"issuer", BOTH, read_issuer},
    {"authorities", LEAF, NULL},
    {"sends", LEAF, NULL},
    {"label", AUTHORITY, read_label},
    {"permitted", AUTHORITY, read_permitted},
    {"excluded", AUTHORITY, read_excluded},
    {"trusted", AUTHORITY, read_trusted},
    {"same_key_as", AUTHORITY, read_same_key},
    {"same_subject_as", AUTHORITY, read_same_subject},
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static bool
no_such_field(const char *name, enum scope scope, struct err *err)
{
	const char *words[FIELDS + 1] = {NULL};
	size_t n = 0;
	char *meant;

	for (size_t i = 0; i < FIELDS; i++)
		if ((fields[i].scope & scope) != 0)
			words[n++] = fields[i].name;
	meant = cert_value_meant(name, words);
	err_input(err, "there is no field \"%s\"%s", name, meant);
	free(meant);
	return false;
}

bool
cert_draft_read(const json_t *json, bool authority, struct cert_draft *draft,
    struct err *err)
{
	enum scope scope = authority ? AUTHORITY : LEAF;
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)json, name, value)
	{
		size_t i = 0;

		while (i < FIELDS && ((fields[i].scope & scope) == 0 ||
					 strcmp(fields[i].name, name) != 0))
			i++;
		if (i == FIELDS)
			return no_such_field(name, scope, err);
		if (fields[i].read != NULL &&
		    !fields[i].read(value, draft, err))
			return err_within(err, "%s", name);
	}
	return true;
}
