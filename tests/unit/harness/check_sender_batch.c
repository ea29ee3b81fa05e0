/* SPDX-License-Identifier: MIT */
/* The verb as it is started: options, JSON lines in and out. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <openssl/pem.h>
#include <sys/mman.h>

#include "harness/sender/cert_trust.h"
#include "harness/sender/sender.h"
#include "tests/unit/harness/sender_world.h"

#define LINES_MAX 2000

static const char *const records[] = {
    "sender.example. 60 IN MX 10 mx.good.example.",
    "good.example. 60 IN MX 10 mx.good.example.",
    "mx.good.example. 60 IN A 127.0.9.1",
    "silent.example. 60 IN A 127.0.9.2",
    NULL,
};

static uint16_t smtp_port, dns_port;
static int accepted[2], in[2], out[2];
static struct clock_page *clock_page;
static char bundle[] = "/tmp/badmx-check-XXXXXX";
static pid_t sender;
static json_t *lines[LINES_MAX];
static size_t n_lines;

static void
start_hosts(void)
{
	EVP_PKEY *key = pki_key();
	X509 *cert = pki_cert(&(struct pki_form){
	    .cn = "R", .san = "DNS:mx.good.example", .key = key});
	FILE *f = fdopen(mkstemp(bundle), "w");
	struct fake_host good = {
	    .address = "127.0.9.1", .cert = cert, .key = key};
	struct fake_host silent = {.address = "127.0.9.2", .is_silent = true};

	PEM_write_X509(f, cert);
	fclose(f);
	fake_host_start(&good, &smtp_port, clock_page, accepted[1]);
	fake_host_start(&silent, &smtp_port, clock_page, accepted[1]);
	fake_dns_start(records, &dns_port);
	X509_free(cert);
	EVP_PKEY_free(key);
}

static void
set_up(void)
{
	struct err err;

	cert_trust_begin();
	smtp_port = dns_port = 0;
	clock_page = clock_page_new(4, PKI_T0, &err);
	ck_assert_int_eq(pipe(accepted), 0);
	start_hosts();
}

static void
tear_down(void)
{
	for (size_t i = 0; i < n_lines; i++)
		json_decref(lines[i]);
	clock_page_free(clock_page);
	unlink(bundle);
}

static int
as_verb(const char *policy)
{
	char dns[40], port[20], clock_fd[20];
	const char *words[] = {"sender", "--batch", "--policy", policy, "--dns",
	    dns, "--smtp-port", port, "--ca", bundle, "--clock", clock_fd,
	    "--t0", "1700000000", "--timeout", "5", "-j", "4"};
	char *argv[sizeof(words) / sizeof(words[0]) + 1] = {NULL};

	snprintf(dns, sizeof(dns), "127.0.9.53:%u", (unsigned)dns_port);
	snprintf(port, sizeof(port), "%u", (unsigned)smtp_port);
	snprintf(clock_fd, sizeof(clock_fd), "%d", clock_page_fd(clock_page));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		argv[i] = (char *)words[i];
	return sender_main((int)(sizeof(words) / sizeof(words[0])), argv);
}

static void
start_sender(const char *policy)
{
	ck_assert_int_eq(pipe(in), 0);
	ck_assert_int_eq(pipe(out), 0);
	sender = fork();
	if (sender == 0) {
		int rc;

		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(in[1]);
		close(out[0]);
		rc = as_verb(policy);
		_exit(rc);
	}
	close(in[0]);
	close(out[1]);
}

static void
say(const char *line)
{
	ck_assert_int_eq(
	    write(in[1], line, strlen(line)), (ssize_t)strlen(line));
}

static void
say_mail(int mail, const char *to)
{
	char line[400];

	snprintf(line, sizeof(line),
	    "{\"mail\":%d,\"slot\":%d,\"from\":\"alice+%d@sender.example\","
	    "\"to\":\"%s\",\"nexthop\":null,\"message\":"
	    "\"Subject: x\\n\\nhello\\u0000\\n\"}\n",
	    mail, mail % 4, mail, to);
	say(line);
}

/* Each line is whole and short, though many processes write them. */
static void
hear_all(void)
{
	FILE *f = fdopen(out[0], "r");
	char line[8192];

	close(in[1]);
	while (fgets(line, sizeof(line), f) != NULL) {
		ck_assert_uint_lt(strlen(line), 4096);
		ck_assert_uint_lt(n_lines, LINES_MAX);
		lines[n_lines] = json_loads(line, 0, NULL);
		ck_assert_msg(lines[n_lines] != NULL, "%s", line);
		n_lines++;
	}
	fclose(f);
}

