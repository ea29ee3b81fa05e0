/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/run/verdict.h"
#include "tests/unit/harness/cell.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define AS_EXPECTED  VERDICT_AS_EXPECTED
#define LET_IN	     VERDICT_LET_IN
#define LOST	     VERDICT_LOST
#define WRONG_KIND   VERDICT_WRONG_KIND
#define WRONG_REASON VERDICT_WRONG_REASON
#define NOT_JUDGED   VERDICT_NOT_JUDGED

#define DEVIATION VERDICT_DEVIATION

static struct observation seen;
static struct judgement judgement;
static struct verdict_facts facts; /* but for the twin and the reasons */

/*
 * What happened, letter by letter:
 *
 *	t c	taken by the first host, in TLS or in clear text
 *	T C	taken by another host
 *	d b s	the client says deferred, bounced, sent
 *	v u	the client says verified, not verified
 *	n	a DSN arrived
 *	f	the lab failed
 */
static void
happen(char what)
{
	static const char words[] = " vusdb"; /* in the order of the enum */

	if (strchr("tcTC", what) != NULL)
		observation_accepted(&seen, what < 'a' ? 2 : 1, "mx",
		    what == 't' || what == 'T');
	else if (what == 'n')
		observation_dsn_failed(&seen, "5.7.5");
	else if (what == 'f')
		observation_fault(&seen, "the loop stood still");
	else
		observation_client_says(&seen,
		    (enum client_word)(strchr(words, what) - words), NULL);
}

static void
judge(const char *cell, const char *story, enum twin twin,
    const char *const *reasons)
{
	struct expectation e = cell_of(cell);

	observation_start(&seen);
	observation_connected(&seen, 1);
	for (; *story != '\0'; story++)
		happen(*story);
	facts.twin = twin;
	facts.reasons = reasons;
	verdict_judge(&e, &seen, &facts, &judgement);
}

