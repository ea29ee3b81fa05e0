/* SPDX-License-Identifier: MIT */
#include "harness/plan/json_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

char *
json_text(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s == NULL ? NULL : xstrdup(s);
}

char **
json_texts(const json_t *object, const char *key)
{
	const json_t *array = json_object_get(object, key), *element;
	char **texts = xcalloc(json_array_size(array) + 1, sizeof(*texts));
	size_t i, n = 0;

	json_array_foreach(array, i, element)
	{
		if (json_is_string(element))
			texts[n++] = xstrdup(json_string_value(element));
	}
	return texts;
}

void
texts_free(char **texts)
{
	for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
		free(texts[i]);
	free(texts);
}

static const char *
value_at(const char *s, size_t len, const struct json_fill *fill, size_t *used)
{
	const struct {
		const char *name, *value;
	} known[] = {
	    {"{id}", fill->id},
	    {"{domain}", fill->domain},
	    {"{address}", fill->address},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		*used = strlen(known[i].name);
		if (known[i].value != NULL && *used <= len &&
		    memcmp(s, known[i].name, *used) == 0)
			return known[i].value;
	}
	return NULL;
}

/* The text, NUL-terminated; *out_len does not count that NUL. */
static char *
filled(const char *s, size_t len, const struct json_fill *fill, size_t *out_len)
{
	char *out = NULL;
	size_t size;
	FILE *f = open_memstream(&out, &size);

	if (f == NULL)
		out_of_memory();
	for (size_t i = 0; i < len;) {
		size_t used;
		const char *value = value_at(s + i, len - i, fill, &used);

		if (value != NULL) {
			fputs(value, f);
			i += used;
		} else {
			fputc(s[i++], f);
		}
	}
	if (fclose(f) != 0)
		out_of_memory();
	*out_len = size;
	return out;
}

char *
text_filled(const char *s, const struct json_fill *fill)
{
	size_t len;

	return filled(s, strlen(s), fill, &len);
}

static json_t *
string_filled(const json_t *json, const struct json_fill *fill)
{
	size_t len;
	char *text = filled(
	    json_string_value(json), json_string_length(json), fill, &len);
	json_t *result = json_stringn_nocheck(text, len);

	free(text);
	return result;
}

static json_t *
array_filled(const json_t *json, const struct json_fill *fill)
{
	json_t *result = json_array();
	const json_t *element;
	size_t i;

	json_array_foreach(json, i, element)
	    json_array_append_new(result, json_filled(element, fill));
	return result;
}

static json_t *
object_filled(const json_t *json, const struct json_fill *fill)
{
	json_t *result = json_object(), *value;
	const char *key;

	/* The macro wants to be able to change what it walks over. */
	json_object_foreach((json_t *)json, key, value)
	    json_object_set_new(result, key, json_filled(value, fill));
	return result;
}

json_t *
json_filled(const json_t *json, const struct json_fill *fill)
{
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return object_filled(json, fill);
	case JSON_ARRAY:
		return array_filled(json, fill);
	case JSON_STRING:
		return string_filled(json, fill);
	case JSON_INTEGER:
	case JSON_REAL:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		break;
	}
	return json_deep_copy(json);
}
