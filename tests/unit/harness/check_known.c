/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "harness/plan/known.h"
#include "harness/plan/version.h"
#include "sim/base/mem.h"

#define WHY "\n  until never x.example/1 \"why\"\n"

static struct err err;

static struct known *
parse(const char *text)
{
	struct known *known = known_parse("k.known", text, &err);

	ck_assert_msg(known != NULL, "%s", err.text);
	return known;
}

START_TEST(an_entry_is_read_whole)
{
	struct known *known = parse(
	    "# of postfix\n\n"
	    "name-cn-only/strict    withhold -> verified"
	    "    if client < 3.11\n"
	    "  until 2027-03-01   bugs.example/4711   \"no \"SAN\", yet\"\n");
	const struct known_entry *e = known->entries;

	ck_assert_uint_eq(known->n, 1);
	ck_assert_str_eq(known->path, "k.known");
	ck_assert_str_eq(e->case_id, "name-cn-only");
	ck_assert_str_eq(e->policy, "strict");
	ck_assert_uint_eq(e->from, OUTCOME_WITHHELD);
	ck_assert_uint_eq(e->to, OUTCOME_BIT(OUTCOME_VERIFIED));
	ck_assert_str_eq(e->condition, "< 3.11");
	ck_assert_int_eq(e->until, 1803859200 + 86399); /* all of the day */
	ck_assert_str_eq(e->link, "bugs.example/4711");
	ck_assert_str_eq(e->why, "no \"SAN\", yet");
	ck_assert_int_eq(e->line, 3);
	known_free(known);
}
END_TEST

START_TEST(never_is_zero_and_the_link_may_be_missing)
{
	struct known *known = parse("a/none deliver -> defer\n"
				    "\tuntil\tnever\t\"documented\"  \r\n");

	ck_assert_int_eq(known->entries[0].until, 0);
	ck_assert_ptr_null(known->entries[0].link);
	ck_assert_str_eq(known->entries[0].why, "documented");
	ck_assert_ptr_null(known->entries[0].condition);
	known_free(known);
}
END_TEST

START_TEST(nothing_is_no_difference)
{
	static const char *const texts[] = {
	    "", "\n\n", "# only\n  # comments\n", "   ", "\r\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct known *known = parse(texts[i]);

		ck_assert_uint_eq(known->n, 0);
		ck_assert_ptr_null(known_find(known, "a", "strict", "1"));
		known_free(known);
	}
}
END_TEST

START_TEST(a_comment_may_stand_before_the_reason)
{
	struct known *known = parse("a/strict defer -> bounce\n"
				    "  # see the log\n\n  until never \"y\"");

	ck_assert_str_eq(known->entries[0].why, "y");
	known_free(known);
}
END_TEST

START_TEST(a_reason_of_the_client_may_be_asked_for)
{
	struct known *known =
	    parse("a/strict verified -> defer or cleartext reason null-mx if "
		  "client < 2\n  until never \"y\"\n"
		  "b/strict verified -> bounce reason greylisted" WHY);

	ck_assert_str_eq(known->entries[0].reason, "null-mx");
	ck_assert_str_eq(known->entries[0].condition, "< 2");
	ck_assert_str_eq(known->entries[1].reason, "greylisted");
	ck_assert_ptr_null(known->entries[1].condition);
	known_free(known);
}
END_TEST

START_TEST(who_needs_a_version_that_is_not_known_is_unsure)
{
	static const char *const unknown[] = {NULL, "", "unknown"};
	struct known *known = parse("a/strict defer -> bounce if client < 2" WHY
				    "b/strict defer -> bounce" WHY);

	for (size_t i = 0; i < 3; i++) {
		ck_assert_ptr_eq(known_unsure(known, "a", "strict", unknown[i]),
		    known->entries);
		ck_assert_ptr_null(
		    known_unsure(known, "b", "strict", unknown[i]));
		ck_assert_ptr_null(
		    known_unsure(known, "a", "encrypt", unknown[i]));
	}
	ck_assert_ptr_null(known_unsure(known, "a", "strict", "3"));
	known_free(known);
}
END_TEST

