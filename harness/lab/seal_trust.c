/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_trust.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "certs/cert_bundle.h"
#include "harness/lab/seal.h"
#include "harness/lab/seal_file.h"

static bool
forget_all(struct err *err)
{
	DIR *dir = opendir(SEAL_CA_PATH);
	struct dirent *entry;

	if (dir == NULL)
		return err_system(err, "%s", SEAL_CA_PATH);
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	return true;
}

/* "HASH.0", "HASH.1", ...: authorities may share a subject. */
static bool
link_hash(const char *file, unsigned long hash, struct err *err)
{
	char path[PATH_MAX];

	for (unsigned i = 0; i < 1000; i++) {
		snprintf(path, sizeof(path), SEAL_CA_PATH "/%08lx.%u", hash, i);
		if (symlink(file, path) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	return err_system(err, "link %s", path);
}

static bool
install_one(const struct cert_authority *ca, void *arg, struct err *err)
{
	char path[PATH_MAX];

	(void)arg;
	snprintf(path, sizeof(path), SEAL_CA_PATH "/badmx-%zu.pem", ca->number);
	return seal_file_write(path, 0644, ca->pem, ca->len, err) &&
	       link_hash(strrchr(path, '/') + 1, ca->subject_hash, err);
}

bool
seal_trust_install(const char *pem, struct err *err)
{
	return forget_all(err) &&
	       seal_file_write(SEAL_CA_FILE, 0644, pem, strlen(pem), err) &&
	       cert_bundle_each(pem, install_one, NULL, err);
}
