/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "harness/run/lab_wire.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static int ends[2];
static struct lab_wire_reader reader;
static char heard[1000];
static unsigned messages;
static size_t longest;

static void
set_up(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	reader = (struct lab_wire_reader){0};
	heard[0] = '\0';
	messages = 0;
}

static void
tear_down(void)
{
	lab_wire_reader_clear(&reader);
	close(ends[0]);
	close(ends[1]);
}

static void
on_message(const json_t *message, void *arg)
{
	const json_t *say = json_object_get(message, "say");
	size_t used = strlen(heard), n = json_string_length(say);

	ck_assert_ptr_eq(arg, heard);
	messages++;
	longest = n > longest ? n : longest;
	snprintf(heard + used, sizeof(heard) - used, "%.20s|",
	    json_string_value(say));
}

static bool
hear(void)
{
	return lab_wire_read(&reader, ends[0], on_message, heard);
}

static void
write_raw(const char *text)
{
	ssize_t n = (ssize_t)strlen(text);

	ck_assert_int_eq(write(ends[1], text, (size_t)n), n);
}

static void
say(const char *word)
{
	ck_assert(lab_wire_send(ends[1], json_pack("{ss}", "say", word)));
}

START_TEST(messages_arrive_in_order)
{
	say("up");
	say("b\303\274cher");
	say("two\nlines");
	ck_assert(hear());
	ck_assert_str_eq(heard, "up|b\303\274cher|two\nlines|");
}
END_TEST

START_TEST(nothing_to_read_is_no_end)
{
	ck_assert(hear());
	ck_assert_uint_eq(messages, 0);
}
END_TEST

START_TEST(a_message_may_come_in_pieces)
{
	for (const char *s = "{\"say\": \"alive\"}\n"; *s != '\0'; s++) {
		ck_assert_uint_eq(messages, 0);
		ck_assert_int_eq(write(ends[1], s, 1), 1);
		ck_assert(hear());
	}
	ck_assert_str_eq(heard, "alive|");
}
END_TEST

START_TEST(one_and_a_half_are_one_and_then_one)
{
	write_raw("{\"say\": \"one\"}\n{\"say\":");
	ck_assert(hear());
	ck_assert_str_eq(heard, "one|");
	write_raw(" \"two\"}\n");
	ck_assert(hear());
	ck_assert_str_eq(heard, "one|two|");
}
END_TEST

START_TEST(the_other_end_may_go)
{
	say("done");
	shutdown(ends[1], SHUT_WR);
	ck_assert(hear());
	ck_assert_str_eq(heard, "done|");
	ck_assert(!hear());
}
END_TEST

static const char *const nonsense[] = {
    "nonsense\n", "\n", "{\"say\": \n", "{\"say\": \"\377\"}\n", "7\n"};

START_TEST(nonsense_ends_it)
{
	write_raw(nonsense[_i]);
	ck_assert(!hear());
	ck_assert_uint_eq(messages, 0);
}
END_TEST

START_TEST(sending_to_nobody_fails_without_a_signal)
{
	signal(SIGPIPE, SIG_DFL);
	close(ends[0]);
	ends[0] = dup(ends[1]);
	ck_assert(!lab_wire_send(ends[1], json_pack("{ss}", "say", "up")));
}
END_TEST

/* What json_pack() makes of a text that is not UTF-8 must not end the lab. */
START_TEST(a_message_that_is_none_is_left_out)
{
	ck_assert(lab_wire_send(ends[1], json_pack("{ss}", "say", "\377\376")));
	say("up");
	ck_assert(hear());
	ck_assert_str_eq(heard, "up|");
}
END_TEST

START_TEST(a_text_may_hold_a_nul)
{
	ck_assert(lab_wire_send(
	    ends[1], json_pack("{ss%}", "say", "a\0b", (size_t)3)));
	ck_assert(hear());
	ck_assert_uint_eq(messages, 1);
	ck_assert_uint_eq(longest, 3);
}
END_TEST

/* More than the socket holds: the sender waits, the reader joins it. */
START_TEST(a_transcript_of_a_megabyte_passes)
{
	static char text[1 << 20];
	pid_t child;
	int status;

	memset(text, 'x', sizeof(text) - 1);
	child = fork();
	if (child == 0) {
		fcntl(ends[1], F_SETFL, O_NONBLOCK);
		_exit(lab_wire_send(ends[1], json_pack("{ss}", "say", text))
			  ? 0
			  : 1);
	}
	fcntl(ends[0], F_SETFL, 0);
	while (messages == 0)
		ck_assert(hear());
	ck_assert_uint_eq(longest, sizeof(text) - 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(a_line_without_an_end_is_not_kept_for_ever)
{
	static char text[1 << 20];
	pid_t child = fork();
	bool more = true;

	memset(text, 'x', sizeof(text));
	if (child == 0) {
		while (write(ends[1], text, sizeof(text)) > 0)
			continue;
		_exit(0);
	}
	fcntl(ends[0], F_SETFL, 0);
	for (unsigned i = 0; more && i < 100000; i++)
		more = hear();
	ck_assert(!more);
	ck_assert_uint_lt(reader.size, 5 << 20);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lab_wire");
	TCase *tc = tcase_create("lab_wire");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, messages_arrive_in_order);
	tcase_add_test(tc, nothing_to_read_is_no_end);
	tcase_add_test(tc, a_message_may_come_in_pieces);
	tcase_add_test(tc, one_and_a_half_are_one_and_then_one);
	tcase_add_test(tc, the_other_end_may_go);
	tcase_add_loop_test(tc, nonsense_ends_it, 0, ROWS(nonsense));
	tcase_add_test(tc, sending_to_nobody_fails_without_a_signal);
	tcase_add_test(tc, a_message_that_is_none_is_left_out);
	tcase_add_test(tc, a_text_may_hold_a_nul);
	tcase_add_test(tc, a_transcript_of_a_megabyte_passes);
	tcase_add_test(tc, a_line_without_an_end_is_not_kept_for_ever);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
