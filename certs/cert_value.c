/* SPDX-License-Identifier: MIT */
#include "certs/cert_value.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

struct cert_bytes
cert_bytes_copy(const char *data, size_t len)
{
	struct cert_bytes copy = {xcalloc(len + 1, 1), len};

	if (len != 0)
		memcpy(copy.data, data, len);
	return copy;
}

void
cert_bytes_free(struct cert_bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct cert_bytes){0};
}

void
cert_names_add(
    struct cert_names *names, enum cert_name_kind kind, struct cert_bytes value)
{
	names->list =
	    xreallocarray(names->list, names->n + 1, sizeof(names->list[0]));
	names->list[names->n++] = (struct cert_name){kind, value};
}

void
cert_names_free(struct cert_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		cert_bytes_free(&names->list[i].value);
	free(names->list);
	*names = (struct cert_names){0};
}

char *
cert_value_meant(const char *typed, const char *const *candidates)
{
	const char *near = text_nearest(typed, candidates);

	if (near == NULL)
		return xstrdup("");
	return xasprintf(" (did you mean \"%s\"?)", near);
}

bool
cert_value_text(const json_t *json, char **out, struct err *err)
{
	const char *s = json_string_value(json);

	if (s == NULL) {
		err_input(err, "must be a text");
		return false;
	}
	if (strlen(s) != json_string_length(json)) {
		err_input(err, "must not hold a NUL byte");
		return false;
	}
	free(*out);
	*out = xstrdup(s);
	return true;
}

bool
cert_value_bool(const json_t *json, bool *out, struct err *err)
{
	if (!json_is_boolean(json))
		return err_input(err, "must be true or false");
	*out = json_is_true(json);
	return true;
}

/* The only key of an object and what it holds; NULL if it is not like that. */
static const char *
only_key(const json_t *json, const json_t **value)
{
	json_t *object = (json_t *)json; /* jansson's iterators want it so */
	void *only;

	if (json_object_size(json) != 1)
		return NULL;
	only = json_object_iter(object);
	*value = json_object_iter_value(only);
	return json_object_iter_key(only);
}

static bool
bytes_of_hex(const json_t *hex, struct cert_bytes *out, struct err *err)
{
	char *text = NULL;
	uint8_t *raw;
	size_t len;
	bool ok;

	if (!cert_value_text(hex, &text, err))
		return err_within(err, "hex");
	ok = text_unhex(text, &raw, &len, err);
	free(text);
	if (!ok)
		return false;
	cert_bytes_free(out);
	*out = cert_bytes_copy((const char *)raw, len);
	free(raw);
	return true;
}

bool
cert_value_bytes(const json_t *json, struct cert_bytes *out, struct err *err)
{
	const json_t *value;
	const char *key;

	if (json_is_string(json)) {
		cert_bytes_free(out);
		*out = cert_bytes_copy(
		    json_string_value(json), json_string_length(json));
		return true;
	}
	key = only_key(json, &value);
	if (key == NULL || strcmp(key, "hex") != 0)
		return err_input(err, "must be a text or {hex = \"...\"}");
	return bytes_of_hex(value, out, err);
}

static bool
bytes_of_address(const json_t *json, struct cert_bytes *out, struct err *err)
{
	char raw[16], *text = NULL;
	bool four, ok;

	if (!cert_value_text(json, &text, err))
		return err_within(err, "ip");
	four = inet_pton(AF_INET, text, raw) == 1;
	ok = four || inet_pton(AF_INET6, text, raw) == 1;
	if (ok)
		*out = cert_bytes_copy(raw, four ? 4 : 16);
	else
		err_input(err, "\"%s\" is not an IP address", text);
	free(text);
	return ok;
}

static bool
name_of_object(const json_t *json, struct cert_name *out, struct err *err)
{
	static const char *const kinds[] = {"hex", "ip", "uri", "email", NULL};
	const json_t *value;
	const char *key = only_key(json, &value);
	char *meant;

	if (key == NULL)
		return err_input(err, "a name must be a text or one of "
				      "{hex, ip, uri, email = \"...\"}");
	if (strcmp(key, "hex") == 0)
		return bytes_of_hex(value, &out->value, err);
	if (strcmp(key, "ip") == 0) {
		out->kind = CERT_NAME_IP;
		return bytes_of_address(value, &out->value, err);
	}
	if (strcmp(key, "uri") == 0 || strcmp(key, "email") == 0) {
		out->kind = *key == 'u' ? CERT_NAME_URI : CERT_NAME_EMAIL;
		return cert_value_bytes(value, &out->value, err);
	}
	meant = cert_value_meant(key, kinds);
	err_input(err, "there is no kind of name \"%s\"%s", key, meant);
	free(meant);
	return false;
}

