/* SPDX-License-Identifier: MIT */
#include "harness/run/mail_index.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "sim/base/mem.h"

#define NAME_MAX_BYTES 320 /* local part, @, domain (RFC 5321 4.5.3.1) */

struct entry {
	UT_hash_handle hh;
	struct mail_range mails; /* n 0: dropped */
	char name[];
};

typedef bool name_char_fn(unsigned char);

struct mail_index {
	struct entry *by_name;
};

struct mail_index *
mail_index_new(void)
{
	return xcalloc(1, sizeof(struct mail_index));
}

void
mail_index_free(struct mail_index *index)
{
	struct entry *e, *next;

	if (index == NULL)
		return;
	HASH_ITER (hh, index->by_name, e, next) {
		HASH_DEL(index->by_name, e);
		free(e);
	}
	free(index);
}

static bool
in_name(unsigned char c)
{
	return isalnum(c) || c >= 0x80 ||
	       (c != '\0' && strchr("._@+-", c) != NULL);
}

/* Colons are in IPv6 addresses, and around names as punctuation. */
static bool
in_name_or_colon(unsigned char c)
{
	return c == ':' || in_name(c);
}

/* Lower case, without the dots and dashes that punctuation leaves behind. */
static size_t
normal(const char *name, size_t n, char *out)
{
	while (n > 0 && strchr(".-:", name[n - 1]) != NULL)
		n--;
	if (n > NAME_MAX_BYTES)
		return 0;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)tolower((unsigned char)name[i]);
	out[n] = '\0';
	return n;
}

void
mail_index_add(struct mail_index *index, const char *name, int first, int n)
{
	char key[NAME_MAX_BYTES + 1];
	size_t len = normal(name, strlen(name), key);
	struct entry *e;

	if (len == 0)
		return;
	HASH_FIND(hh, index->by_name, key, len, e);
	if (e != NULL) {
		if (e->mails.first != first || e->mails.n != n)
			e->mails.n = 0;
		return;
	}
	e = xcalloc(1, sizeof(*e) + len + 1);
	e->mails = (struct mail_range){first, n};
	memcpy(e->name, key, len + 1);
	HASH_ADD(hh, index->by_name, name, len, e);
}

/* Takes what the word names if that is less than what was found before. */
static void
find_word(const struct mail_index *index, const char *word, size_t len,
    struct mail_range *best)
{
	char key[NAME_MAX_BYTES + 1];
	size_t n = normal(word, len, key);
	struct entry *e = NULL;

	if (n == 0)
		return;
	HASH_FIND(hh, index->by_name, key, n, e);
	if (e != NULL && e->mails.n > 0 &&
	    (best->n == 0 || e->mails.n < best->n))
		*best = e->mails;
}

/* Looks at each word that is made of such characters. */
static void
find_in(const struct mail_index *index, const char *line, name_char_fn *is_part,
    struct mail_range *best)
{
	const char *end;

	for (; *line != '\0'; line = end) {
		for (end = line; is_part((unsigned char)*end);)
			end++;
		if (end == line)
			end++;
		else
			find_word(index, line, (size_t)(end - line), best);
	}
}

bool
mail_index_find(
    const struct mail_index *index, const char *line, struct mail_range *mails)
{
	mails->n = 0;
	find_in(index, line, in_name, mails);
	find_in(index, line, in_name_or_colon, mails);
	return mails->n > 0;
}
