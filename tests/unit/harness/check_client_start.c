/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <event2/event.h>
#include <ftw.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "harness/run/client_start.h"
#include "sim/base/clock.h"
#include "sim/base/mem.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct event_base *base;
static struct spawner *spawner;
static struct client_start *start;
static struct client_def client;
static struct client_start_options options;
static char *setup[4], *users[1], folder[40], lines[500];
static unsigned ready, failures_told;
static struct err err;

static void
on_ready(void *arg)
{
	ck_assert_ptr_eq(arg, lines);
	ready++;
	event_base_loopbreak(base);
}

static void
on_failed(const struct err *why, void *arg)
{
	ck_assert_ptr_eq(arg, lines);
	err = *why;
	failures_told++;
	event_base_loopbreak(base);
}

static void
on_line(struct spawn *spawn, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	size_t used = strlen(lines);

	(void)spawn, (void)stream, (void)len, (void)arg;
	snprintf(lines + used, sizeof(lines) - used, "%s|", line);
}

static void
set_up(void)
{
	static const char *const env[] = {"COLOUR=green", NULL};
	static const int keep[] = {-1};
	static char name[] = "acme";

	base = event_base_new();
	spawner = spawner_new(base, &err);
	snprintf(folder, sizeof(folder), "/tmp/check_start.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	memset(setup, 0, sizeof(setup));
	lines[0] = '\0';
	ready = failures_told = 0;
	client = (struct client_def){.name = name,
	    .setup = setup,
	    .users = users,
	    .send = CLIENT_COMMAND};
	options = (struct client_start_options){.base = base,
	    .spawner = spawner,
	    .client = &client,
	    .values = json_pack("{ss}", "dir", folder),
	    .env = env,
	    .keep_fds = keep,
	    .on_line = on_line,
	    .on_ready = on_ready,
	    .on_failed = on_failed,
	    .arg = lines};
	start = NULL;
}

static int
remove_entry(const char *name, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(name);
}

static void
tear_down(void)
{
	client_start_free(start);
	spawner_free(spawner);
	json_decref((json_t *)options.values);
	free(client.start), free(client.ready_at), free(client.stop);
	for (char **s = setup; *s != NULL; s++)
		free(*s);
	event_base_free(base);
	nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void
too_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	event_base_loopbreak(base);
}

static void
loop(int seconds)
{
	struct timeval limit = {seconds, 0};
	struct event *timer = evtimer_new(base, too_late, NULL);

	evtimer_add(timer, &limit);
	event_base_dispatch(base);
	event_free(timer);
}

static void
run(void)
{
	start = client_start_new(&options);
	ck_assert_uint_eq(ready + failures_told, 0); /* never from the inside */
	loop(10);
}

static void
is_ready(void)
{
	run();
	ck_assert_msg(failures_told == 0, "%s", err.text);
	ck_assert_uint_eq(ready, 1);
}

/* The text of a file of the folder. */
static const char *
content(const char *name)
{
	static char text[500];
	char *path = xasprintf("%s/%s", folder, name);
	FILE *f = fopen(path, "r");
	size_t n = f == NULL ? 0 : fread(text, 1, sizeof(text) - 1, f);

	text[n] = '\0';
	if (f != NULL)
		fclose(f);
	free(path);
	return text;
}

START_TEST(a_client_of_one_command_is_ready_at_once)
{
	is_ready();
	client_start_free(NULL);
}
END_TEST

START_TEST(set_up_runs_in_order_and_to_its_end)
{
	setup[0] = xstrdup("sleep 0.05; echo one $COLOUR >> ${dir}/log");
	setup[1] = xstrdup("echo two >> ${dir}/log");
	setup[2] = xstrdup("cp ${dir}/log ${dir}/copy");
	is_ready();
	ck_assert_str_eq(content("copy"), "one green\ntwo\n");
}
END_TEST

START_TEST(files_are_there_before_set_up)
{
	static char path[] = "${dir}/etc/a.cf", text[] = "home ${dir}\n";
	static struct client_file file = {
	    .path = path, .text = text, .mode = 0600};
	char *wanted = xasprintf("home %s\n", folder);
	struct stat st;
	char *name = xasprintf("%s/etc/a.cf", folder);

	client.files = &file;
	client.n_files = 1;
	setup[0] = xstrdup("cp ${dir}/etc/a.cf ${dir}/copy");
	is_ready();
	ck_assert_str_eq(content("copy"), wanted);
	ck_assert_int_eq(stat(name, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	free(wanted);
	free(name);
}
END_TEST

static const struct {
	const char *setup, *start, *ready_at;
	enum client_ready ready;
	const char *says;
} failures[] = {
    {"echo so sorry >&2; exit 3", NULL, NULL, READY_AT_ONCE,
	"acme: setup 1 failed: so sorry"},
    {"echo first >&2; echo 'second  ' >&2; exit 3", NULL, NULL, READY_AT_ONCE,
	"acme: setup 1 failed: first / second"},
    {"echo ${nothing}", NULL, NULL, READY_AT_ONCE, "${nothing}"},
    {NULL, "echo no config >&2; exit 78", "127.0.0.1:1", READY_TCP,
	"acme ended with exit status 78: no config"},
    {NULL, "kill -11 $$", "127.0.0.1:1", READY_TCP, "acme ended by signal 11"},
    {NULL, "exit 0", "/nonexistent", READY_FILE,
	"acme ended with exit status 0"},
    {NULL, "echo ${nothing}", NULL, READY_AT_ONCE, "${nothing}"},
};

START_TEST(what_goes_wrong_is_said_once)
{
	if (failures[_i].setup != NULL)
		setup[0] = xstrdup(failures[_i].setup);
	if (failures[_i].start != NULL)
		client.start = xstrdup(failures[_i].start);
	client.ready = failures[_i].ready;
	if (failures[_i].ready_at != NULL)
		client.ready_at = xstrdup(failures[_i].ready_at);
	run();
	ck_assert_uint_eq(failures_told, 1);
	ck_assert_uint_eq(ready, 0);
	ck_assert_int_eq(err.kind, ERR_CLIENT);
	ck_assert_msg(
	    strstr(err.text, failures[_i].says) != NULL, "%s", err.text);
	loop(0);
	ck_assert_uint_eq(failures_told, 1);
}
END_TEST

START_TEST(ready_is_when_the_file_is_there)
{
	client.start = xstrdup("sleep 0.1; echo up; : > ${dir}/pid; sleep 20");
	client.ready = READY_FILE;
	client.ready_at = xstrdup("${dir}/pid");
	is_ready();
	ck_assert_str_eq(lines, "up|");
}
END_TEST

START_TEST(ready_is_not_waited_for_longer_than_for_a_mail)
{
	int64_t began = clock_monotonic_us();

	client.start = xstrdup("sleep 20");
	client.ready = READY_FILE;
	client.ready_at = xstrdup("/nonexistent");
	options.timeout_ms = 300;
	run();
	ck_assert_uint_eq(failures_told, 1);
	ck_assert_str_eq(err.text,
	    "acme was started but is not ready after 0.3 s: /nonexistent");
	ck_assert_int_ge(clock_monotonic_us() - began, 300000);
}
END_TEST

/* Somebody else listens on 127.0.0.1; the address is put into "at". */
static int
stranger(char at[30])
{
	struct sockaddr_in sin = {
	    .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(sin);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(fd, (void *)&sin, len), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (void *)&sin, &len), 0);
	snprintf(at, 30, "127.0.0.1:%u", ntohs(sin.sin_port));
	return fd;
}

/* i: 0 ready, 1 send, 2 in a lab of its own, where nobody else can be. */
START_TEST(a_stranger_is_not_taken_for_the_client)
{
	char at[30];
	int fd = stranger(at);

	client.start = xstrdup("sleep 20");
	client.ready = _i == 1 ? READY_AT_ONCE : READY_TCP;
	client.ready_at = xstrdup(at);
	client.send = _i == 1 ? CLIENT_SMTP : CLIENT_COMMAND;
	client.send_to = at;
	options.sealed = _i == 2;
	run();
	ck_assert_uint_eq(ready, _i == 2 ? 1 : 0);
	ck_assert_uint_eq(failures_told, _i == 2 ? 0 : 1);
	if (_i != 2) {
		ck_assert_int_eq(err.kind, ERR_SYSTEM);
		ck_assert_int_eq(strncmp(err.text, at, strlen(at)), 0);
		ck_assert_ptr_nonnull(strstr(err.text, "in use already"));
	}
	close(fd);
}
END_TEST

START_TEST(ready_is_after_the_delay)
{
	int64_t began = clock_monotonic_us();

	client.start = xstrdup("sleep 20");
	client.ready = READY_DELAY;
	client.ready_at = xstrdup("1 second");
	is_ready();
	ck_assert_int_ge(clock_monotonic_us() - began, 1000000);
}
END_TEST

/* What ends before it is ready has failures_told, what ends later has too. */
START_TEST(a_client_that_dies_later_is_told)
{
	client.start = xstrdup("sleep 0.2; exit 9");
	is_ready();
	loop(5);
	ck_assert_uint_eq(failures_told, 1);
	ck_assert_str_eq(err.text, "acme ended with exit status 9");
}
END_TEST

START_TEST(again_stops_it_and_starts_it_once_more)
{
	client.start = xstrdup("echo x >> ${dir}/starts; "
			       "trap 'exit 0' TERM; sleep 20 & wait");
	client.ready = READY_FILE;
	client.ready_at = xstrdup("${dir}/starts");
	is_ready();
	client_start_again(start);
	loop(10);
	ck_assert_msg(failures_told == 0, "%s", err.text);
	ck_assert_uint_eq(ready, 2);
	loop(0);
	ck_assert_uint_eq(failures_told, 0);
	ck_assert_int_eq(strncmp(content("starts"), "x\n", 2), 0);
}
END_TEST

START_TEST(again_uses_the_clients_own_way_to_stop)
{
	client.start = xstrdup("echo $$ > ${dir}/pid; exec sleep 20");
	client.stop = xstrdup("echo stopped >> ${dir}/log; "
			      "kill $(cat ${dir}/pid)");
	client.ready = READY_FILE;
	client.ready_at = xstrdup("${dir}/pid");
	is_ready();
	client_start_again(start);
	loop(10);
	ck_assert_uint_eq(ready, 2);
	ck_assert_str_eq(content("log"), "stopped\n");
}
END_TEST

START_TEST(where_nothing_runs_again_is_ready_at_once)
{
	is_ready();
	client_start_again(start);
	loop(5);
	ck_assert_uint_eq(ready, 2);
}
END_TEST

START_TEST(to_free_it_ends_what_was_started)
{
	client.start = xstrdup("sleep 0.3; : > ${dir}/alive");
	is_ready();
	client_start_free(start);
	start = NULL;
	loop(1);
	ck_assert_uint_eq(failures_told, 0);
	ck_assert_str_eq(content("alive"), "");
	ck_assert_str_eq(lines, "");
}
END_TEST

START_TEST(to_free_it_ends_the_set_up)
{
	setup[0] = xstrdup("sleep 20");
	start = client_start_new(&options);
	loop(1);
	client_start_free(start);
	start = NULL;
	loop(1);
	ck_assert_uint_eq(ready + failures_told, 0);
}
END_TEST

static void
free_and_break(const struct err *why, void *arg)
{
	on_failed(why, arg);
	client_start_free(start);
	start = NULL;
}

START_TEST(it_may_be_freed_by_its_own_callback)
{
	options.on_failed = free_and_break;
	setup[0] = xstrdup("exit 1");
	run();
	ck_assert_uint_eq(failures_told, 1);
	ck_assert_ptr_null(start);
	loop(0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("client_start");
	TCase *tc = tcase_create("client_start");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_client_of_one_command_is_ready_at_once);
	tcase_add_test(tc, set_up_runs_in_order_and_to_its_end);
	tcase_add_test(tc, files_are_there_before_set_up);
	tcase_add_loop_test(
	    tc, what_goes_wrong_is_said_once, 0, ROWS(failures));
	tcase_add_test(tc, ready_is_when_the_file_is_there);
	tcase_add_test(tc, ready_is_not_waited_for_longer_than_for_a_mail);
	tcase_add_loop_test(tc, a_stranger_is_not_taken_for_the_client, 0, 3);
	tcase_add_test(tc, ready_is_after_the_delay);
	tcase_add_test(tc, a_client_that_dies_later_is_told);
	tcase_add_test(tc, again_stops_it_and_starts_it_once_more);
	tcase_add_test(tc, again_uses_the_clients_own_way_to_stop);
	tcase_add_test(tc, where_nothing_runs_again_is_ready_at_once);
	tcase_add_test(tc, to_free_it_ends_what_was_started);
	tcase_add_test(tc, to_free_it_ends_the_set_up);
	tcase_add_test(tc, it_may_be_freed_by_its_own_callback);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