static const struct {
	const char *words;
	unsigned bits;
} sets[] = {
    {"verified", OUTCOME_BIT(OUTCOME_VERIFIED)},
    {"unverified", OUTCOME_BIT(OUTCOME_UNVERIFIED)},
    {"cleartext", OUTCOME_BIT(OUTCOME_CLEARTEXT)},
    {"defer", OUTCOME_BIT(OUTCOME_DEFER)},
    {"bounce", OUTCOME_BIT(OUTCOME_BOUNCE)},
    {"deliver", OUTCOME_HANDED_OVER},
    {"withhold", OUTCOME_WITHHELD},
    {"defer or cleartext",
	OUTCOME_BIT(OUTCOME_DEFER) | OUTCOME_BIT(OUTCOME_CLEARTEXT)},
    {"withhold or cleartext or unverified",
	OUTCOME_WITHHELD | OUTCOME_BIT(OUTCOME_CLEARTEXT) |
	    OUTCOME_BIT(OUTCOME_UNVERIFIED)},
};

START_TEST(words_are_sets_of_outcomes)
{
	char *text =
	    xasprintf("a/strict %s -> %s" WHY, sets[_i].words, sets[_i].words);
	struct known *known = parse(text);

	ck_assert_uint_eq(known->entries[0].from, sets[_i].bits);
	ck_assert_uint_eq(known->entries[0].to, sets[_i].bits);
	known_free(known);
	free(text);
}
END_TEST

static const struct {
	const char *cell, *case_id, *policy;
	bool found;
} globs[] = {
    {"name-cn/strict", "name-cn", "strict", true},
    {"name-cn/strict", "name-cn-only", "strict", false},
    {"name-cn/strict", "name-cn", "encrypt", false},
    {"name-*/strict", "name-cn", "strict", true},
    {"name-*/strict", "name-", "strict", true},
    {"name-*/strict", "val-cn", "strict", false},
    {"name-cn/*", "name-cn", "relaxed-expiry", true},
    {"*/*", "anything", "none", true},
    {"name-cn/relaxed-*", "name-cn", "relaxed-wildcard", true},
    {"name-cn/relaxed-*", "name-cn", "opportunistic", false},
    /* Another name of a policy is the policy. */
    {"name-cn/relaxed", "name-cn", "opportunistic", true},
    {"name-cn/strict+wildcard", "name-cn", "relaxed-wildcard", true},
    {"name-cn/strict+expired=7d", "name-cn", "strict+expired=7d", true},
};

START_TEST(a_cell_is_found_by_its_glob)
{
	char *text = xasprintf("%s defer -> bounce" WHY, globs[_i].cell);
	struct known *known = parse(text);
	const struct known_entry *e =
	    known_find(known, globs[_i].case_id, globs[_i].policy, "1.0");

	ck_assert_ptr_eq(e, globs[_i].found ? known->entries : NULL);
	known_free(known);
	free(text);
}
END_TEST

START_TEST(the_first_that_fits_is_taken)
{
	struct known *known =
	    parse("a/strict defer -> bounce if client < 2\n until never \"1\"\n"
		  "a/strict defer -> bounce\n until never \"2\"\n"
		  "a/* defer -> bounce\n until never \"3\"\n");

	ck_assert_str_eq(known_find(known, "a", "strict", "1.9")->why, "1");
	ck_assert_str_eq(known_find(known, "a", "strict", "2.0")->why, "2");
	ck_assert_str_eq(known_find(known, "a", "strict", NULL)->why, "2");
	ck_assert_str_eq(known_find(known, "a", "encrypt", NULL)->why, "3");
	known_free(known);
}
END_TEST

