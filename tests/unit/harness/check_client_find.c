/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "harness/run/client_find.h"

static char root[] = "/tmp/badmx-check-XXXXXX";

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(mkdir("usr", 0700), 0);
	ck_assert_int_eq(mkdir("usr/sbin", 0700), 0);
	ck_assert_int_eq(symlink("/nowhere/acmed", "usr/sbin/acmed"), 0);
	ck_assert_int_eq(mkdir("usr/sbin/acme", 0700), 0);
}

static void
teardown(void)
{
	unlink("usr/sbin/acmed");
	rmdir("usr/sbin/acme");
	rmdir("usr/sbin");
	rmdir("usr");
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(root), 0);
}

START_TEST(a_program_is_found_below_the_root_first)
{
	char *path = client_find_program("acmed", root);

	ck_assert_ptr_nonnull(path);
	ck_assert_ptr_nonnull(strstr(path, "/usr/sbin/acmed"));
	free(path);
	path = client_find_program("/usr/sbin/acmed", root);
	ck_assert_ptr_nonnull(path);
	free(path);
	ck_assert_ptr_null(client_find_program("acmed", NULL));
	ck_assert_ptr_null(client_find_program("acme", root));
}
END_TEST

START_TEST(or_on_this_machine)
{
	char *path = client_find_program("sh", root);

	ck_assert_ptr_nonnull(path);
	ck_assert_ptr_null(strstr(path, root));
	free(path);
}
END_TEST

START_TEST(what_is_missing_is_said_with_its_package)
{
	char sh[] = "sh", acmed[] = "acmed", about[] = "Acme Mail",
	     package[] = "acme-mail", name[] = "acme";
	char *programs[] = {sh, acmed, NULL};
	struct client_def c = {.name = name, .programs = programs};
	struct err err;

	ck_assert(client_find_all(&c, root, &err));
	ck_assert_str_eq(client_find_missing(&c, NULL), "acmed");
	ck_assert(!client_find_all(&c, NULL, &err));
	ck_assert_int_eq(err.kind, ERR_CLIENT);
	ck_assert_str_eq(err.text,
	    "acme is not on this machine (no acmed): apt-get install acme, or "
	    "--client-root DIR with its packages unpacked by dpkg -x");
	c.about = about;
	c.package = package;
	ck_assert(!client_find_all(&c, "/nowhere", &err));
	ck_assert_str_eq(err.text,
	    "Acme Mail is neither below /nowhere nor on this machine (no "
	    "acmed): unpack the package acme-mail there with dpkg -x");
}
END_TEST

static const struct {
	const char *command, *lost, *path;
} commands[] = {
    {"no-such-mta -t <a", "no-such-mta", NULL},
    {"  exec\t./no-such-mta", "./no-such-mta", NULL},
    {"A=b C= no-such-mta", "no-such-mta", NULL},
    {"sh", "sh", "PATH=/nowhere:/nowhere/else"},
    {"sh -c no-such-mta", NULL, NULL},
    {"exec sh", NULL, NULL},
    {"/bin/sh", NULL, "PATH=/nowhere"},
    /* Nobody can tell without being a shell. */
    {"\"no such mta\"", NULL, NULL},
    {"$mta", NULL, NULL},
    {"no-such-mta; true", NULL, NULL},
    {"{ no-such-mta", NULL, NULL},
    {"A=b", NULL, NULL},
    {"", NULL, NULL},
};

START_TEST(a_command_has_lost_its_program)
{
	const char *env[] = {"A=b", commands[_i].path, NULL};
	char *lost = client_find_lost(commands[_i].command, env);

	if (commands[_i].lost == NULL)
		ck_assert_ptr_null(lost);
	else
		ck_assert_str_eq(lost, commands[_i].lost);
	free(lost);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("client_find");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_program_is_found_below_the_root_first);
	tcase_add_test(tc, or_on_this_machine);
	tcase_add_test(tc, what_is_missing_is_said_with_its_package);
	tcase_add_loop_test(tc, a_command_has_lost_its_program, 0,
	    (int)(sizeof(commands) / sizeof(commands[0])));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
