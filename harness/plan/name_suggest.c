/* SPDX-License-Identifier: MIT */
#include "harness/plan/name_suggest.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

#define STARS "*?"

/* "a", "a-b", "b", ...: every run of words of every name. */
struct pieces {
	char **at; /* ends with NULL */
	size_t n, room;
};

bool
name_fits(const char *glob, const char *const *names)
{
	for (; *names != NULL; names++)
		if (text_glob(glob, *names))
			return true;
	return false;
}

static void
add_piece(struct pieces *p, const char *from, size_t len)
{
	if (p->n + 1 >= p->room) {
		p->room = p->room == 0 ? 256 : 2 * p->room;
		p->at = xreallocarray(p->at, p->room, sizeof(p->at[0]));
	}
	p->at[p->n++] = xstrndup(from, len);
	p->at[p->n] = NULL;
}

static void
add_name(struct pieces *p, const char *name)
{
	for (const char *from = name; from != NULL; from = strchr(from, '-')) {
		from += from != name;
		for (const char *to = from; *to != '\0'; to += *to == '-') {
			to += strcspn(to, "-");
			add_piece(p, from, (size_t)(to - from));
		}
	}
}

static void
clear(struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->at[i]);
	free(p->at);
}

/* The glob with the len letters at "at" spelt otherwise, if that fits. */
static char *
respelt(const char *glob, const char *at, size_t len, const struct pieces *p,
    const char *const *names)
{
	char *typed = xstrndup(at, len), *longer = NULL;
	const char *near = text_nearest(typed, (const char *const *)p->at);

	if (near != NULL)
		longer = xasprintf(
		    "%.*s%s%s", (int)(at - glob), glob, near, at + len);
	if (longer != NULL && !name_fits(longer, names)) {
		free(longer);
		longer = NULL;
	}
	free(typed);
	return longer;
}

/* One part between two stars after the other. */
static char *
suggest_glob(const char *glob, const char *const *names)
{
	struct pieces p = {0};
	char *found = NULL;

	for (const char *const *name = names; *name != NULL; name++)
		add_name(&p, *name);
	for (const char *at = glob; p.n > 0 && found == NULL && *at != '\0';) {
		size_t len;

		at += strspn(at, STARS "-");
		len = strcspn(at, STARS);
		if (len > 0) {
			size_t bare = len;

			while (bare > 0 && at[bare - 1] == '-')
				bare--;
			found = respelt(glob, at, bare, &p, names);
		}
		at += len;
	}
	clear(&p);
	return found;
}

char *
name_suggest(const char *glob, const char *const *names)
{
	const char *near;
	char *part, *found;

	if (strlen(glob) > 100)
		return NULL;
	if (strpbrk(glob, STARS) != NULL)
		return suggest_glob(glob, names);
	near = text_nearest(glob, names);
	if (near != NULL)
		return xstrdup(near);
	part = xasprintf("*%s*", glob);
	if (*glob != '\0' && name_fits(part, names))
		return part;
	found = suggest_glob(part, names);
	free(part);
	return found;
}