static const struct {
	const char *condition, *version;
	bool holds;
} conditions[] = {
    {"< 3.11", "3.9", true},
    {"< 3.11", "3.10.99", true},
    {"< 3.11", "3.11", false},
    {"< 3.11", "3.11.0", false},
    {"< 3.11", "3.11.1", false},
    {"< 3.11", "4", false},
    {"<= 3.11", "3.11", true},
    {"<= 3.11", "3.11.1", false},
    {"= 3.11", "3.11.0", true},
    {"= 3.11", "3.12", false},
    {">= 3.11", "3.11", true},
    {">= 3.11", "3.2", false},
    {"> 3.11", "3.11", false},
    {"> 3.11", "3.12", true},
    {"> 3.11", "10", true},
    {"= 3.11", "3.011", true},
    {"= 3.11", "3.11-20240101", true},
    {"= 4.96", "Exim version 4.96 #2 built 04-Aug-2023", true},
    {"< 99999999999999999999999", "99999999999999999999998", true},
    {"> 3", "", false},
    {"> 3", "unknown", false},
    {"> 3", NULL, false},
};

START_TEST(a_condition_compares_number_by_number)
{
	char *text = xasprintf("a/strict defer -> bounce if client %s" WHY,
	    conditions[_i].condition);
	struct known *known = parse(text);
	bool found =
	    known_find(known, "a", "strict", conditions[_i].version) != NULL;

	ck_assert_msg(found == conditions[_i].holds, "%s %s",
	    conditions[_i].version, conditions[_i].condition);
	known_free(known);
	free(text);
}
END_TEST

#define HEAD "a/strict defer -> bounce\n"

