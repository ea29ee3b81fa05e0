/* SPDX-License-Identifier: MIT */
#include "harness/run/shown_path.h"

#include <string.h>

/* Behind the first n bytes of folder and a slash, or NULL. */
static const char *
below(const char *path, const char *folder, size_t n)
{
	while (n > 0 && folder[n - 1] == '/')
		n--;
	if (n == 0 || strncmp(path, folder, n) != 0 || path[n] != '/')
		return NULL;
	return path + n + 1;
}

const char *
shown_path(const char *path, const char *scenarios, const char *here)
{
	const char *shown = NULL, *slash;

	if (here != NULL)
		shown = below(path, here, strlen(here));
	if (shown != NULL || scenarios == NULL)
		return shown != NULL ? shown : path;
	slash = strrchr(scenarios, '/');
	if (slash != NULL && slash[1] != '\0')
		shown = below(path, scenarios, (size_t)(slash - scenarios));
	if (shown == NULL || below(path, scenarios, strlen(scenarios)) == NULL)
		return path;
	return shown;
}