static const struct {
	const char *cell, *story;
	enum twin twin;
	enum verdict verdict;
	const char *why; /* a part of it; "": nothing is said */
} rows[] = {
    /* Must be kept. */
    {"D|B", "dd", TWIN_NONE, AS_EXPECTED, ""},
    {"D|B", "b", TWIN_NONE, AS_EXPECTED, ""},
    {"D|B", "n", TWIN_NONE, AS_EXPECTED, ""},
    {"D|B", "db", TWIN_NONE, AS_EXPECTED, ""},
    {"D|B", "c", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D|B", "t", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D|B", "tv", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D", "d", TWIN_NONE, AS_EXPECTED, ""},
    {"D", "dc", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D", "dT", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D", "ddc", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D", "b", TWIN_NONE, WRONG_KIND, "bounced, the table says defer"},
    {"D", "db", TWIN_NONE, WRONG_KIND, "bounced, the table says defer"},
    {"D", "n", TWIN_NONE, WRONG_KIND, "bounced, the table says defer"},
    {"B", "dd", TWIN_NONE, WRONG_KIND, "deferred, the table says bounce"},
    {"B", "db", TWIN_NONE, WRONG_KIND, "not by the attempts"},
    {"B", "b", TWIN_NONE, AS_EXPECTED, ""},

    /* Must be handed over. */
    {"C", "cs", TWIN_NONE, AS_EXPECTED, ""},
    {"C", "d", TWIN_NONE, LOST, "withheld, the table says deliver"},
    {"C", "b", TWIN_NONE, LOST, "withheld, the table says deliver"},
    {"C", "ts", TWIN_NONE, WRONG_KIND, "policy is to use none"},
    {"C", "tv", TWIN_NONE, WRONG_KIND, "policy is to use none"},
    {"U", "ts", TWIN_NONE, AS_EXPECTED, ""},
    {"U", "tv", TWIN_NONE, AS_EXPECTED, ""},
    {"U", "c", TWIN_NONE, LET_IN, "in clear text"},
    {"U", "dd", TWIN_NONE, LOST, "withheld"},
    {"U", "n", TWIN_NONE, LOST, "withheld"},
    {"U", "dt", TWIN_NONE, WRONG_KIND, "not by the attempts"},

    /* Must be handed over to an authenticated host. */
    {"V", "tv", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"V", "t", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"V", "tu", TWIN_WITHHELD, LET_IN, "without authentication"},
    {"V", "tv", TWIN_HANDED_OVER, LET_IN, "the mail to the twin"},
    {"V", "t", TWIN_HANDED_OVER, LET_IN, "without authentication"},
    {"V", "tu", TWIN_HANDED_OVER, LET_IN, "without authentication"},
    {"V", "tv", TWIN_UNKNOWN, NOT_JUDGED, "could not be judged"},
    {"V", "t", TWIN_UNKNOWN, NOT_JUDGED, "could not be judged"},
    {"V", "tu", TWIN_UNKNOWN, LET_IN, "without authentication"},
    {"V", "c", TWIN_WITHHELD, LET_IN, "in clear text"},
    {"V", "c", TWIN_UNKNOWN, LET_IN, "in clear text"},
    {"V", "cv", TWIN_WITHHELD, LET_IN, "in clear text"},
    {"V", "dd", TWIN_WITHHELD, LOST, "withheld, the table says deliver"},
    {"V", "dd", TWIN_UNKNOWN, LOST, "withheld, the table says deliver"},
    {"V", "b", TWIN_HANDED_OVER, LOST, "withheld"},
    {"V|C", "c", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"V|D|B", "t", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"V|D|B", "d", TWIN_UNKNOWN, AS_EXPECTED, ""},

    /* Several attempts. */
    {"D>V", "dtv", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"D>V", "dt", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"D>V", "tv", TWIN_WITHHELD, WRONG_KIND, "not by the attempts"},
    {"D>V", "dd", TWIN_WITHHELD, LOST, "withheld"},
    {"D>V", "dc", TWIN_WITHHELD, LET_IN, "in clear text"},
    {"D>C", "dc", TWIN_NONE, AS_EXPECTED, ""},
    {"D|D>B", "dd", TWIN_NONE, AS_EXPECTED, ""},
    {"D|D>B", "db", TWIN_NONE, AS_EXPECTED, ""},
    {"D|D>B", "b", TWIN_NONE, WRONG_KIND, "not by the attempts"},

    /* The next MX. */
    {">V", "Tv", TWIN_WITHHELD, AS_EXPECTED, ""},
    {">V", "T", TWIN_WITHHELD, AS_EXPECTED, ""},
    {">V", "tv", TWIN_WITHHELD, LOST, "the next MX was not tried"},
    {">V", "dd", TWIN_WITHHELD, LOST, "the next MX was not tried"},
    {">V", "b", TWIN_WITHHELD, LOST, "the next MX was not tried"},
    {">V", "C", TWIN_WITHHELD, LET_IN, "in clear text"},
    {"V|>V", "tv", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"V|>V", "Tv", TWIN_WITHHELD, AS_EXPECTED, ""},
    {"V|>V", "dd", TWIN_WITHHELD, LOST, "the table says deliver"},

    /* The client's word against what the world saw. */
    {"C", "s", TWIN_NONE, LOST, "no host of the world took it"},
    {"D|B", "s", TWIN_NONE, LOST, "no host of the world took it"},
    {"D|B", "ds", TWIN_NONE, LOST, "no host of the world took it"},
    {"C", "cb", TWIN_NONE, WRONG_KIND, "returned it to the sender"},
    {"C", "cn", TWIN_NONE, WRONG_KIND, "returned it to the sender"},
    {"V", "tvn", TWIN_WITHHELD, WRONG_KIND, "returned it to the sender"},
    {"C", "cd", TWIN_NONE, WRONG_KIND, "kept it as well"},
    /* What must not be handed over was handed over, whatever it says. */
    {"D|B", "cn", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D|B", "cb", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D|B", "cd", TWIN_NONE, LET_IN, "the table says withhold"},
    {"D|B", "tdd", TWIN_NONE, LET_IN, "the table says withhold"},
    {"V", "ctv", TWIN_WITHHELD, LET_IN, "in clear text"},

    /* Silence, and trouble of the lab. */
    {"D|B", "", TWIN_NONE, NOT_JUDGED, "neither handed over, nor"},
    {"V", "", TWIN_WITHHELD, NOT_JUDGED, "neither handed over, nor"},
    {"D|B", "v", TWIN_NONE, NOT_JUDGED, "neither handed over, nor"},
    {"D|B", "f", TWIN_NONE, NOT_JUDGED, "the loop stood still"},
    {"D|B", "df", TWIN_NONE, NOT_JUDGED, "the loop stood still"},
    {"V", "df", TWIN_WITHHELD, NOT_JUDGED, "the loop stood still"},
};

START_TEST(each_row_of_the_table)
{
	judge(rows[_i].cell, rows[_i].story, rows[_i].twin, NULL);
	ck_assert_msg(judgement.verdict == rows[_i].verdict,
	    "%s after %s: %s, %s", rows[_i].cell, rows[_i].story,
	    verdict_word(judgement.verdict), judgement.why);
	ck_assert_msg(
	    strstr(judgement.why, rows[_i].why) != NULL, "%s", judgement.why);
	if (rows[_i].verdict == AS_EXPECTED)
		ck_assert_str_eq(judgement.why, "");
}
END_TEST

static const struct {
	const char *cell, *story, *reason;
	enum verdict verdict;
} reasons[] = {
    {"D|B", "d", "certificate-expired", AS_EXPECTED},
    {"D|B", "d", "certificate-not-trusted", AS_EXPECTED},
    {"D|B", "d", "certificate-host-mismatch", WRONG_REASON},
    {"D|B", "b", "no-such-user", WRONG_REASON},
    {"D|B", "d", "", AS_EXPECTED}, /* it does not say */
    {"V", "tv", "certificate-host-mismatch", AS_EXPECTED},
    {"C", "d", "certificate-host-mismatch", LOST},
    {"D", "b", "certificate-host-mismatch", WRONG_KIND},
};

START_TEST(a_reason_counts_only_for_a_mail_that_is_rightly_kept)
{
	static const char *const right[] = {
	    "certificate-expired", "certificate-not-trusted", NULL};
	struct expectation e = cell_of(reasons[_i].cell);

	observation_start(&seen);
	for (const char *s = reasons[_i].story; *s != '\0'; s++)
		happen(*s);
	observation_client_says(&seen, SAYS_NOTHING, reasons[_i].reason);
	facts.twin = TWIN_WITHHELD;
	facts.reasons = right;
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, reasons[_i].verdict);
	if (reasons[_i].verdict == WRONG_REASON)
		ck_assert_ptr_nonnull(
		    strstr(judgement.why, reasons[_i].reason));
}
END_TEST

START_TEST(without_right_reasons_each_is_right)
{
	static const char *const none[] = {NULL};
	struct expectation e = cell_of("D");

	observation_start(&seen);
	observation_client_says(&seen, SAYS_DEFERRED, "anything");
	facts.reasons = none;
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, AS_EXPECTED);
	facts.reasons = NULL;
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, AS_EXPECTED);
}
END_TEST

