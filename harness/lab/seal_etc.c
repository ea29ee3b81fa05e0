/* SPDX-License-Identifier: MIT */
#include "harness/lab/seal_etc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "harness/lab/seal.h"
#include "harness/lab/seal_client.h"
#include "harness/lab/seal_file.h"

/*
 * Not taken from the machine: what is made below, and what would show or
 * need user ids that do not exist here.
 */
static const char *const private[] = {"group", "group-", "gshadow", "gshadow-",
    "hostname", "hosts", "mailname", "nsswitch.conf", "passwd", "passwd-",
    "resolv.conf", "shadow", "shadow-", "ssl", "subgid", "subgid-", "subuid",
    "subuid-", NULL};

/*
 * trust-ad: without it Exim and other users of glibc's resolver never see the
 * AD bit.  nss-resolve and nscd talk over UNIX sockets, which a network
 * namespace does not hold back: neither may be asked.
 */
static const struct {
	const char *path, *text;
} files[] = {
    {"/etc/hostname", SEAL_HOSTNAME "\n"},
    {"/etc/mailname", "sender.example\n"},
    {"/etc/hosts", "127.0.0.1\tlocalhost\n"
		   "127.0.0.1\t" SEAL_HOSTNAME " mta\n"
		   "::1\tlocalhost ip6-localhost ip6-loopback\n"},
    {"/etc/resolv.conf", "nameserver 127.0.0.53\n"
			 "options edns0 trust-ad timeout:2 attempts:2\n"},
    {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\n"
			   "hosts: files dns\nnetworks: files\n"
			   "protocols: files\nservices: files\n"},
};

static bool
make_files(struct err *err)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (!seal_file_write(files[i].path, 0644, files[i].text,
			strlen(files[i].text), err))
			return false;
	return true;
}

/* A copy, so that accounts can be added. */
static bool
copy_accounts(
    const char *from, const char *to, const char *otherwise, struct err *err)
{
	size_t len = strlen(otherwise);
	char *text = seal_file_read(from, &len);
	bool ok = seal_file_write(
	    to, 0644, text == NULL ? otherwise : text, len, err);

	free(text);
	return ok;
}

/* A new OpenSSL program must find no certificate that we did not make. */
static bool
make_ssl(struct err *err)
{
	static const char none[] = "# nothing is trusted yet\n";

	return seal_file_mkdir("/etc/ssl/private", 0700, err) &&
	       seal_file_write(SEAL_CA_FILE, 0644, none, strlen(none), err) &&
	       copy_accounts(SEAL_MACHINE_ETC "/ssl/openssl.cnf",
		   "/etc/ssl/openssl.cnf", "", err) &&
	       (symlink("certs/ca-certificates.crt", "/etc/ssl/cert.pem") ==
		       0 ||
		   err_system(err, "link /etc/ssl/cert.pem"));
}

static bool
fill(const struct seal_options *options, struct err *err)
{
	return seal_file_link_all(SEAL_MACHINE_ETC, "/etc", private, err) &&
	       make_files(err) &&
	       copy_accounts(SEAL_MACHINE_ETC "/passwd", "/etc/passwd",
		   "root:x:0:0:root:/root:/bin/sh\n", err) &&
	       copy_accounts(SEAL_MACHINE_ETC "/group", "/etc/group",
		   "root:x:0:\n", err) &&
	       make_ssl(err) &&
	       (options->client_root == NULL || seal_client_copy(err));
}

bool
seal_etc_fill(const struct seal_options *options, struct err *err)
{
	mode_t mask = umask(022);
	bool ok = fill(options, err);

	umask(mask);
	return ok;
}
