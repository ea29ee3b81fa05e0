/* SPDX-License-Identifier: MIT */
#include "harness/lab/spawn_output.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

struct spawn_output {
	size_t half, total; /* total: bytes ever added */
	char *head, *tail;  /* half bytes each; tail is a ring */
	char *line;
	size_t most, len; /* of line */
};

struct spawn_output *
spawn_output_new(size_t kept, size_t most)
{
	struct spawn_output *out = xcalloc(1, sizeof(*out));

	out->half = kept / 2 + 1;
	out->head = xcalloc(out->half, 1);
	out->tail = xcalloc(out->half, 1);
	out->most = most;
	out->line = xcalloc(most + 1, 1);
	return out;
}

void
spawn_output_free(struct spawn_output *out)
{
	if (out == NULL)
		return;
	free(out->head);
	free(out->tail);
	free(out->line);
	free(out);
}

static void
keep(struct spawn_output *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++, out->total++)
		if (out->total < out->half)
			out->head[out->total] = bytes[i];
		else
			out->tail[(out->total - out->half) % out->half] =
			    bytes[i];
}

static int
tell(struct spawn_output *out, spawn_output_fn *fn, void *arg)
{
	size_t len = out->len;

	if (len > 0 && out->line[len - 1] == '\r')
		len--;
	out->line[len] = '\0';
	out->len = 0;
	return fn(out->line, len, arg);
}

void
spawn_output_add(struct spawn_output *out, const char *bytes, size_t n,
    spawn_output_fn *fn, void *arg)
{
	keep(out, bytes, n);
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n')
			out->line[out->len++] = bytes[i];
		if ((bytes[i] == '\n' || out->len == out->most) &&
		    tell(out, fn, arg) != 0)
			return;
	}
}

void
spawn_output_end(struct spawn_output *out, spawn_output_fn *fn, void *arg)
{
	if (out->len > 0)
		tell(out, fn, arg);
}

/* The ring, oldest byte first. */
static char *
tail_text(const struct spawn_output *out, size_t *len)
{
	size_t n = out->total <= out->half ? 0 : out->total - out->half;
	size_t from = n > out->half ? n % out->half : 0;
	char *text = xcalloc(out->half + 1, 1);

	*len = n > out->half ? out->half : n;
	for (size_t i = 0; i < *len; i++)
		text[i] = out->tail[(from + i) % out->half];
	return text;
}

char *
spawn_output_text(const struct spawn_output *out)
{
	size_t head = out->total < out->half ? out->total : out->half, tail;
	char *end = tail_text(out, &tail), *all;
	char *cut = out->total > head + tail
			? xasprintf("\n[... %zu bytes left out ...]\n",
			      out->total - head - tail)
			: xstrdup("");
	all = xcalloc(head + strlen(cut) + tail + 1, 1);
	memcpy(all, out->head, head);
	memcpy(stpcpy(all + head, cut), end, tail);
	free(cut);
	free(end);
	return all;
}