static const struct {
	const char *cell, *story;
	enum twin twin;
	const char *got;
} gots[] = {
    {"V", "tv", TWIN_WITHHELD, "verified"},
    {"V", "t", TWIN_WITHHELD, "verified"},
    {"V", "t", TWIN_HANDED_OVER, "unverified"},
    {"V", "tu", TWIN_WITHHELD, "unverified"},
    {"U", "t", TWIN_WITHHELD, "unverified"},
    {"U", "tv", TWIN_NONE, "verified"},
    {"D", "dc", TWIN_NONE, "defer > cleartext"},
    {"V", "dTv", TWIN_WITHHELD, "defer > next MX > verified"},
    {"V", "", TWIN_WITHHELD, "nothing"},
};

START_TEST(the_judgement_tells_what_was_got)
{
	char text[100];

	judge(gots[_i].cell, gots[_i].story, gots[_i].twin, NULL);
	ck_assert_str_eq(outcome_path_text(&judgement.got, text, sizeof(text)),
	    gots[_i].got);
}
END_TEST

static const struct {
	const char *cell, *story;
	bool needed;
} twins[] = {
    {"V", "t", true},
    {"V", "tv", true},
    {"V|D", "t", true},
    {"V", "c", false},
    {"V", "d", false},
    {"V", "", false},
    {"U", "t", false},
    {"U|V", "t", false},
    {"D", "t", false},
};

START_TEST(a_twin_is_waited_for_only_where_it_decides)
{
	struct expectation e = cell_of(twins[_i].cell);

	judge(twins[_i].cell, twins[_i].story, TWIN_NONE, NULL);
	ck_assert_int_eq(verdict_needs_twin(&e, &seen), twins[_i].needed);
}
END_TEST

