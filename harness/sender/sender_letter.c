/* SPDX-License-Identifier: MIT */
#include "harness/sender/sender_letter.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

/* CRLF, LF and CR all end a line; what comes after the last one is a line. */
static size_t
line_length(const char *s, size_t n, size_t *end)
{
	size_t i = 0;

	while (i < n && s[i] != '\r' && s[i] != '\n')
		i++;
	*end = i;
	if (i < n)
		*end += i + 1 < n && s[i] == '\r' && s[i + 1] == '\n' ? 2 : 1;
	return i;
}

static void
put(struct letter *letter, const char *s, size_t n)
{
	memcpy(letter->data + letter->data_len, s, n);
	letter->data_len += n;
}

/* Each line grows by a dot and a CR at most. */
static void
write_data(struct letter *letter, const char *s, size_t n)
{
	size_t end, len;

	letter->data = xcalloc(n * 3 + 8, 1);
	while (n > 0) {
		len = line_length(s, n, &end);
		if (len > 0 && s[0] == '.')
			put(letter, ".", 1);
		put(letter, s, len);
		put(letter, "\r\n", 2);
		letter->size += len + 2;
		s += end;
		n -= end;
	}
	put(letter, ".\r\n", 3);
}

static size_t
header_length(const char *s, size_t n)
{
	size_t at = 0, end;

	while (at < n && line_length(s + at, n - at, &end) > 0)
		at += end;
	return at;
}

static bool
has_eight_bits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return true;
	return false;
}

bool
letter_write(
    struct letter *letter, const struct letter_form *form, struct err *err)
{
	memset(letter, 0, sizeof(*letter));
	if (!mailbox_parse(form->from, &letter->from, err) ||
	    !mailbox_parse(form->to, &letter->to, err))
		return false;
	if (letter->to.wire[0] == '\0')
		return err_input(err, "there is no recipient");
	if (!next_hop_parse(form->next_hop, &letter->to, &letter->hop, err))
		return false;
	letter->eight_bit = has_eight_bits(form->text, form->len);
	letter->headers =
	    xstrndup(form->text, header_length(form->text, form->len));
	write_data(letter, form->text, form->len);
	return true;
}

void
letter_clear(struct letter *letter)
{
	free(letter->data);
	free(letter->headers);
	memset(letter, 0, sizeof(*letter));
}
