/* SPDX-License-Identifier: MIT */
#include <grp.h>
#include <ifaddrs.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <check.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "certs/cert_shelf.h"
#include "harness/lab/seal.h"
#include "harness/lab/seal_file.h"
#include "harness/lab/seal_ids.h"
#include "harness/lab/seal_net.h"
#include "harness/lab/seal_shell.h"
#include "harness/lab/seal_trust.h"
#include "harness/lab/seal_user.h"
#include "sim/base/clock.h"
#include "tests/unit/harness/seal_fixture.h"

static void
see_the_network(void)
{
	struct ifaddrs *all, *one;
	char host[64];

	MUST(getpid() == 1);
	MUST(getifaddrs(&all) == 0);
	for (one = all; one != NULL; one = one->ifa_next)
		MUST((one->ifa_flags & IFF_UP) == 0 ||
		     strncmp(one->ifa_name, "lo", 2) == 0);
	freeifaddrs(all);
	MUST(file_says("/etc/resolv.conf", "nameserver 127.0.0.53\n"));
	MUST(file_says("/etc/nsswitch.conf", "hosts: files dns\n"));
	MUST(gethostname(host, sizeof(host)) == 0);
	MUST(strcmp(host, "mta.sender.example") == 0);
	MUST(access("/run/nscd", F_OK) == -1);
	MUST(access("/run/systemd", F_OK) == -1);
}

START_TEST(sees_only_loopback_and_our_resolver)
{
	if (ready(_i))
		run_sealed(see_the_network);
}
END_TEST

static int
listen_on(const char *address, in_port_t port)
{
	struct sockaddr_in v4 = {
	    .sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 v6 = {
	    .sin6_family = AF_INET6, .sin6_port = htons(port)};
	bool six = inet_pton(AF_INET6, address, &v6.sin6_addr) == 1;
	int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);

	if (six)
		return bind(fd, (struct sockaddr *)&v6, sizeof(v6));
	inet_pton(AF_INET, address, &v4.sin_addr);
	return bind(fd, (struct sockaddr *)&v4, sizeof(v4));
}

static void
listen_everywhere(void)
{
	MUST(listen_on("127.0.0.1", 25) == 0);
	MUST(listen_on("127.16.3.4", 25) == 0);
	MUST(listen_on("127.0.0.53", 53) == 0);
	MUST(listen_on("192.0.2.25", 25) == 0);
	MUST(listen_on("192.0.2.26", 25) == -1);
	if (!seal_net_has_ipv6())
		return;
	MUST(listen_on("fd42:6d78::7", 25) == 0);
	MUST(listen_on("fd42:6d78::8", 25) == -1);
	MUST(seal_net_address("fd42:6d78::8", &err));
	MUST(seal_net_address("fd42:6d78::8", &err));
	MUST(listen_on("fd42:6d78::8", 25) == 0);
}

START_TEST(may_listen_on_port_25_of_any_address)
{
	static const char *const with_ipv6[] = {
	    "fd42:6d78::7", "192.0.2.25", NULL};
	static const char *const without[] = {"192.0.2.25", NULL};

	options.addresses = seal_net_has_ipv6() ? with_ipv6 : without;
	if (ready(_i))
		run_sealed(listen_everywhere);
}
END_TEST

START_TEST(refuses_what_is_not_an_address)
{
	static const char *const wrong[] = {"mx.example", NULL};

	options.addresses = wrong;
	if (!ready(_i))
		return;
	ck_assert_int_eq(seal_fork(&options, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "mx.example"));
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
}
END_TEST

static void
add_accounts(void)
{
	struct passwd *pw;
	struct group *gr;

	MUST(seal_user_add("mailtester", &err));
	MUST(seal_user_add("mailtester", &err));
	pw = getpwnam("mailtester");
	MUST(pw != NULL);
	gr = getgrnam("mailtester");
	MUST(gr != NULL);
	MUST(pw->pw_gid == gr->gr_gid);
	MUST(pw->pw_uid < seal_ids_here());
	MUST(!seal_user_add("a:b", &err));
	MUST(getpwuid(0) != NULL);
}

START_TEST(accounts_are_added_to_a_private_passwd)
{
	if (!ready(_i))
		return;
	run_sealed(add_accounts);
	ck_assert(!file_says("/etc/passwd", "mailtester"));
	ck_assert(!file_says("/etc/group", "mailtester"));
}
END_TEST

static const char *const machine_paths[] = {"/usr/badmx-test",
    "/home/badmx-test", "/root/badmx-test", "/opt/badmx-test",
    "/run/badmx/etc/badmx-test", NULL};
static const char *const private_paths[] = {"/etc/badmx-test",
    "/var/lib/badmx-test", "/run/badmx-test", "/tmp/badmx-test",
    "/dev/shm/badmx-test", "/var/spool/badmx-test", NULL};