bool
cert_value_names(const json_t *json, struct cert_names *out, struct err *err)
{
	json_t *item;
	size_t i;

	if (!json_is_array(json))
		return err_input(err, "must be a list of names");
	json_array_foreach(json, i, item)
	{
		struct cert_name name = {CERT_NAME_DNS, {0}};
		bool ok = json_is_string(item)
			      ? cert_value_bytes(item, &name.value, err)
			      : name_of_object(item, &name, err);

		if (!ok) {
			cert_bytes_free(&name.value);
			return err_within(err, "name %zu", i + 1);
		}
		cert_names_add(out, name.kind, name.value);
	}
	return true;
}

bool
cert_value_dns_names(
    const json_t *json, struct cert_names *out, struct err *err)
{
	if (!cert_value_names(json, out, err))
		return false;
	if (out->n == 0)
		return err_input(err, "must name at least one subtree");
	for (size_t i = 0; i < out->n; i++)
		if (out->list[i].kind != CERT_NAME_DNS)
			return err_input(err, "only DNS names can stand here");
	return true;
}

/* "utctime:500101000000Z" and the like; true if it is one. */
static bool
exact_time(const char *text, struct cert_time *out)
{
	static const struct {
		const char *prefix;
		enum cert_time_kind kind;
	} kinds[] = {
	    {"utctime:", CERT_TIME_UTCTIME},
	    {"generalizedtime:", CERT_TIME_GENERALIZEDTIME},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i].prefix);

		if (strncmp(text, kinds[i].prefix, n) != 0)
			continue;
		free(out->text);
		out->kind = kinds[i].kind;
		out->text = xstrdup(text + n);
		return true;
	}
	return false;
}

static bool
looks_like_a_date(const char *s)
{
	return strlen(s) > 4 && isdigit((unsigned char)s[0]) && s[4] == '-';
}

static bool
time_of_text(
    const char *text, int64_t day, struct cert_time *out, struct err *err)
{
	if (exact_time(text, out))
		return true;
	if (!looks_like_a_date(text)) {
		out->kind = CERT_TIME_RELATIVE;
		return text_span(text, &out->seconds, err);
	}
	out->kind = day == 0 ? CERT_TIME_ABSOLUTE : CERT_TIME_RELATIVE;
	if (!text_date(text, &out->seconds, err))
		return false;
	out->seconds -= day;
	return true;
}

bool
cert_value_time(
    const json_t *json, int64_t day, struct cert_time *out, struct err *err)
{
	char *text = NULL;
	bool ok;

	if (!cert_value_text(json, &text, err))
		return false;
	ok = time_of_text(text, day, out, err);
	free(text);
	return ok;
}

static bool
key_of_text(char *text, enum cert_key_kind *kind, char **name, struct err *err)
{
	static const char *const kinds[] = {"p256", "rsa2048", NULL};
	char *colon = strchr(text, ':'), *meant;

	if (colon != NULL)
		*colon++ = '\0';
	if (colon != NULL && *colon == '\0')
		return err_input(err, "the name behind the colon is missing");
	if (strcmp(text, "rsa2048") == 0 && colon != NULL)
		return err_input(
		    err, "there is only one rsa2048 key, it has no name");
	for (unsigned i = 0; kinds[i] != NULL; i++)
		if (strcmp(text, kinds[i]) == 0) {
			*kind = i == 0 ? CERT_KEY_P256 : CERT_KEY_RSA2048;
			free(*name);
			*name = colon == NULL ? NULL : xstrdup(colon);
			return true;
		}
	meant = cert_value_meant(text, kinds);
	err_input(err, "there is no kind of key \"%s\"%s", text, meant);
	free(meant);
	return false;
}

bool
cert_value_key(
    const json_t *json, enum cert_key_kind *kind, char **name, struct err *err)
{
	char *text = NULL;
	bool ok;

	if (!cert_value_text(json, &text, err))
		return false;
	ok = key_of_text(text, kind, name, err);
	free(text);
	return ok;
}

bool
cert_value_subject(const json_t *json,
    struct cert_bytes subject[CERT_ATTRIBUTES], struct err *err)
{
	static const char *const words[] = {"O", "OU", "L", "ST", "C", NULL};
	const char *key;
	json_t *value;

	if (!json_is_object(json))
		return err_input(err, "must be a table of attributes");
	json_object_foreach((json_t *)json, key, value)
	{
		unsigned i = 0;

		while (words[i] != NULL && strcmp(words[i], key) != 0)
			i++;
		if (words[i] == NULL)
			return err_input(err,
			    "there is no attribute \"%s\" (there are O, OU, "
			    "L, ST, C; CN is the field cn)",
			    key);
		if (!cert_value_bytes(value, &subject[i], err))
			return err_within(err, "%s", key);
	}
	return true;
}
