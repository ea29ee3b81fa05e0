/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_greylist.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "sim/base/mem.h"

struct entry {
	char *key;
	int64_t first_try;
	UT_hash_handle hh;
};

struct smtp_greylist {
	struct entry *entries; /* in the order they came */
	size_t max;
};

struct smtp_greylist *
smtp_greylist_new(size_t max_entries)
{
	struct smtp_greylist *list = xcalloc(1, sizeof(*list));

	list->max = max_entries;
	return list;
}

static void
forget(struct smtp_greylist *list, struct entry *e)
{
	HASH_DEL(list->entries, e);
	free(e->key);
	free(e);
}

void
smtp_greylist_free(struct smtp_greylist *list)
{
	if (list == NULL)
		return;
	while (list->entries != NULL)
		forget(list, list->entries);
	free(list);
}

/* Recipients differ by case only in their domain, and nobody relies on it. */
static struct entry *
entry_of(struct smtp_greylist *list, const char *host, const char *recipient,
    int64_t now)
{
	char *key = xasprintf("%s %s", host, recipient);
	struct entry *e;

	HASH_FIND_STR(list->entries, key, e);
	if (e != NULL) {
		free(key);
		return e;
	}
	e = xcalloc(1, sizeof(*e));
	e->key = key;
	e->first_try = now;
	HASH_ADD_KEYPTR(hh, list->entries, e->key, strlen(e->key), e);
	if (HASH_COUNT(list->entries) > list->max && list->entries != e)
		forget(list, list->entries);
	return e;
}

bool
smtp_greylist_waits(struct smtp_greylist *list, const char *host,
    const char *recipient, int64_t now, int64_t seconds)
{
	struct entry *e = entry_of(list, host, recipient, now);

	return now - e->first_try < seconds;
}

size_t
smtp_greylist_size(const struct smtp_greylist *list)
{
	return HASH_COUNT(list->entries);
}
