/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <event2/event.h>
#include <sys/prctl.h>

#include "harness/lab/spawn.h"
#include "harness/lab/spawn_output.h"
#include "sim/base/clock.h"

static struct event_base *base;
static struct spawner *spawner;
static struct spawn_options options;
static struct err err;

/* What the callbacks saw. */
static struct spawn_end ended;
static int ends, lines;
static char seen[4096];
static size_t bytes;

static void
set_up(void)
{
	base = event_base_new();
	spawner = spawner_new(base, &err);
	ck_assert_msg(spawner != NULL, "%s", err.text);
}

static void
tear_down(void)
{
	spawner_free(spawner);
	event_base_free(base);
}

static void
note_line(struct spawn *s, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	size_t n = strlen(seen);

	(void)s;
	(void)arg;
	ck_assert_int_eq(line[len], '\0');
	lines++;
	bytes += len;
	snprintf(seen + n, sizeof(seen) - n, "%d:%s\n", (int)stream, line);
}

static void
note_end(struct spawn *s, const struct spawn_end *end, void *arg)
{
	(void)arg;
	ck_assert(!spawn_running(s));
	ended = *end;
	ends++;
	event_base_loopbreak(base);
}

static void
too_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	event_base_loopbreak(base);
}

static void
loop_for(int ms)
{
	struct timeval span = {ms / 1000, ms % 1000 * 1000};

	event_base_once(base, -1, EV_TIMEOUT, too_late, NULL, &span);
	event_base_dispatch(base);
}

static struct spawn *
start(const char *command)
{
	struct spawn *s;

	options.command = command;
	options.on_line = note_line;
	options.on_exit = note_end;
	s = spawn_start(spawner, &options, &err);
	ck_assert_msg(s != NULL, "%s", err.text);
	return s;
}

static void
run(const char *command)
{
	start(command);
	loop_for(10000);
	ck_assert_int_eq(ends, 1);
}

START_TEST(lines_come_and_then_the_end)
{
	run("echo one; echo two >&2; sleep 0.05; printf three; exit 3");
	ck_assert_ptr_nonnull(strstr(seen, "0:one\n"));
	ck_assert_ptr_nonnull(strstr(seen, "1:two\n"));
	ck_assert_ptr_nonnull(strstr(seen, "0:three\n"));
	ck_assert_int_eq(lines, 3);
	ck_assert_int_eq(ended.code, 3);
	ck_assert_int_eq(ended.signal, 0);
	ck_assert(!ended.timed_out);
}
END_TEST

START_TEST(a_signal_is_told)
{
	run("kill -11 $$");
	ck_assert_int_eq(ended.code, -1);
	ck_assert_int_eq(ended.signal, SIGSEGV);
}
END_TEST

START_TEST(the_environment_is_clean)
{
	static const char *const extra[] = {
	    "LANG=de_DE.UTF-8", "NAME=a b", NULL};

	setenv("SSL_CERT_FILE", "/of/the/machine", 1);
	options.env = extra;
	options.home = "/run/home";
	run("env | sort | grep -v -e ^PWD= -e ^OLDPWD= -e ^_= -e ^SHLVL=");
	ck_assert_str_eq(seen, "0:HOME=/run/home\n0:LANG=de_DE.UTF-8\n"
			       "0:NAME=a b\n0:PATH=" SPAWN_PATH "\n0:TZ=UTC\n");
}
END_TEST

START_TEST(without_a_shell_words_stay_words)
{
	static const char *const argv[] = {"printf", "%s\n", "$HOME *", NULL};

	options.argv = argv;
	run(NULL);
	ck_assert_str_eq(seen, "0:$HOME *\n");
}
END_TEST

START_TEST(a_quoted_word_is_one_word)
{
	static const char nasty[] = "u@[127.0.0.1] $(id) 'x' \"y\" *\\";
	char *quoted = spawn_quote(nasty), *command = malloc(200), want[100];

	snprintf(command, 200, "printf '%%s\\n' %s", quoted);
	run(command);
	snprintf(want, sizeof(want), "0:%s\n", nasty);
	ck_assert_str_eq(seen, want);
	free(quoted);
	free(command);
}
END_TEST

START_TEST(a_program_that_is_not_there_ends_like_in_a_shell)
{
	static const char *const argv[] = {"no-such-program", NULL};

	options.argv = argv;
	run(NULL);
	ck_assert_int_eq(ended.code, 127);
	ck_assert_ptr_nonnull(strstr(seen, "1:no-such-program: No such file"));
	ck_assert_ptr_null(spawn_find("no-such-program"));
}
END_TEST

