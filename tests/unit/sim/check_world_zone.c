/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "sim/world/world_zone.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct world_zones *zones;
static struct err err;
static char told[500];
static bool refuse;

static void
write_host(size_t host, FILE *f, void *arg)
{
	ck_assert_ptr_eq(arg, told);
	fprintf(f, "host %zu\n", host);
}

static bool
tell_new(const char *zone, void *arg, struct err *e)
{
	size_t used = strlen(told);

	ck_assert_ptr_eq(arg, told);
	if (refuse)
		return err_input(e, "no");
	snprintf(told + used, sizeof(told) - used, "%s ", zone);
	return true;
}

static void
set_up(void)
{
	told[0] = '\0';
	refuse = false;
	zones = world_zones_new(write_host, tell_new, told);
}

static void
tear_down(void)
{
	world_zones_free(zones);
}

static void
add_host(int case_no, const char *name, size_t host)
{
	ck_assert_msg(world_zones_add_host(zones, case_no, name, host, &err),
	    "%s", err.text);
}

static void
add_record(int case_no, const char *line)
{
	ck_assert_msg(
	    world_zones_add_record(zones, case_no, line, &err), "%s", err.text);
}

static void
is_text(const char *zone, const char *wanted)
{
	char *text = world_zones_text(zones, zone);

	if (wanted == NULL)
		ck_assert_ptr_null(text);
	else
		ck_assert_str_eq(text, wanted);
	free(text);
}

static const struct {
	const char *name, *zone; /* NULL: it has none */
} names[] = {
    {"x.example", "x.example"},
    {"mx.x.example", "x.example"},
    {"a.b.c.X.Example.", "x.example"},
    {"x.example.", "x.example"},
    {"outlook.com", "outlook.com"},
    {"example", NULL},
    {"example.", NULL},
    {".", NULL},
    {"", NULL},
};

START_TEST(a_zone_is_the_last_two_labels)
{
	char zone[256];
	bool has = world_zone_of_name(names[_i].name, zone, sizeof(zone));

	ck_assert_int_eq(has, names[_i].zone != NULL);
	if (has)
		ck_assert_str_eq(zone, names[_i].zone);
}
END_TEST

START_TEST(a_zone_that_does_not_fit_is_none)
{
	char zone[10];

	ck_assert(world_zone_of_name("x.example", zone, 10));
	ck_assert(!world_zone_of_name("x.example", zone, 9));
}
END_TEST

START_TEST(a_new_zone_is_told_once)
{
	add_host(1, "mx.a.example", 0);
	add_host(1, "MX2.A.Example", 1);
	add_record(1, "a.example. 300 IN MX 10 mx.a.example.");
	add_record(2, "b.example. 300 IN TXT \"x\"");
	ck_assert_str_eq(told, "a.example b.example ");
	ck_assert_uint_eq(world_zones_count(zones), 2);
}
END_TEST

START_TEST(a_zone_holds_hosts_and_lines_in_order)
{
	add_record(1, "a.example. 300 IN MX 10 mx.a.example.");
	add_host(1, "mx.a.example", 7);
	add_record(1, "a.example.\t300 IN MX 20 mx2.a.example.");
	add_host(2, "mx.b.example", 8);
	is_text("a.example", "a.example. 300 IN MX 10 mx.a.example.\n"
			     "host 7\n"
			     "a.example.\t300 IN MX 20 mx2.a.example.\n");
	is_text("b.example", "host 8\n");
	is_text("c.example", NULL);
	is_text("mx.a.example", NULL);
}
END_TEST

/* Incidents have hosts in one domain: it belongs to the first. */
START_TEST(a_zone_belongs_to_the_case_that_began_it)
{
	add_host(3, "mx1.outlook.com", 0);
	add_host(4, "mx2.outlook.com", 1);
	ck_assert_int_eq(world_zones_case_of(zones, "mx2.outlook.com"), 3);
	ck_assert_int_eq(world_zones_case_of(zones, "OUTLOOK.com."), 3);
	ck_assert_int_lt(world_zones_case_of(zones, "other.com"), 0);
	ck_assert_int_lt(world_zones_case_of(zones, "com"), 0);
	is_text("outlook.com", "host 0\nhost 1\n");
}
END_TEST

static const char *const bad_lines[] = {"", " 300 IN A 127.0.0.1",
    "mx.a.example 300 IN A 127.0.0.1", "example. 300 IN A 127.0.0.1",
    ". 300 IN A 127.0.0.1", "noblank"};

START_TEST(a_line_without_an_absolute_name_is_refused)
{
	ck_assert(!world_zones_add_record(zones, 1, bad_lines[_i], &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_uint_eq(world_zones_count(zones), 0);
}
END_TEST

START_TEST(a_name_of_any_length_is_survived)
{
	char line[2000];

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	line[500] = '.';
	ck_assert(!world_zones_add_host(zones, 1, line, 0, &err));
	line[1998] = '.';
	ck_assert(!world_zones_add_record(zones, 1, line, &err));
	ck_assert_uint_eq(world_zones_count(zones), 0);
}
END_TEST

START_TEST(a_zone_that_the_name_space_refuses_is_not_there)
{
	refuse = true;
	ck_assert(!world_zones_add_host(zones, 1, "mx.a.example", 0, &err));
	ck_assert_str_eq(err.text, "no");
	ck_assert_uint_eq(world_zones_count(zones), 0);
	is_text("a.example", NULL);
	refuse = false;
	add_host(1, "mx.a.example", 0);
	is_text("a.example", "host 0\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("world_zone");
	TCase *tc = tcase_create("world_zone");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, a_zone_is_the_last_two_labels, 0, ROWS(names));
	tcase_add_test(tc, a_zone_that_does_not_fit_is_none);
	tcase_add_test(tc, a_new_zone_is_told_once);
	tcase_add_test(tc, a_zone_holds_hosts_and_lines_in_order);
	tcase_add_test(tc, a_zone_belongs_to_the_case_that_began_it);
	tcase_add_loop_test(
	    tc, a_line_without_an_absolute_name_is_refused, 0, ROWS(bad_lines));
	tcase_add_test(tc, a_name_of_any_length_is_survived);
	tcase_add_test(tc, a_zone_that_the_name_space_refuses_is_not_there);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
