/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "certs/cert_recipe.h"
#include "harness/run/roll.h"
#include "sim/smtp/smtp_persona.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static char nexthop[] = "mx.a.example.", how[] = "transport";

static struct host_def hosts[3];
static struct case_def plain = {
    .id = NULL, .messages = 1, .hosts = hosts, .n_hosts = 1};
static struct case_def three = {.messages = 10, .hosts = hosts, .n_hosts = 3};
static struct case_def timed = {
    .messages = 1, .hosts = hosts, .n_hosts = 1, .virtual_clock = true};
static struct case_def relayed = {
    .messages = 1, .hosts = hosts, .n_hosts = 1, .nexthop = nexthop};
static struct host_def six_hosts[] = {{.family = HOST_IPV6}};
static struct case_def six = {.messages = 1, .hosts = six_hosts, .n_hosts = 1};
static struct host_def both_hosts[] = {
    {.family = HOST_IPV4}, {.family = HOST_BOTH}};
static struct case_def both = {
    .messages = 1, .hosts = both_hosts, .n_hosts = 2};

static const struct expectation wanted = {.n = 1}, skipped = {.skip = true};

static struct plan_cell cells[] = {
    {.def = &plain, .expected = &wanted},
    {.def = &timed, .expected = &wanted},
    {.def = &three, .expected = &wanted},
    {.def = &plain, .expected = &skipped},
    {.def = &plain, .expected = &wanted, .helper = true},
};
static const struct plan_group group = {
    .policy = "strict", .cells = cells, .n = 5};
static const struct client_def simple,
    able = {.virtual_clock = true, .nexthop = how};

static const struct {
	const struct case_def *def;
	const struct expectation *expected;
	const struct client_def *client;
	bool netns;
	const char *says; /* NULL: it is run */
} skips[] = {
    {&plain, &wanted, &simple, true, NULL},
    {&plain, &wanted, &simple, false, NULL},
    {&plain, &skipped, &able, true, "the table says skip"},
    {&timed, &wanted, &simple, true, "clock can be set"},
    {&timed, &wanted, &able, true, NULL},
    {&relayed, &wanted, &simple, true, "given next hop"},
    {&relayed, &wanted, &able, true, NULL},
    {&six, &wanted, &simple, true, NULL},
    {&six, &wanted, &simple, false, "IPv6 address of its own"},
    {&both, &wanted, &simple, false, "IPv6 address of its own"},
    {&both, &wanted, &simple, true, NULL},
};

START_TEST(a_skip_says_why)
{
	struct plan_cell cell = {
	    .def = skips[_i].def, .expected = skips[_i].expected};
	const char *why =
	    roll_skip_reason(&cell, skips[_i].client, skips[_i].netns);

	if (skips[_i].says == NULL)
		ck_assert_ptr_null(why);
	else
		ck_assert_ptr_nonnull(strstr(why, skips[_i].says));
}
END_TEST

START_TEST(canaries_come_first)
{
	struct roll *roll = roll_new(&group, &simple, true);

	ck_assert_uint_eq(roll->n, ROLL_CANARIES + group.n);
	for (size_t i = 0; i < ROLL_CANARIES; i++) {
		const struct roll_entry *e = &roll->entries[i];

		ck_assert_ptr_eq(e->canary, &canaries[i]);
		ck_assert_ptr_null(e->cell);
		ck_assert_uint_eq(e->first_mail, i);
		ck_assert_uint_eq(e->n_mails, 1);
	}
	roll_free(roll);
	roll_free(NULL);
}
END_TEST

/* No two entries share a mail or a host, and none is left out. */
START_TEST(numbers_follow_each_other)
{
	struct roll *roll = roll_new(&group, &simple, true);
	size_t mail = 0, host = ROLL_SENDER_HOST + 1;

	for (size_t i = 0; i < roll->n; i++) {
		const struct roll_entry *e = &roll->entries[i];

		ck_assert_uint_eq(e->first_mail, mail);
		ck_assert_uint_eq(e->first_host, host);
		mail += e->n_mails;
		host += roll_entry_hosts(e);
	}
	ck_assert_uint_eq(roll->n_mails, mail);
	ck_assert_uint_eq(roll->n_hosts, host);
	/* canaries, plain, three, the helper; the timed one is skipped */
	ck_assert_uint_eq(mail, 5 + 1 + 10 + 1);
	ck_assert_uint_eq(host, 1 + 4 + 1 + 3 + 1);
	roll_free(roll);
}
END_TEST

START_TEST(what_is_skipped_has_no_mail_and_no_host)
{
	struct roll *roll = roll_new(&group, &simple, true);
	const struct roll_entry *timed_one = &roll->entries[ROLL_CANARIES + 1];

	ck_assert_ptr_eq(timed_one->cell, &cells[1]);
	ck_assert_ptr_nonnull(timed_one->skip);
	ck_assert_uint_eq(timed_one->n_mails, 0);
	ck_assert_uint_eq(roll_entry_hosts(timed_one), 0);
	roll_free(roll);
	roll = roll_new(&group, &able, true);
	ck_assert_ptr_null(roll->entries[ROLL_CANARIES + 1].skip);
	ck_assert_ptr_nonnull(roll->entries[ROLL_CANARIES + 3].skip);
	roll_free(roll);
}
END_TEST