static int
exit_status(void)
{
	int how;

	ck_assert_int_eq(waitpid(sender, &how, 0), sender);
	ck_assert(WIFEXITED(how));
	return WEXITSTATUS(how);
}

static const json_t *
find(int mail, const char *event)
{
	for (size_t i = 0; i < n_lines; i++) {
		const json_t *line = lines[i];

		if (json_integer_value(json_object_get(line, "mail")) == mail &&
		    strcmp(json_string_value(json_object_get(line, "event")),
			event) == 0)
			return line;
	}
	return NULL;
}

START_TEST(each_mail_gets_its_outcome)
{
	start_sender("strict");
	for (int mail = 1; mail <= 40; mail++)
		say_mail(
		    mail, mail % 4 == 0 ? "u@gone.example" : "u@good.example");
	hear_all();
	ck_assert_int_eq(exit_status(), 0);
	for (int mail = 1; mail <= 40; mail++) {
		const json_t *outcome = find(mail, "outcome");

		ck_assert_ptr_nonnull(outcome);
		ck_assert_msg(strcmp(json_string_value(
					 json_object_get(outcome, "outcome")),
				  mail % 4 == 0 ? "bounce" : "verified") == 0,
		    "mail %d: %s", mail, json_dumps(outcome, 0));
		ck_assert(json_is_true(json_object_get(outcome, "final")));
	}
}
END_TEST

static const char *const nonsense[] = {
    "no JSON at all\n",
    "{}\n",
    "[1,2]\n",
    "{\"mail\":\"x\"}\n",
    "{\"mail\":3,\"to\":\"nobody\",\"message\":\"x\"}\n",
    "{\"mail\":3,\"to\":7,\"message\":\"x\"}\n",
    "{\"mail\":3,\"to\":\"u@good.example\",\"from\":\"x>\\r\\n\"}\n",
};

START_TEST(a_line_of_nonsense_is_a_fault_and_the_rest_goes_on)
{
	start_sender("strict");
	say(nonsense[_i]);
	say("\n");
	say_mail(1, "u@good.example");
	hear_all();
	ck_assert_int_eq(exit_status(), 0);
	ck_assert_ptr_nonnull(find(_i < 4 ? -1 : 3, "fault"));
	ck_assert_ptr_nonnull(find(1, "outcome"));
}
END_TEST

START_TEST(the_last_line_needs_no_end)
{
	start_sender("none");
	say("{\"mail\":1,\"from\":\"\",\"to\":\"u@good.example\",\"message\":"
	    "\"x\"}");
	hear_all();
	ck_assert_ptr_nonnull(find(1, "outcome"));
	ck_assert_int_eq(exit_status(), 0);
}
END_TEST

static pid_t
child_of(pid_t parent)
{
	char name[80];
	int pid = 0;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%d/task/%d/children", (int)parent,
	    (int)parent);
	for (int tries = 0; tries < 500 && pid == 0; tries++) {
		f = fopen(name, "r");
		if (f == NULL || fscanf(f, "%d", &pid) != 1)
			pid = 0;
		if (f != NULL)
			fclose(f);
		usleep(10000);
	}
	return pid;
}

START_TEST(a_mail_whose_process_dies_is_a_fault)
{
	pid_t child;

	start_sender("strict");
	say_mail(5, "u@silent.example");
	child = child_of(sender);
	ck_assert_int_gt(child, 0);
	kill(child, SIGKILL);
	hear_all();
	ck_assert_int_eq(exit_status(), 0);
	ck_assert_ptr_nonnull(find(5, "fault"));
	ck_assert_ptr_null(find(5, "outcome"));
}
END_TEST