static void
write_everywhere(void)
{
	for (int i = 0; machine_paths[i] != NULL; i++)
		MUST(touch(machine_paths[i]) == -1);
	for (int i = 0; private_paths[i] != NULL; i++)
		MUST(touch(private_paths[i]) == 0);
	MUST(sethostname("x", 1) == 0);
	if (!options.choice.user_namespace)
		MUST(open("/proc/sys/kernel/panic", O_WRONLY) == -1);
	MUST(access("/dev/vda", F_OK) == -1);
}

START_TEST(nothing_of_the_machine_can_be_changed)
{
	char before[64], after[64];

	ck_assert_int_eq(gethostname(before, sizeof(before)), 0);
	if (!ready(_i))
		return;
	run_sealed(write_everywhere);
	for (int i = 0; machine_paths[i] != NULL; i++)
		ck_assert_int_eq(access(machine_paths[i], F_OK), -1);
	for (int i = 0; private_paths[i] != NULL; i++)
		ck_assert_int_eq(access(private_paths[i], F_OK), -1);
	ck_assert_int_eq(gethostname(after, sizeof(after)), 0);
	ck_assert_str_eq(before, after);
}
END_TEST

static const char *bundle;

static void
verify_with_openssl(void)
{
	static const char verify[] =
	    "openssl verify /tmp/ca.pem >/dev/null 2>&1";
	static const char by_file[] =
	    "openssl verify -no-CApath /tmp/ca.pem >/dev/null 2>&1";
	static const char by_path[] =
	    "openssl verify -no-CAfile /tmp/ca.pem >/dev/null 2>&1";

	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	MUST(
	    seal_file_write("/tmp/ca.pem", 0600, bundle, strlen(bundle), &err));
	MUST(system(verify) != 0);
	MUST(seal_trust_install(bundle, &err));
	MUST(system(verify) == 0);
	MUST(system(by_file) == 0);
	MUST(system(by_path) == 0);
	MUST(seal_trust_install("", &err));
	MUST(system(verify) != 0);
}

START_TEST(an_unmodified_openssl_trusts_our_authorities)
{
	struct cert_shelf *shelf = cert_shelf_new(clock_wall(), 1);
	char *pem = cert_shelf_bundle_pem(shelf, &err);

	ck_assert_msg(pem != NULL, "%s", err.text);
	bundle = pem;
	if (ready(_i) && access("/usr/bin/openssl", X_OK) == 0)
		run_sealed(verify_with_openssl);
	free(pem);
	cert_shelf_free(shelf);
}
END_TEST

static void
be_oneself(void)
{
	char command[200];
	pid_t pid;

	snprintf(command, sizeof(command),
	    "test \"$(id -u)\" = %u && test \"$SSL_CERT_FILE\" = " SEAL_CA_FILE
	    " && test -z \"$CURL_TEST\" && test \"$MARK\" = set && test \"$PAGER\" = cat",
	    (unsigned)seal_maker()->uid);
	setenv("CURL_TEST", "of the machine", 1);
	setenv("PAGER", "of the machine", 1);
	pid = seal_shell_start(command,
	    (const char *const[]){"MARK=set", "PAGER=cat", NULL}, &err);
	MUST(pid > 0);
	MUST(wait_for(pid) == 0);
}

START_TEST(a_shell_has_the_users_own_id_and_a_clean_environment)
{
	if (ready(_i))
		run_sealed(be_oneself);
}
END_TEST

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

START_TEST(a_lab_is_ready_in_a_moment)
{
	int64_t us[9];

	if (!ready(_i))
		return;
	for (int i = 0; i < 9; i++) {
		int64_t t = clock_monotonic_us();
		pid_t pid = seal_fork(&options, &err);

		if (pid == 0)
			_exit(0);
		us[i] = clock_monotonic_us() - t;
		ck_assert_msg(pid > 0, "%s", err.text);
		wait_for(pid);
	}
	qsort(us, 9, sizeof(us[0]), by_size);
	printf("%s: median %lld us\n", options.choice.text, (long long)us[4]);
	ck_assert_int_lt(us[4], 150000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seal");
	TCase *tc = tcase_create("twice");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, sees_only_loopback_and_our_resolver, 0, 2);
	tcase_add_loop_test(tc, may_listen_on_port_25_of_any_address, 0, 2);
	tcase_add_loop_test(tc, refuses_what_is_not_an_address, 0, 2);
	tcase_add_loop_test(tc, accounts_are_added_to_a_private_passwd, 0, 2);
	tcase_add_loop_test(tc, nothing_of_the_machine_can_be_changed, 0, 2);
	tcase_add_loop_test(
	    tc, an_unmodified_openssl_trusts_our_authorities, 0, 2);
	tcase_add_loop_test(
	    tc, a_shell_has_the_users_own_id_and_a_clean_environment, 0, 2);
	tcase_add_loop_test(tc, a_lab_is_ready_in_a_moment, 0, 2);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