/* What is written, where the caret stands, and what is said. */
static const struct {
	const char *text, *at, *says, *hint;
} mistakes[] = {
    {"name-cn-only  defer -> bounce" WHY, "1:1", "begins with case/policy",
	"for example: name-cn-only/strict"},
    {"t/name-cn-only/strict  defer -> bounce" WHY, "1:1", "one slash", "for"},
    {"/strict defer -> bounce" WHY, "1:1", "no case here", "for example"},
    {"a/ defer -> bounce" WHY, "1:3", "no policy here", "for example"},
    {"*-cn/strict defer -> bounce" WHY, "1:1", "at the end of the case",
	"name-ip-*"},
    {"a/st*ct defer -> bounce" WHY, "1:3", "at the end of the policy",
	"name-ip-*"},
    {"a?/strict defer -> bounce" WHY, "1:1", "only a star", "name-ip-*"},
    {"a/strct defer -> bounce" WHY, "1:3", "no policy called \"strct\"",
	"did you mean strict?   All policies: badmx list policies"},
    {"a/strict+nonsense defer -> bounce" WHY, "1:3", "nonsense",
	"All policies"},
    {"a/strict withold -> bounce" WHY, "1:10",
	"\"withold\" stands where an outcome belongs",
	"did you mean withhold?   All words: badmx help words"},
    {"a/strict defer -> bonce" WHY, "1:19", "\"bonce\"",
	"did you mean bounce?"},
    {"a/strict defer -> skip" WHY, "1:19", "\"skip\"", "All words"},
    {"a/strict nothing -> defer" WHY, "1:10", "\"nothing\"", "All words"},
    {"a/strict defer or -> defer" WHY, "1:19", "\"->\" stands where",
	"All words"},
    {"a/strict" WHY, "1:9", "ends where an outcome belongs", "All words"},
    {"a/strict defer" WHY, "1:15", "ends where -> belongs", "for example"},
    {"a/strict defer => bounce" WHY, "1:16", "\"=>\" stands where ->",
	"did you mean ->?"},
    {"a/strict defer ->" WHY, "1:18", "ends where an outcome belongs",
	"All words"},
    {"a/strict defer -> bounce or" WHY, "1:28", "ends where", "All words"},
    {"a/strict defer -> bounce iff" WHY, "1:26", "nothing belongs behind",
	NULL},
    {"a/strict defer -> bounce if" WHY, "1:28", "ends where client belongs",
	"if client < 3.11"},
    {"a/strict defer -> bounce if cleint < 3" WHY, "1:29", "\"cleint\"",
	"did you mean client?"},
    {"a/strict defer -> bounce if client 3.11" WHY, "1:36",
	"\"3.11\" stands where < <= = >= or > belongs", "if client"},
    {"a/strict defer -> bounce if client <" WHY, "1:37",
	"ends where a version belongs", "numbers with dots"},
    {"a/strict defer -> bounce if client < 3.x" WHY, "1:38", "\"3.x\"",
	"numbers with dots"},
    {"a/strict defer -> bounce if client < 3." WHY, "1:38", "\"3.\"",
	"numbers with dots"},
    {"a/strict defer -> bounce if client < 3 4" WHY, "1:40",
	"nothing belongs behind", NULL},
    {"a/strict verified -> defer reason null-mxx" WHY, "1:35",
	"\"null-mxx\" stands where a reason belongs",
	"did you mean null-mx?   All reasons: badmx list reasons"},
    {"a/strict verified -> defer reason" WHY, "1:34", "ends where a reason",
	"All reasons"},
    {"a/strict defer -> verified reason null-mx" WHY, "1:35",
	"only a mail that is kept has a reason", NULL},
    {"a/strict verified -> defer if client < 2 reason null-mx" WHY, "1:42",
	"nothing belongs behind", NULL},
    {HEAD, "1:1", "has to say until when, and why", "until 2027-03-01"},
    {HEAD "b/strict defer -> bounce" WHY, "1:1", "the line below has to",
	"until 2027-03-01"},
    {"  until never \"x\"\n", "1:3", "below its difference", "for example"},
    {HEAD "  until never \"x\"\n  until never \"y\"\n", "3:3",
	"below its difference", "for example"},
    {HEAD "  untill never \"x\"\n", "2:3", "\"untill\"", "did you mean until?"},
    {HEAD "  until \"x\"\n", "2:9", "stands where a date belongs",
	"2027-03-01 or never"},
    {HEAD "  until nver \"x\"\n", "2:9", "\"nver\"", "did you mean never?"},
    {HEAD "  until 2027-02-31 \"x\"\n", "2:9", "\"2027-02-31\"",
	"write 2027-03-01 or never"},
    {HEAD "  until 2027-3-1 \"x\"\n", "2:9", "\"2027-3-1\"", "write"},
    {HEAD "  until\n", "2:8", "ends where a date belongs", "write"},
    {HEAD "  until never\n", "2:14", "ends where the reason", "for example"},
    {HEAD "  until never bugs.example/1\n", "2:29", "ends where the reason",
	"for example"},
    {HEAD "  until never bugs.example/1 why\n", "2:30", "\"why\" stands",
	"for example"},
    {HEAD "  until never \"why\n", "2:15", "no closing quote", NULL},
    {HEAD "  until never \"  \"\n", "2:15", "the reason is empty",
	"for example"},
    {HEAD "  until never \"\"\n", "2:15", "the reason is empty", NULL},
    {HEAD "  until never \"why\" 1\n", "2:21", "nothing belongs behind", NULL},
    {HEAD " until never \"1\"\n" HEAD " until never \"2\"\n", "3:1",
	"the same cell twice, the first is on line 1", NULL},
    {"a/relaxed defer -> bounce" WHY "a/opportunistic defer -> bounce" WHY,
	"3:1", "the same cell twice", NULL},
};