START_TEST(the_canaries_cover_delivery_deferral_and_bounce)
{
	unsigned allowed = 0;

	for (size_t i = 0; i < ROLL_CANARIES; i++) {
		ck_assert_ptr_nonnull(canaries[i].id);
		ck_assert_ptr_nonnull(canaries[i].shows);
		ck_assert_uint_ne(canaries[i].allowed, 0);
		allowed |= canaries[i].allowed;
	}
	ck_assert_uint_eq(allowed, OUTCOME_HANDED_OVER | OUTCOME_WITHHELD);
}
END_TEST

#define VERIFIED   OUTCOME_BIT(OUTCOME_VERIFIED)
#define UNVERIFIED OUTCOME_BIT(OUTCOME_UNVERIFIED)
#define CLEARTEXT  OUTCOME_BIT(OUTCOME_CLEARTEXT)

/* good: a good host; untrusted: an unknown authority, 0: it is not sent. */
static const struct {
	const char *policy;
	unsigned good, untrusted;
} policies_of_canaries[] = {
    {"none", CLEARTEXT, 0},
    {"opportunistic", OUTCOME_HANDED_OVER, 0},
    {"encrypt", VERIFIED | UNVERIFIED, 0},
    {"strict", VERIFIED | UNVERIFIED, OUTCOME_WITHHELD},
    {"relaxed-wildcard", VERIFIED | UNVERIFIED, OUTCOME_WITHHELD},
    {"relaxed-expiry", VERIFIED | UNVERIFIED, OUTCOME_WITHHELD},
    {"verify-if-offered", OUTCOME_HANDED_OVER, OUTCOME_WITHHELD},
    {"strict+bounce", VERIFIED | UNVERIFIED, OUTCOME_WITHHELD},
    {"strict+unverified", VERIFIED | UNVERIFIED, 0},
    /* One without knobs: nothing is known of it. */
    {"dane", OUTCOME_HANDED_OVER, 0},
};

START_TEST(two_canaries_tell_whether_a_policy_has_an_effect)
{
	const char *policy = policies_of_canaries[_i].policy;
	const struct canary *good = &canaries[0], *untrusted = &canaries[4];
	struct plan_group alone = {.n = 0};
	struct roll *roll;

	ck_assert_str_eq(good->id, "canary-good");
	ck_assert_str_eq(untrusted->id, "canary-untrusted");
	ck_assert_uint_eq(
	    canary_allowed(good, policy), policies_of_canaries[_i].good);
	ck_assert_uint_eq(canary_allowed(untrusted, policy),
	    policies_of_canaries[_i].untrusted);
	for (size_t i = 1; i < 4; i++)
		ck_assert_uint_eq(
		    canary_allowed(&canaries[i], policy), canaries[i].allowed);
	strcpy(alone.policy, policy);
	roll = roll_new(&alone, &simple, true);
	ck_assert_uint_eq(
	    roll->n_mails, 4U + (policies_of_canaries[_i].untrusted != 0));
	ck_assert_uint_eq(roll->n_hosts, roll->n_mails);
	roll_free(roll);
}
END_TEST

START_TEST(the_recipes_of_the_canaries_are_right)
{
	for (size_t i = 0; i < ROLL_CANARIES; i++) {
		struct cert_recipe *recipe;
		struct err err;
		json_t *json;

		if (canaries[i].certificate == NULL)
			continue;
		json = json_loads(canaries[i].certificate, 0, NULL);
		recipe = cert_recipe_parse(json, "mx.x.example", 0, &err);
		ck_assert_msg(recipe != NULL, "%s", err.text);
		cert_recipe_free(recipe);
		json_decref(json);
	}
}
END_TEST

START_TEST(the_personas_of_the_canaries_are_right)
{
	for (size_t i = 0; i < ROLL_CANARIES; i++) {
		struct smtp_persona persona = {0};
		struct err err;
		json_t *json;

		if (canaries[i].server == NULL)
			continue;
		json = json_loads(canaries[i].server, 0, NULL);
		ck_assert_msg(
		    smtp_persona_parse(json, &persona, &err), "%s", err.text);
		smtp_persona_clear(&persona);
		json_decref(json);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("roll");
	TCase *tc = tcase_create("roll");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, a_skip_says_why, 0, ROWS(skips));
	tcase_add_test(tc, canaries_come_first);
	tcase_add_test(tc, numbers_follow_each_other);
	tcase_add_test(tc, what_is_skipped_has_no_mail_and_no_host);
	tcase_add_test(tc, the_canaries_cover_delivery_deferral_and_bounce);
	tcase_add_loop_test(tc,
	    two_canaries_tell_whether_a_policy_has_an_effect, 0,
	    ROWS(policies_of_canaries));
	tcase_add_test(tc, the_recipes_of_the_canaries_are_right);
	tcase_add_test(tc, the_personas_of_the_canaries_are_right);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
