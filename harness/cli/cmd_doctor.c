/* SPDX-License-Identifier: MIT */
/*
 * badmx doctor: what this machine allows, and the command that mends what it
 * does not.  Nothing is changed; what can be tried is tried.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#include "certs/cert_library.h"
#include "harness/base/exit_code.h"
#include "harness/cli/cli.h"
#include "harness/cli/cli_option.h"
#include "harness/lab/seal_choose.h"
#include "harness/lab/seal_ids.h"
#include "harness/lab/seal_net.h"
#include "harness/lab/spawn.h"
#include "sim/base/err.h"

enum finding {
	FINDING_OK,
	FINDING_NOTE,
	FINDING_ABSENT,
	FINDING_FAIL,
};

/* Colour only repeats the word. */
static const struct {
	const char *word, *colour;
} words[] = {
    [FINDING_OK] = {"ok", "\033[32m"},
    [FINDING_NOTE] = {"note", "\033[33m"},
    [FINDING_ABSENT] = {"--", ""},
    [FINDING_FAIL] = {"FAIL", "\033[31m"},
};

static bool
use_colour(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

static void say(enum finding, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void mend(const char *fmt, ...) PRINTF_LIKE(1, 2);

static void
say(enum finding finding, const char *fmt, ...)
{
	bool colour = use_colour() && words[finding].colour[0] != '\0';
	va_list ap;

	printf("%s%-4s%s  ", colour ? words[finding].colour : "",
	    words[finding].word, colour ? "\033[0m" : "");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static void
mend(const char *fmt, ...)
{
	va_list ap;

	fputs("      ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static const char *
kernel(void)
{
	static struct utsname name;

	return uname(&name) == -1 ? "unknown" : name.release;
}

static bool
can_listen(void)
{
	struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (16U << 16))};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd != -1 &&
		  bind(fd, (const struct sockaddr *)&sin, sizeof(sin)) == 0 &&
		  listen(fd, 1) == 0;

	if (fd != -1)
		close(fd);
	return ok;
}

/* False if badmx cannot work here in any way. */
static bool
look_at_isolation(void)
{
	struct seal_choice choice;
	struct seal_obstacle obstacle;
	struct err err = {0};

	say(FINDING_OK, "%s",
	    geteuid() == 0 ? "you are root" : "you are not root");
	if (seal_choose(ISOLATION_NETNS, false, &choice, &err)) {
		say(FINDING_OK, "kernel %s, %s", kernel(),
		    choice.user_namespace
			? "user namespaces allowed: no root needed"
			: "namespaces allowed");
		say(FINDING_OK, "isolation: %s", choice.text);
		return true;
	}
	seal_obstacle_find(&obstacle, &err);
	say(FINDING_NOTE, "kernel %s, no namespaces", kernel());
	say(FINDING_FAIL, "%s", obstacle.text);
	mend("for good:  %s", obstacle.mend);
	if (!can_listen()) {
		say(FINDING_FAIL, "nobody may listen on 127.16.0.1 either");
		return false;
	}
	mend("without:   nothing to do, badmx uses high ports; real mail "
	     "servers");
	mend("           %s", geteuid() == 0 ? "cannot be judged then"
					     : "then need --isolation root");
	say(FINDING_NOTE, "isolation: high ports, the built-in sender only");
	return true;
}

static void
look_at_ids(void)
{
	const char *name = seal_ids_user_name();
	struct err err = {0};

	if (geteuid() == 0 && seal_ids_here() >= 1000)
		return;
	if (geteuid() != 0 && seal_ids_ready(&err)) {
		say(FINDING_OK, "newuidmap and /etc/subuid: Postfix and other "
				"servers without root");
		return;
	}
	say(FINDING_NOTE, "one user id only: Postfix and other servers need "
			  "root, or");
	if (access("/usr/bin/newuidmap", X_OK) == -1)
		mend("sudo apt-get install uidmap");
	mend("sudo usermod --add-subuids 100000-165535 \\");
	mend("             --add-subgids 100000-165535 %s", name);
}

static void
look_at_openssl(void)
{
	struct cert_library library;

	cert_library_about(&library);
	if (library.oldest == NULL)
		say(FINDING_FAIL, "OpenSSL %s: no TLS", library.version);
	else
		say(FINDING_OK, "OpenSSL %s, %s to %s can be simulated",
		    library.version, library.oldest,
		    library.newest + strlen("TLS "));
}

/* A host takes a listener and, while it is visited, a connection. */
static void
look_at_files(void)
{
	struct rlimit limit = {0, 0};

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return;
	if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= 4096) {
		say(FINDING_OK, "open files limit %llu",
		    (unsigned long long)limit.rlim_max);
		return;
	}
	say(FINDING_NOTE,
	    "open files limit %llu: enough for %llu servers at "
	    "once",
	    (unsigned long long)limit.rlim_max,
	    (unsigned long long)limit.rlim_max / 3);
	mend("ulimit -Hn 8192 (as root), or LimitNOFILE= in the service file");
}

static void
look_at_client(const char *name, const char *program, const char *package)
{
	char *path = spawn_find(program);

	if (path != NULL)
		say(FINDING_OK, "%-17s %s", name, path);
	else
		say(FINDING_ABSENT,
		    "%-17s not installed         "
		    "apt-get install %s",
		    name, package);
	free(path);
}

static void
look_at_ipv6(void)
{
	if (seal_net_has_ipv6())
		say(FINDING_OK, "IPv6 on the loopback interface");
	else {
		say(FINDING_NOTE, "no IPv6: such cases are not judged");
		mend("start the kernel without ipv6.disable=1");
	}
}

static void
look_at_disk(void)
{
	struct statvfs fs;
	unsigned long long mb;

	if (statvfs(".", &fs) == -1) {
		say(FINDING_FAIL, "this folder: %s", strerror(errno));
		return;
	}
	mb = (unsigned long long)fs.f_bavail * fs.f_frsize / 1048576;
	if (access(".", W_OK) == -1)
		say(FINDING_NOTE,
		    "this folder is read-only: no evidence is kept in .badmx");
	else if (mb < 100)
		say(FINDING_NOTE, "%llu MB free for .badmx: that is little",
		    mb);
	else
		say(FINDING_OK, "%llu MB free for .badmx", mb);
}

static const char usage[] =
    "Shows what this machine allows, each line with the command that mends "
    "it.\n"
    "\n"
    "badmx doctor\n"
    "\n"
    "Exit: 0 badmx runs here, 71 it does not\n";

int
cmd_doctor(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	bool works;
	int key;

	optind = 1;
	key = cli_option(argc, argv, ":h", longs);
	if (key == '?')
		return EXIT_USAGE;
	if (key == 'h') {
		fputs(usage, stdout);
		return EXIT_AS_EXPECTED;
	}
	if (optind < argc)
		return cli_wrong("doctor", "doctor takes no name");
	works = look_at_isolation();
	look_at_ids();
	look_at_openssl();
	look_at_files();
	look_at_ipv6();
	look_at_disk();
	look_at_client("postfix", "postfix", "postfix");
	return works ? 0 : EXIT_SYSTEM;
}