START_TEST(each_mistake_is_shown_where_it_is)
{
	char *place = xasprintf("  --> k.known:%s\n", mistakes[_i].at);

	ck_assert_ptr_null(known_parse("k.known", mistakes[_i].text, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_msg(strstr(err.text, place) != NULL, "%s", err.text);
	ck_assert_msg(
	    strstr(err.text, mistakes[_i].says) != NULL, "%s", err.text);
	ck_assert_msg(mistakes[_i].hint == NULL ||
			  strstr(err.text, mistakes[_i].hint) != NULL,
	    "%s", err.text);
	free(place);
}
END_TEST

START_TEST(a_mistake_looks_like_one_in_a_scenario)
{
	ck_assert_ptr_null(known_parse("known/postfix.known",
	    "# x\n\na/strict\twithold -> verified" WHY, &err));
	ck_assert_str_eq(err.text,
	    "\"withold\" stands where an outcome belongs\n"
	    "  --> known/postfix.known:3:10\n"
	    "   |\n"
	    "  3| a/strict withold -> verified\n"
	    "   |          ^^^^^^^\n"
	    "   = did you mean withhold?   All words: badmx help words");
}
END_TEST

START_TEST(a_caret_counts_characters_and_hides_bytes)
{
	ck_assert_ptr_null(known_parse(
	    "k", HEAD "  until never b\303\274cher \033[1m\n", &err));
	ck_assert_ptr_nonnull(
	    strstr(err.text, "  2|   until never b\303\274cher \\x1b[1m\n"
			     "   |                      ^^^^^^^\n"));
	ck_assert_ptr_null(strchr(err.text, '\033'));
}
END_TEST

START_TEST(a_long_line_is_shown_from_near_the_mistake)
{
	char text[700];

	snprintf(
	    text, sizeof(text), HEAD "  until never %0300d %0300d\n", 0, 0);
	ck_assert_ptr_null(known_parse("k", text, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "  2| ...0000"));
	ck_assert_ptr_nonnull(strstr(err.text, "0...\n"));
	ck_assert_ptr_nonnull(strstr(err.text, "   = for example: until"));
	for (const char *s = err.text; *s != '\0'; s += strcspn(s, "\n") + 1)
		ck_assert_uint_lt(strcspn(s, "\n"), 130);
}
END_TEST

START_TEST(a_file_is_read)
{
	const char *text = "a/* defer -> bounce" WHY;
	char path[] = "/tmp/check_known.XXXXXX";
	int fd = mkstemp(path);
	struct known *known;

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	known = known_load(path, &err);
	ck_assert_msg(known != NULL, "%s", err.text);
	ck_assert_uint_eq(known->n, 1);
	ck_assert_str_eq(known->path, path);
	known_free(known);
	unlink(path);
}
END_TEST

START_TEST(a_file_that_is_not_there_or_no_text_is_refused)
{
	char path[] = "/tmp/check_known.XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_eq(write(fd, "# a\0b\n", 6), 6);
	close(fd);
	ck_assert_ptr_null(known_load(path, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(err.text, "not a text file"));
	unlink(path);
	ck_assert_ptr_null(known_load(path, &err));
	ck_assert_int_eq(err.kind, ERR_MISSING);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_ptr_null(known_load("/tmp", &err));
	known_free(NULL);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int
main(void)
{
	Suite *suite = suite_create("known");
	TCase *tc = tcase_create("known");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, an_entry_is_read_whole);
	tcase_add_test(tc, never_is_zero_and_the_link_may_be_missing);
	tcase_add_test(tc, nothing_is_no_difference);
	tcase_add_test(tc, a_comment_may_stand_before_the_reason);
	tcase_add_test(tc, a_reason_of_the_client_may_be_asked_for);
	tcase_add_test(tc, who_needs_a_version_that_is_not_known_is_unsure);
	tcase_add_loop_test(tc, words_are_sets_of_outcomes, 0, ROWS(sets));
	tcase_add_loop_test(tc, a_cell_is_found_by_its_glob, 0, ROWS(globs));
	tcase_add_test(tc, the_first_that_fits_is_taken);
	tcase_add_loop_test(
	    tc, a_condition_compares_number_by_number, 0, ROWS(conditions));
	tcase_add_loop_test(
	    tc, each_mistake_is_shown_where_it_is, 0, ROWS(mistakes));
	tcase_add_test(tc, a_mistake_looks_like_one_in_a_scenario);
	tcase_add_test(tc, a_caret_counts_characters_and_hides_bytes);
	tcase_add_test(tc, a_long_line_is_shown_from_near_the_mistake);
	tcase_add_test(tc, a_file_is_read);
	tcase_add_test(tc, a_file_that_is_not_there_or_no_text_is_refused);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