START_TEST(the_children_die_with_the_sender)
{
	pid_t child;
	int tries = 0;

	start_sender("strict");
	say_mail(5, "u@silent.example");
	child = child_of(sender);
	ck_assert_int_gt(child, 0);
	kill(sender, SIGKILL);
	waitpid(sender, NULL, 0);
	while (kill(child, 0) == 0 && tries++ < 300)
		usleep(10000);
	ck_assert_int_lt(tries, 300);
}
END_TEST

/* As many silent hosts as there are workers at first. */
START_TEST(slow_hosts_do_not_keep_the_other_mails_waiting)
{
	char line[8192] = "";
	FILE *f;

	start_sender("strict");
	say_mail(1, "u@silent.example");
	say_mail(2, "u@silent.example");
	say_mail(3, "u@good.example");
	f = fdopen(out[0], "r");
	while (strstr(line, "\"outcome\":") == NULL)
		ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
	ck_assert_ptr_nonnull(strstr(line, "\"mail\":3,"));
	fclose(f);
	kill(sender, SIGKILL);
	waitpid(sender, NULL, 0);
}
END_TEST

static const struct {
	const char *argv[8];
	int status;
} commands[] = {
    {{"sender", "--help"}, 0},
    {{"sender"}, 64},
    {{"sender", "--policy", "strict"}, 64},
    {{"sender", "--policy", "strct", "--to", "u@a.example"}, 64},
    {{"sender", "--nonsense"}, 64},
    {{"sender", "--policy"}, 64},
    {{"sender", "--policy", "strict", "--batch", "more"}, 64},
    {{"sender", "--policy", "strict", "--batch", "-j", "0"}, 64},
    {{"sender", "--policy", "strict", "--batch", "--smtp-port", "0"}, 64},
    {{"sender", "--policy", "strict", "--batch", "--smtp-port", "70000"}, 64},
    {{"sender", "--policy", "strict", "--batch", "--dns", "192.0.2.1"}, 64},
    {{"sender", "--policy", "strict", "--batch", "--dns", "127.0.0.1:x"}, 64},
    {{"sender", "--policy", "strict", "--batch", "--dns", "[::1]:53"}, 0},
    {{"sender", "--policy", "strict", "--batch", "--ca", "/nowhere"}, 66},
    {{"sender", "--policy", "strict", "--batch", "--ca", "/proc/version"}, 65},
    {{"sender", "--policy", "strict", "--batch", "--ca", "/dev/null"}, 66},
    {{"sender", "--policy", "strict", "--batch", "--clock", "999"}, 71},
    {{"sender", "--policy", "strict", "--batch"}, 0},
    {{"sender", "--policy", "strict", "--to", "nobody"}, 65},
};

START_TEST(each_command_line_ends_as_the_table_says)
{
	char *argv[9] = {NULL};
	int argc = 0;

	while (argc < 8 && commands[_i].argv[argc] != NULL) {
		argv[argc] = (char *)commands[_i].argv[argc];
		argc++;
	}
	ck_assert_ptr_nonnull(freopen("/dev/null", "r", stdin));
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
	ck_assert_int_eq(sender_main(argc, argv), commands[_i].status);
}
END_TEST

static TCase *
without_hosts(void)
{
	TCase *tc = tcase_create("command line");

	tcase_add_loop_test(tc, each_command_line_ends_as_the_table_says, 0,
	    sizeof(commands) / sizeof(commands[0]));
	return tc;
}

int
main(void)
{
	Suite *suite = suite_create("sender_batch");
	TCase *tc = tcase_create("sender_batch");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, each_mail_gets_its_outcome);
	tcase_add_loop_test(tc,
	    a_line_of_nonsense_is_a_fault_and_the_rest_goes_on, 0,
	    sizeof(nonsense) / sizeof(nonsense[0]));
	tcase_add_test(tc, the_last_line_needs_no_end);
	tcase_add_test(tc, a_mail_whose_process_dies_is_a_fault);
	tcase_add_test(tc, the_children_die_with_the_sender);
	tcase_add_test(tc, slow_hosts_do_not_keep_the_other_mails_waiting);
	suite_add_tcase(suite, tc);
	suite_add_tcase(suite, without_hosts());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
