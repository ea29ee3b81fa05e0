/* SPDX-License-Identifier: MIT */
/*
 * badmx doctor: what this machine allows, and the command that mends what it
 * does not.  Nothing is changed; what can be tried is tried.
 */
#include <errno.h>
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
#include "harness/cli/doctor_programs.h"
#include "harness/cli/finding.h"
#include "harness/lab/seal_choose.h"
#include "harness/lab/seal_ids.h"
#include "harness/lab/seal_net.h"
#include "sim/base/err.h"

#define FILES_LEAST 256 /* with fewer no lab of the shipped tables goes up */

/* What stands in the way first is what a run would end with. */
static int
first(int code, int next)
{
	return code != EXIT_AS_EXPECTED ? code : next;
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

/*
 * Each look returns what badmx run would end with for that reason, so a line
 * that says FAIL is an exit code; 0 if the built-in sender can be judged.
 */

static int
look_at_isolation(void)
{
	struct seal_choice choice;
	struct seal_obstacle obstacle;
	struct err err = {0};
	bool high_ports;

	finding_say(FINDING_OK, "%s",
	    geteuid() == 0 ? "you are root" : "you are not root");
	if (seal_choose(ISOLATION_NETNS, false, &choice, &err)) {
		finding_say(FINDING_OK, "kernel %s, %s", kernel(),
		    choice.user_namespace
			? "user namespaces allowed: no root needed"
			: "namespaces allowed");
		finding_say(FINDING_OK, "isolation: %s", choice.text);
		return EXIT_AS_EXPECTED;
	}
	seal_obstacle_find(&obstacle, &err);
	finding_say(FINDING_NOTE, "kernel %s, no namespaces", kernel());
	high_ports = can_listen();
	finding_say(
	    high_ports ? FINDING_NOTE : FINDING_FAIL, "%s", obstacle.text);
	finding_mend("for good:  %s", obstacle.mend);
	if (!high_ports) {
		finding_say(
		    FINDING_FAIL, "nobody may listen on 127.16.0.1 either");
		return EXIT_SYSTEM;
	}
	finding_mend(
	    "without:   nothing to do, badmx uses high ports; real mail "
	    "servers");
	finding_mend("           %s", geteuid() == 0
					  ? "cannot be judged then"
					  : "then need --isolation root");
	finding_say(
	    FINDING_NOTE, "isolation: high ports, the built-in sender only");
	return EXIT_AS_EXPECTED;
}

static void
look_at_ids(void)
{
	const char *name = seal_ids_user_name();
	struct err err = {0};

	if (geteuid() == 0 && seal_ids_here() >= 1000)
		return;
	if (geteuid() != 0 && seal_ids_ready(&err)) {
		finding_say(FINDING_OK,
		    "newuidmap and /etc/subuid: mail servers of "
		    "several accounts without root");
		return;
	}
	finding_say(FINDING_NOTE,
	    "one user id only: most mail servers need root, "
	    "or");
	if (access("/usr/bin/newuidmap", X_OK) == -1)
		finding_mend("sudo apt-get install uidmap");
	finding_mend("sudo usermod --add-subuids 100000-165535 \\");
	finding_mend("             --add-subgids 100000-165535 %s", name);
}

static int
look_at_openssl(void)
{
	struct cert_library library;

	cert_library_about(&library);
	if (library.oldest == NULL) {
		finding_say(
		    FINDING_FAIL, "OpenSSL %s: no TLS", library.version);
		return EXIT_SYSTEM;
	}
	finding_say(FINDING_OK, "OpenSSL %s, %s to %s can be simulated",
	    library.version, library.oldest, library.newest + strlen("TLS "));
	return EXIT_AS_EXPECTED;
}

/* A host takes a listener and, while it is visited, a connection. */
static int
look_at_files(void)
{
	struct rlimit limit = {0, 0};
	bool enough;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return EXIT_AS_EXPECTED;
	if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= 4096) {
		finding_say(FINDING_OK, "open files limit %llu",
		    (unsigned long long)limit.rlim_max);
		return EXIT_AS_EXPECTED;
	}
	enough = limit.rlim_max >= FILES_LEAST;
	finding_say(enough ? FINDING_NOTE : FINDING_FAIL,
	    "open files limit %llu: enough for %llu servers at "
	    "once",
	    (unsigned long long)limit.rlim_max,
	    (unsigned long long)limit.rlim_max / 3);
	finding_mend(
	    "ulimit -Hn 8192 (as root), or LimitNOFILE= in the service file");
	return enough ? EXIT_AS_EXPECTED : EXIT_SYSTEM;
}

static void
look_at_ipv6(void)
{
	if (seal_net_has_ipv6())
		finding_say(FINDING_OK, "IPv6 on the loopback interface");
	else {
		finding_say(FINDING_NOTE, "no IPv6: such cases are not judged");
		finding_mend("start the kernel without ipv6.disable=1");
	}
}

static void
look_at_disk(void)
{
	struct statvfs fs;
	unsigned long long mb;

	if (statvfs(".", &fs) == -1) {
		finding_say(FINDING_NOTE, "this folder: %s", strerror(errno));
		return;
	}
	mb = (unsigned long long)fs.f_bavail * fs.f_frsize / 1048576;
	if (access(".", W_OK) == -1)
		finding_say(FINDING_NOTE,
		    "this folder is read-only: no evidence is kept in .badmx");
	else if (mb < 100)
		finding_say(FINDING_NOTE,
		    "%llu MB free for .badmx: that is little", mb);
	else
		finding_say(FINDING_OK, "%llu MB free for .badmx", mb);
}

static const char usage[] =
    "Shows what this machine allows, each line with the command that mends "
    "it.\n"
    "\n"
    "badmx doctor\n"
    "\n"
    "Exit: 0 badmx run does its main job here, with the built-in sender;\n"
    "otherwise what it would end with: 71 the system refuses (the line says\n"
    "FAIL), 65 or 66 a scenario file is wrong or missing\n";

int
cmd_doctor(int argc, char **argv)
{
	static const struct option longs[] = {
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int key, code;

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
	code = look_at_isolation();
	look_at_ids();
	code = first(code, look_at_openssl());
	code = first(code, look_at_files());
	look_at_ipv6();
	look_at_disk();
	return first(code, doctor_programs());
}
