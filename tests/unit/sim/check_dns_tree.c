/* SPDX-License-Identifier: MIT */
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include <check.h>

#include "sim/dns/dns_answer.h"
#include "tests/unit/sim/dns_small_world.h"

static struct dns_tree *tree;
static struct err err;
static unsigned made; /* texts */
static char reported[1000], reported_zone[300];

static void
set_up(void)
{
	tree = dns_tree_new();
	made = 0;
}

static void
tear_down(void)
{
	dns_tree_free(tree);
}

/* arg is the text */
static char *
text_of_arg(const char *zone, void *arg)
{
	(void)zone;
	made++;
	return arg == NULL ? NULL : xstrdup(arg);
}

static void
remember(const char *zone, const struct err *e, void *arg)
{
	(void)arg;
	snprintf(reported_zone, sizeof(reported_zone), "%s", zone);
	snprintf(reported, sizeof(reported), "%s", e->text);
}

static void
add(const char *zone, const char *text)
{
	ck_assert_msg(
	    dns_tree_zone(tree, zone, text_of_arg, (void *)text, &err), "%s",
	    err.text);
}

/* Asks the door for A of "mx.x.example"; the octets, or their rcode. */
static int
ask_door(uint8_t address[4])
{
	static const uint8_t query[] = "\0\1\1\0\0\1\0\0\0\0\0\0"
				       "\2mx\1x\7example\0\0\1\0\1";
	struct dns_asked asked = {
	    .side = DNS_DOOR, .query = query, .len = sizeof(query) - 1};
	uint8_t out[512];
	size_t n;

	ck_assert_uint_eq(sizeof(query) - 1, 12 + 14 + 4);
	n = dns_answer(tree, &asked, out, sizeof(out));
	if (out[7] == 1)
		memcpy(address, out + n - 4, 4);
	return out[3] & 15;
}

START_TEST(a_text_is_made_at_the_first_touch_only)
{
	uint8_t address[4];

	add("x.example", "mx A 127.16.0.1\n");
	add("y.example", "mx A 127.16.0.1\n");
	ck_assert_uint_eq(made, 0);
	ck_assert_int_eq(ask_door(address), 0);
	ck_assert_int_eq(ask_door(address), 0);
	ck_assert_mem_eq(address, "\177\20\0\1", 4);
	ck_assert_uint_eq(made, 1);
}
END_TEST

START_TEST(a_forgotten_zone_is_made_anew)
{
	char text[] = "mx A 127.16.0.1\n";
	uint8_t address[4];

	add("x.example", text);
	ck_assert_int_eq(ask_door(address), 0);
	text[strlen(text) - 2] = '9';
	ck_assert_int_eq(ask_door(address), 0);
	ck_assert_int_eq(address[3], 1);
	dns_tree_forget(tree, "X.Example.");
	ck_assert_int_eq(ask_door(address), 0);
	ck_assert_int_eq(address[3], 9);
	dns_tree_forget(tree, "never.seen");
	dns_tree_forget(tree, "not..a.name");
}
END_TEST

START_TEST(a_zone_without_text_is_empty)
{
	uint8_t address[4];

	add("x.example", NULL);
	ck_assert_int_eq(ask_door(address), 3);
}
END_TEST

START_TEST(a_name_that_is_not_a_zone_is_no_zone)
{
	add("a.b.example", "");
	ck_assert(dns_tree_has(tree, "A.b.example."));
	ck_assert(!dns_tree_has(tree, "b.example"));
	ck_assert(!dns_tree_has(tree, "example"));
	ck_assert(!dns_tree_has(tree, ""));
	ck_assert(!dns_tree_touch(tree, "b.example", &err));
	ck_assert_str_eq(err.text, "there is no zone \"b.example\"");
	ck_assert(dns_tree_touch(tree, "example", &err));
}
END_TEST

START_TEST(a_zone_cannot_be_registered_twice)
{
	add("x.example", "");
	ck_assert(!dns_tree_zone(tree, "X.example.", text_of_arg, NULL, &err));
	ck_assert_str_eq(err.text, "there are two zones \"X.example.\"");
}
END_TEST

START_TEST(a_top_level_zone_and_the_root_may_have_texts_of_their_own)
{
	uint8_t address[4];

	add("y.example", "");
	ck_assert_int_eq(ask_door(address), 3); /* opens the implied zone */
	add("example", "mx.x A 127.16.0.2\n");
	add(".", "");
	ck_assert_int_eq(ask_door(address), 0);
	ck_assert_int_eq(address[3], 2);
	ck_assert(dns_tree_touch(tree, ".", &err));
}
END_TEST

static const char *const not_names[] = {
    "",
    "a..b",
    ".a",
    "a123456789012345678901234567890123456789012345678901234567890123.x",
};

