/* SPDX-License-Identifier: MIT */
#include "harness/plan/complaint.h"

#include <stdlib.h>

#include "sim/base/mem.h"

void
complaint_add(struct complaints *list, const char *text)
{
	list->texts =
	    xreallocarray(list->texts, list->n + 1, sizeof(*list->texts));
	list->texts[list->n++] = xstrdup(text);
}

void
complaints_print(const struct complaints *list, FILE *f)
{
	for (size_t i = 0; i < list->n; i++)
		fputs(list->texts[i], f);
}

void
complaints_clear(struct complaints *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->texts[i]);
	free(list->texts);
	*list = (struct complaints){0};
}
