/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_client.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mount.h>
#include <sys/stat.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_file.h"
#include "harness/lab/seal_tree.h"
#include "sim/base/mem.h"

#define CLIENT SEAL_TREE_LAB SEAL_CLIENT

/* Not through a symbolic link: those are followed where they lead. */
static bool
is_directory(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Adds a layer below those that are there, if it exists. */
static void
add_layer(char *layers, size_t size, const char *top, const char *name)
{
	char path[PATH_MAX];
	size_t n = strlen(layers);

	snprintf(path, sizeof(path), "%s/%s", top, name);
	if (is_directory(path))
		snprintf(layers + n, size - n, "%s%s", n > 0 ? ":" : "", path);
}

static bool
overlay(const char *layers, const char *name, struct err *err)
{
	char to[PATH_MAX + 16], *options;
	bool ok;

	snprintf(to, sizeof(to), SEAL_TREE_LAB "/%s", name);
	if (!is_directory(to) && mkdir(to, 0755) == -1)
		return err_system(err,
		    "--client-root has a /%s, but the "
		    "machine has none",
		    name);
	if (strchr(layers, ':') == NULL)
		return seal_tree_bind(layers, to, true, err);
	options = xasprintf("lowerdir=%s", layers);
	ok =
	    mount("overlay", to, "overlay", MS_RDONLY | MS_NODEV, options) == 0;
	if (!ok)
		err_system(
		    err, "lay the client root over /%s (overlayfs)", name);
	free(options);
	return ok;
}

/*
 * Unpacked packages still have a real /lib, /bin and /sbin; where the machine
 * has links there (usrmerge) they belong into /usr.
 */
static bool
lay(const char *name, struct err *err)
{
	char layers[4 * PATH_MAX] = "", link[PATH_MAX], merged[PATH_MAX];
	struct stat st;

	snprintf(link, sizeof(link), CLIENT "/%s", name);
	if (!is_directory(link))
		return true;
	snprintf(link, sizeof(link), SEAL_TREE_LAB "/%s", name);
	add_layer(layers, sizeof(layers), CLIENT, name);
	if (lstat(link, &st) == 0 && S_ISLNK(st.st_mode)) {
		snprintf(merged, sizeof(merged), "usr/%s", name);
		add_layer(layers, sizeof(layers), CLIENT, merged);
		name = merged;
	}
	add_layer(layers, sizeof(layers), SEAL_TREE_MACHINE, name);
	return overlay(layers, name, err);
}

bool
seal_client_lay(const char *root, struct err *err)
{
	static const char *const names[] = {
	    "usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt"};
	char from[PATH_MAX + 16];
	struct stat st;

	if (root == NULL)
		return true;
	snprintf(from, sizeof(from), SEAL_TREE_MACHINE "%s", root);
	if (root[0] != '/' || stat(from, &st) == -1 || !S_ISDIR(st.st_mode))
		return err_set(err, ERR_MISSING, "%s: no such folder", root);
	if (!seal_tree_bind(from, CLIENT, true, err))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!lay(names[i], err))
			return false;
	return true;
}

bool
seal_client_copy(struct err *err)
{
	return seal_file_copy(SEAL_CLIENT "/etc", "/etc", err) &&
	       seal_file_copy(SEAL_CLIENT "/var", "/var", err);
}