START_TEST(what_is_not_a_name_is_refused)
{
	ck_assert(!dns_tree_zone(tree, not_names[_i], text_of_arg, NULL, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "is not a domain name"));
}
END_TEST

static const struct {
	const char *text, *says;
} wrong[] = {
    {"mx A 127.16.0.1\nmx A 300.1.1.1\n", "zone x.example, line 2: "},
    {"; a comment\n\nmx A 127.16.0.1\n@ MX ten mx\n",
	"zone x.example, line 4: "},
    {"mx A", "zone x.example, line 1: "},
    {"\n\nmx A\n\n\n", "zone x.example, line 3: "},
    {"mx NONSENSE 1\n", "zone x.example, line 1: "},
    {"mx A 127.16.0.1\nmx.y.example. A 127.16.0.2\n",
	"zone x.example, line 2: this name is not in the zone: "
	"\"mx.y.example. A 127.16.0.2\""},
    {"mx CH TXT \"a\"\n",
	"zone x.example, line 1: the class is not IN: \"mx CH TXT \"a\"\""},
    {"$INCLUDE /etc/passwd\n", "zone x.example, line 1: "},
};

START_TEST(a_wrong_text_is_reported_with_its_line)
{
	uint8_t address[4];

	dns_tree_on_error(tree, remember, NULL);
	add("x.example", wrong[_i].text);
	ck_assert_int_eq(ask_door(address), 2);
	ck_assert_msg(
	    strncmp(reported, wrong[_i].says, strlen(wrong[_i].says)) == 0,
	    "%s", reported);
	ck_assert_str_eq(reported_zone, "x.example");
	ck_assert(!dns_tree_touch(tree, "x.example", &err));
	ck_assert_str_eq(err.text, reported);
}
END_TEST

START_TEST(comments_origin_ttl_and_brackets_are_understood)
{
	uint8_t address[4];

	add("x.example", "$TTL 7\n; nothing\n$ORIGIN example.\n"
			 "x IN SOA ns hostmaster (\n 1 2 3 ; four\n 4 5 )\n"
			 "  NS ns.x\nmx.x 60 IN A 127.16.0.3");
	ck_assert_msg(dns_tree_touch(tree, "x.example", &err), "%s", err.text);
	ck_assert_int_eq(ask_door(address), 0);
	ck_assert_int_eq(address[3], 3);
}
END_TEST

START_TEST(only_so_many_zones_stay_parsed)
{
	char name[32];

	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "z%d.example", i);
		add(name, "@ A 127.16.0.1\n");
	}
	dns_tree_keep(tree, 1); /* means 64 */
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "z%d.example", i);
		ck_assert(dns_tree_touch(tree, name, &err));
	}
	ck_assert_uint_eq(made, 200);
	ck_assert(dns_tree_touch(tree, "z199.example", &err));
	ck_assert_uint_eq(made, 200);
	ck_assert(dns_tree_touch(tree, "z0.example", &err));
	ck_assert_uint_eq(made, 201);
}
END_TEST

START_TEST(a_hundred_thousand_zones_take_less_than_a_second)
{
	clock_t before = clock();
	const int n = 100000;
	size_t empty = dns_tree_bytes(tree);
	double seconds;
	char name[40];

	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "case-number-%d.example", i);
		if (!dns_tree_zone(tree, name, text_of_arg, NULL, &err))
			ck_abort_msg("%s", err.text);
	}
	seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
	printf("%d zones: %.3f s, %zu bytes each\n", n, seconds,
	    (dns_tree_bytes(tree) - empty) / (size_t)n);
	ck_assert(dns_tree_has(tree, "case-number-99999.example"));
	ck_assert(seconds < 1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("dns_tree");
	TCase *tc = tcase_create("tree");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, a_text_is_made_at_the_first_touch_only);
	tcase_add_test(tc, a_forgotten_zone_is_made_anew);
	tcase_add_test(tc, a_zone_without_text_is_empty);
	tcase_add_test(tc, a_name_that_is_not_a_zone_is_no_zone);
	tcase_add_test(tc, a_zone_cannot_be_registered_twice);
	tcase_add_test(
	    tc, a_top_level_zone_and_the_root_may_have_texts_of_their_own);
	tcase_add_loop_test(tc, what_is_not_a_name_is_refused, 0,
	    sizeof(not_names) / sizeof(not_names[0]));
	tcase_add_loop_test(tc, a_wrong_text_is_reported_with_its_line, 0,
	    sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tc, comments_origin_ttl_and_brackets_are_understood);
	tcase_add_test(tc, only_so_many_zones_stay_parsed);
	tcase_add_test(tc, a_hundred_thousand_zones_take_less_than_a_second);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	SRunner *runner = srunner_create(suite());
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