/* A client that speaks of authentication elsewhere is not believed blindly. */
static const struct {
	const char *cell, *story;
	enum twin twin;
	bool tells; /* of other mails */
	enum verdict verdict;
	const char *got, *why;
} silent[] = {
    {"V", "t", TWIN_WITHHELD, false, AS_EXPECTED, "verified", ""},
    {"V", "t", TWIN_WITHHELD, true, NOT_JUDGED, "unverified", "did not say"},
    {"V", "t", TWIN_UNKNOWN, true, NOT_JUDGED, "unverified", "did not say"},
    {"V", "t", TWIN_HANDED_OVER, true, LET_IN, "unverified", "without auth"},
    {"V", "tv", TWIN_WITHHELD, true, AS_EXPECTED, "verified", ""},
    {"V", "tu", TWIN_WITHHELD, true, LET_IN, "unverified", "without auth"},
    {"V", "c", TWIN_WITHHELD, true, LET_IN, "cleartext", "clear text"},
    {"V", "d", TWIN_WITHHELD, true, LOST, "defer", "withheld"},
    {"U", "t", TWIN_NONE, true, AS_EXPECTED, "unverified", ""},
    {"D|B", "t", TWIN_NONE, true, LET_IN, "unverified", "withhold"},
};

START_TEST(to_infer_it_the_client_must_never_speak_of_authentication)
{
	char text[100];

	facts.client_tells = silent[_i].tells;
	judge(silent[_i].cell, silent[_i].story, silent[_i].twin, NULL);
	ck_assert_msg(judgement.verdict == silent[_i].verdict, "%s: %s",
	    verdict_word(judgement.verdict), judgement.why);
	ck_assert_str_eq(outcome_path_text(&judgement.got, text, sizeof(text)),
	    silent[_i].got);
	ck_assert_ptr_nonnull(strstr(judgement.why, silent[_i].why));
}
END_TEST

START_TEST(what_is_inferred_may_still_change)
{
	struct expectation verified = cell_of("V"), tls = cell_of("U");

	judge("V", "t", TWIN_WITHHELD, NULL);
	ck_assert(verdict_infers(&verified, &seen, &facts));
	ck_assert(!verdict_infers(&tls, &seen, &facts));
	facts.client_tells = true;
	ck_assert(!verdict_infers(&verified, &seen, &facts));
	facts.client_tells = false;
	judge("V", "tu", TWIN_WITHHELD, NULL);
	ck_assert(!verdict_infers(&verified, &seen, &facts));
	judge("V", "d", TWIN_WITHHELD, NULL);
	ck_assert(!verdict_infers(&verified, &seen, &facts));
}
END_TEST

/* t and T are two hosts; what is said of one is not said of the other. */
static const struct {
	const char *story, *got;
	enum verdict verdict;
} twice[] = {
    {"tvtv", "verified", DEVIATION},
    {"vvtt", "verified", DEVIATION},
    {"tutv", "unverified", LET_IN},
    {"tvtu", "unverified", LET_IN},
    {"ttv", "unverified", LET_IN}, /* said once, of one of them */
    {"tudtv", "unverified > defer > verified", LET_IN},
    {"tvdtv", "verified > defer > verified", WRONG_KIND},
    {"tt", "verified", DEVIATION},	    /* inferred: one host */
    {"tT", "next MX > unverified", LET_IN}, /* inferred: two hosts */
    {"tdT", "unverified > defer > next MX > verified", LET_IN},
};

START_TEST(each_delivery_in_tls_is_called_verified_or_none_is)
{
	char text[100];

	judge("V", twice[_i].story, TWIN_WITHHELD, NULL);
	ck_assert_str_eq(outcome_path_text(&judgement.got, text, sizeof(text)),
	    twice[_i].got);
	ck_assert_msg(judgement.verdict == twice[_i].verdict, "%s: %s, %s",
	    twice[_i].story, verdict_word(judgement.verdict), judgement.why);
	ck_assert_ptr_nonnull(strstr(judgement.why, "handed over 2 times"));
}
END_TEST

