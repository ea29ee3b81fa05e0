/* SPDX-License-Identifier: MIT */
#include "harness/run/fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

/* The value of the name that starts at text, and where it ends. */
static const char *
value_at(const char *text, const json_t *values, size_t *len, struct err *err)
{
	const char *end = strchr(text, '}');
	char *name;
	const char *value;

	if (end == NULL) {
		err_input(err, "\"${%.20s\" has no closing brace", text);
		return NULL;
	}
	*len = (size_t)(end - text);
	name = xstrndup(text, *len);
	value = json_string_value(json_object_get(values, name));
	if (value == NULL)
		err_input(err, "there is no value for ${%s}", name);
	free(name);
	return value;
}

char *
fill_in(const char *text, const json_t *values, struct err *err)
{
	char *out = NULL;
	size_t size, len;
	FILE *f = open_memstream(&out, &size);
	const char *next, *value;

	if (f == NULL)
		out_of_memory();
	while ((next = strstr(text, "${")) != NULL) {
		if (next > text && next[-1] == '$') { /* "$${" says "${" */
			fwrite(text, 1, (size_t)(next - text - 1), f);
			fputs("${", f);
			text = next + 2;
			continue;
		}
		fwrite(text, 1, (size_t)(next - text), f);
		value = value_at(next + 2, values, &len, err);
		if (value == NULL) {
			fclose(f);
			free(out);
			return NULL;
		}
		fputs(value, f);
		text = next + 2 + len + 1;
	}
	fputs(text, f);
	fclose(f);
	return out;
}