START_TEST(a_directory_that_is_not_there_is_told)
{
	options.directory = "/no/such/place";
	run("true");
	ck_assert_int_eq(ended.code, 126);
	ck_assert_ptr_nonnull(strstr(seen, "1:/no/such/place: No such file"));
}
END_TEST

START_TEST(much_input_is_written_as_it_is_read)
{
	char block[1000];
	struct spawn *s = start("sleep 0.05; wc -c; wc -c </dev/null");

	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 3000; i++)
		spawn_write(s, block, sizeof(block));
	spawn_close_input(s);
	loop_for(10000);
	ck_assert_int_eq(ends, 1);
	ck_assert_str_eq(seen, "0:3000000\n0:0\n");
}
END_TEST

START_TEST(a_command_that_does_not_read_is_no_trouble)
{
	char block[1000] = "";
	struct spawn *s = start("exec <&-; sleep 0.1; echo fine");

	for (int i = 0; i < 3000; i++)
		spawn_write(s, block, sizeof(block));
	loop_for(10000);
	ck_assert_int_eq(ends, 1);
	ck_assert_str_eq(seen, "0:fine\n");
}
END_TEST

START_TEST(a_timeout_kills_the_whole_group)
{
	int64_t t = clock_monotonic_us();
	pid_t child = 0;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	options.timeout_ms = 150;
	run("sleep 100 & echo $!; trap '' TERM; wait");
	ck_assert(ended.timed_out);
	ck_assert_int_eq(ended.signal, SIGKILL);
	ck_assert_int_lt(clock_monotonic_us() - t, 3000000);
	ck_assert_int_eq(sscanf(seen, "0:%d\n", &child), 1);
	for (int i = 0; i < 100 && kill(child, 0) == 0; i++)
		loop_for(10);
	ck_assert_int_eq(kill(child, 0), -1);
}
END_TEST

START_TEST(of_much_output_head_and_tail_are_kept)
{
	struct spawn *s;
	char *text;

	options.kept = 2000;
	s = start("echo first; seq 100000; echo last");
	loop_for(10000);
	text = spawn_output(s, SPAWN_STDOUT);
	ck_assert_int_eq(lines, 100002);
	ck_assert_uint_lt(strlen(text), 2200);
	ck_assert_int_eq(strncmp(text, "first\n1\n2\n", 10), 0);
	ck_assert_ptr_nonnull(strstr(text, " bytes left out ...]\n"));
	ck_assert_ptr_nonnull(strstr(text, "\n100000\nlast\n"));
	free(text);
}
END_TEST

START_TEST(a_very_long_line_comes_in_pieces)
{
	run("head -c 100000 /dev/zero | tr '\\0' x");
	ck_assert_uint_eq(bytes, 100000);
	ck_assert_int_gt(lines, 5);
}
END_TEST

static void
free_at_line(struct spawn *s, enum spawn_stream stream, const char *line,
    size_t len, void *arg)
{
	(void)stream;
	(void)line;
	(void)len;
	(void)arg;
	lines++;
	spawn_free(s);
	spawn_free(NULL);
}

START_TEST(survives_being_freed_by_its_own_line)
{
	options.command = "echo one; echo two; sleep 100";
	options.on_line = free_at_line;
	options.on_exit = note_end;
	ck_assert_ptr_nonnull(spawn_start(spawner, &options, &err));
	loop_for(300);
	ck_assert_int_eq(lines, 1);
	ck_assert_int_eq(ends, 0);
}
END_TEST

START_TEST(survives_being_freed_by_its_last_line)
{
	options.command = "printf one";
	options.on_line = free_at_line;
	options.on_exit = note_end;
	ck_assert_ptr_nonnull(spawn_start(spawner, &options, &err));
	loop_for(300);
	ck_assert_int_eq(lines, 1);
	ck_assert_int_eq(ends, 0);
}
END_TEST

static void
free_at_end(struct spawn *s, const struct spawn_end *end, void *arg)
{
	note_end(s, end, arg);
	spawn_free(s);
}

START_TEST(survives_being_freed_by_its_own_end)
{
	options.command = "echo one";
	options.on_exit = free_at_end;
	ck_assert_ptr_nonnull(spawn_start(spawner, &options, &err));
	loop_for(10000);
	ck_assert_int_eq(ends, 1);
}
END_TEST

START_TEST(freeing_it_kills_it)
{
	struct spawn *s = start("sleep 100");
	pid_t pid = spawn_pid(s);

	ck_assert(spawn_running(s));
	ck_assert_int_eq(kill(pid, 0), 0);
	spawn_free(s);
	loop_for(200);
	ck_assert_int_eq(ends, 0);
	ck_assert_int_eq(kill(pid, 0), -1);
}
END_TEST