static const struct {
	const char *cell, *story;
	enum verdict verdict;
	const char *why;
} too_often[] = {
    {"C", "ccs", DEVIATION, "handed over 2 times"},
    {"U", "ttts", DEVIATION, "handed over 3 times"},
    {"D|B", "cc", LET_IN, "withhold; handed over 2 times"},
    {"C", "c", AS_EXPECTED, ""},
    {"C", "ccn", WRONG_KIND, "sender; handed over 2 times"},
};

START_TEST(a_mail_that_is_handed_over_twice_is_a_finding)
{
	judge(too_often[_i].cell, too_often[_i].story, TWIN_NONE, NULL);
	ck_assert_int_eq(judgement.verdict, too_often[_i].verdict);
	ck_assert_msg(strstr(judgement.why, too_often[_i].why) != NULL, "%s",
	    judgement.why);
}
END_TEST

START_TEST(an_untrue_status_is_only_a_deviation)
{
	static const char *const right[] = {"certificate-expired", NULL};
	struct expectation e = cell_of("D|B");

	facts.status = "4.7.5";
	judge("D|B", "d", TWIN_NONE, NULL);
	strcpy(seen.status, "4.1.1");
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, DEVIATION);
	ck_assert_ptr_nonnull(strstr(judgement.why, "RFC 3463"));
	strcpy(seen.refusal, "5.1.1"); /* passed on */
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, AS_EXPECTED);
	seen.refusal[0] = '\0';
	facts.reasons = right;
	strcpy(seen.reason, "null-mx");
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, WRONG_REASON);
	judge("V", "d", TWIN_WITHHELD, NULL);
	strcpy(seen.status, "4.1.1");
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, DEVIATION);
}
END_TEST

START_TEST(a_next_mx_needs_to_be_this_mails)
{
	struct expectation e = cell_of(">V"), other = cell_of("V");

	judge(">V", "Tv", TWIN_WITHHELD, NULL);
	seen.shared = true;
	verdict_judge(&e, &seen, &facts, &judgement);
	ck_assert_int_eq(judgement.verdict, NOT_JUDGED);
	verdict_judge(&other, &seen, &facts, &judgement);
	ck_assert_int_ne(judgement.verdict, NOT_JUDGED);
}
END_TEST

START_TEST(each_verdict_has_its_word)
{
	ck_assert_str_eq(verdict_word(VERDICT_AS_EXPECTED), "as expected");
	ck_assert_str_eq(verdict_word(VERDICT_LET_IN), "LET IN");
	ck_assert_str_eq(verdict_word(VERDICT_LOST), "LOST");
	ck_assert_str_eq(verdict_word(VERDICT_WRONG_KIND), "WRONG KIND");
	ck_assert_str_eq(verdict_word(VERDICT_WRONG_REASON), "WRONG REASON");
	ck_assert_str_eq(verdict_word(VERDICT_DEVIATION), "DEVIATION");
	ck_assert_str_eq(verdict_word(VERDICT_NOT_JUDGED), "NOT JUDGED");
	ck_assert_str_eq(verdict_word(VERDICT_SKIPPED), "skipped");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("verdict");
	TCase *tc = tcase_create("verdict");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, each_row_of_the_table, 0, ROWS(rows));
	tcase_add_loop_test(tc,
	    a_reason_counts_only_for_a_mail_that_is_rightly_kept, 0,
	    ROWS(reasons));
	tcase_add_test(tc, without_right_reasons_each_is_right);
	tcase_add_loop_test(
	    tc, the_judgement_tells_what_was_got, 0, ROWS(gots));
	tcase_add_loop_test(
	    tc, a_twin_is_waited_for_only_where_it_decides, 0, ROWS(twins));
	tcase_add_loop_test(tc,
	    to_infer_it_the_client_must_never_speak_of_authentication, 0,
	    ROWS(silent));
	tcase_add_test(tc, what_is_inferred_may_still_change);
	tcase_add_loop_test(tc,
	    each_delivery_in_tls_is_called_verified_or_none_is, 0, ROWS(twice));
	tcase_add_loop_test(tc, a_mail_that_is_handed_over_twice_is_a_finding,
	    0, ROWS(too_often));
	tcase_add_test(tc, an_untrue_status_is_only_a_deviation);
	tcase_add_test(tc, a_next_mx_needs_to_be_this_mails);
	tcase_add_test(tc, each_verdict_has_its_word);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