START_TEST(orphans_are_reaped)
{
	int orphan = 0;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	run("sh -c 'sleep 0.1 & echo $!'");
	ck_assert_int_eq(sscanf(seen, "0:%d\n", &orphan), 1);
	loop_for(300);
	ck_assert_int_eq(kill(orphan, 0), -1); /* not even a zombie */
}
END_TEST

START_TEST(a_daemon_it_left_behind_may_go_on_writing)
{
	run("(sleep 0.2; echo from the daemon; echo alive >&2) &");
	ck_assert_int_eq(ended.code, 0);
	loop_for(600);
	ck_assert_str_eq(seen, "0:from the daemon\n1:alive\n");
}
END_TEST

START_TEST(only_the_files_that_are_named_are_passed_on)
{
	int fds[2] = {fcntl(1, F_DUPFD, 40), -1};
	int other = fcntl(1, F_DUPFD, 50);
	char command[100];

	options.keep_fds = fds;
	snprintf(command, sizeof(command),
	    "test -e /proc/self/fd/%d && ! test -e /proc/self/fd/%d", fds[0],
	    other);
	run(command);
	ck_assert_int_eq(ended.code, 0);
}
END_TEST

START_TEST(a_child_forked_elsewhere_can_be_watched)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(5);
	spawn_watch(spawner, pid, note_end, NULL);
	loop_for(10000);
	ck_assert_int_eq(ends, 1);
	ck_assert_int_eq(ended.code, 5);
}
END_TEST

START_TEST(many_at_once_all_end)
{
	for (int i = 0; i < 50; i++)
		start("echo x");
	for (int i = 0; i < 500 && ends < 50; i++)
		loop_for(100);
	ck_assert_int_eq(ends, 50);
	ck_assert_int_eq(lines, 50);
}
END_TEST

static int
stop_at_once(const char *line, size_t len, void *arg)
{
	(void)line;
	(void)len;
	++*(int *)arg;
	return 1;
}

START_TEST(the_ring_of_output_keeps_every_size_right)
{
	for (size_t total = 0; total < 40; total++) {
		struct spawn_output *out = spawn_output_new(10, 8);
		char *text;
		int n = 0;

		for (size_t i = 0; i < total; i++) {
			char c = (char)('a' + i % 26);

			spawn_output_add(out, &c, 1, stop_at_once, &n);
		}
		text = spawn_output_text(out);
		if (total <= 12)
			ck_assert_uint_eq(strlen(text), total);
		else {
			ck_assert_int_eq(strncmp(text, "abcdef\n[... ", 12), 0);
			ck_assert_int_eq(text[strlen(text) - 1],
			    'a' + (int)((total - 1) % 26));
			ck_assert_int_eq(text[strlen(text) - 6],
			    'a' + (int)((total - 6) % 26));
		}
		ck_assert_int_eq(n, (int)(total / 8));
		free(text);
		spawn_output_free(out);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spawn");
	TCase *tc = tcase_create("commands");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, lines_come_and_then_the_end);
	tcase_add_test(tc, a_signal_is_told);
	tcase_add_test(tc, the_environment_is_clean);
	tcase_add_test(tc, without_a_shell_words_stay_words);
	tcase_add_test(tc, a_quoted_word_is_one_word);
	tcase_add_test(tc, a_program_that_is_not_there_ends_like_in_a_shell);
	tcase_add_test(tc, a_directory_that_is_not_there_is_told);
	tcase_add_test(tc, much_input_is_written_as_it_is_read);
	tcase_add_test(tc, a_command_that_does_not_read_is_no_trouble);
	tcase_add_test(tc, a_timeout_kills_the_whole_group);
	tcase_add_test(tc, of_much_output_head_and_tail_are_kept);
	tcase_add_test(tc, a_very_long_line_comes_in_pieces);
	tcase_add_test(tc, survives_being_freed_by_its_own_line);
	tcase_add_test(tc, survives_being_freed_by_its_last_line);
	tcase_add_test(tc, survives_being_freed_by_its_own_end);
	tcase_add_test(tc, freeing_it_kills_it);
	tcase_add_test(tc, orphans_are_reaped);
	tcase_add_test(tc, a_daemon_it_left_behind_may_go_on_writing);
	tcase_add_test(tc, only_the_files_that_are_named_are_passed_on);
	tcase_add_test(tc, a_child_forked_elsewhere_can_be_watched);
	tcase_add_test(tc, many_at_once_all_end);
	tcase_add_test(tc, the_ring_of_output_keeps_every_size_right);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
