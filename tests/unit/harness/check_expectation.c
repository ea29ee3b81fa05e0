/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/plan/expectation.h"
#include "tests/unit/harness/cell.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct err err;

static const struct {
	const char *cell, *got;
	bool admitted;
} rows[] = {
    {"V", "V", true},
    {"V", "U", false},
    {"V", "C", false},
    {"V", "D", false},
    {"V", "DV", false},
    {"U", "V", true},
    {"U", "U", true},
    {"U", "C", false},
    {"C", "V", false},
    {"D|B", "D", true},
    {"D|B", "B", true},
    {"D|B", "DB", true},
    {"B|D", "DB", true},
    {"D|B", "BD", false},
    {"D", "DB", false},
    {"B", "DB", false},
    {"D|B", "C", false},
    {"D|B", "DC", false},
    {"D>V", "DV", true},
    {"D>V", "V", false},
    {"D>U", "DV", true},
    {"D|D>B", "DB", true},
    {"D|D>B", "B", false},
    {">V", ">V", true},
    {">V", "V", false},
    {"V", ">V", true},
    {"V|>V", "V", true},
    {"V|>V", ">V", true},
    {"V|>V", "D", false},
    {"V", "", false},
};

START_TEST(a_cell_admits_what_it_says)
{
	struct expectation e = cell_of(rows[_i].cell);
	struct outcome_path got = path_of(rows[_i].got);

	ck_assert_msg(expectation_admits(&e, &got) == rows[_i].admitted,
	    "%s in %s", rows[_i].got, rows[_i].cell);
}
END_TEST

static const struct {
	const char *cell;
	unsigned finals;
	bool next_mx;
	const char *text;
} cells[] = {
    {"V", OUTCOME_BIT(OUTCOME_VERIFIED), false, "verified"},
    {"D|B", OUTCOME_WITHHELD, false, "defer or bounce"},
    {"D>C|B", OUTCOME_BIT(OUTCOME_CLEARTEXT) | OUTCOME_BIT(OUTCOME_BOUNCE),
	false, "defer > cleartext or bounce"},
    {">V", OUTCOME_BIT(OUTCOME_VERIFIED), true, "next MX > verified"},
    {"V|>V", OUTCOME_BIT(OUTCOME_VERIFIED), false,
	"verified or next MX > verified"},
};

START_TEST(a_cell_tells_its_ends_and_reads_as_text)
{
	struct expectation e = cell_of(cells[_i].cell);
	char buf[200];

	ck_assert_uint_eq(expectation_finals(&e), cells[_i].finals);
	ck_assert_int_eq(expectation_wants_next_mx(&e), cells[_i].next_mx);
	ck_assert_str_eq(
	    expectation_text(&e, buf, sizeof(buf)), cells[_i].text);
}
END_TEST

START_TEST(a_text_fits_into_any_buffer)
{
	struct expectation e = cell_of("D>C|D>U|V|B");
	char buf[200];

	for (size_t size = 1; size < sizeof(buf); size++) {
		memset(buf, 'x', sizeof(buf));
		expectation_text(&e, buf, size);
		ck_assert_uint_lt(strlen(buf), size);
	}
}
END_TEST

START_TEST(skip_admits_nothing)
{
	json_t *json = json_loads("{\"skip\": true}", 0, NULL);
	struct expectation e;
	struct outcome_path got = path_of("V");
	char buf[20];

	ck_assert(expectation_parse(json, &e, &err));
	ck_assert(e.skip);
	ck_assert(!expectation_admits(&e, &got));
	ck_assert(!expectation_wants_next_mx(&e));
	ck_assert_str_eq(expectation_text(&e, buf, sizeof(buf)), "skip");
	json_decref(json);
}
END_TEST

static const struct {
	const char *json, *says;
} mistakes[] = {
    {"{}", "needs an outcome"},
    {"{\"any\": []}", "needs an outcome"},
    {"{\"skip\": false}", "needs an outcome"},
    {"[]", "needs an outcome"},
    {"{\"any\": [[]]}", "is empty"},
    {"{\"any\": [[\"next-mx\"]]}", "is empty"},
    {"{\"any\": [\"defer\"]}", "is empty"},
    {"{\"any\": [[7]]}", "must be a word"},
    {"{\"any\": [[\"defr\"]]}", "\"defr\" is not an outcome"},
    {"{\"any\": [[\"withhold\"]]}", "\"withhold\" is not an outcome"},
    {"{\"any\": [[\"defer\"], [\"bounce\"], [\"defer\"], [\"bounce\"], "
     "[\"defer\"], [\"bounce\"], [\"defer\"], [\"bounce\"], [\"defer\"]]}",
	"more than 8"},
};

START_TEST(a_cell_with_a_mistake_is_refused)
{
	json_t *json = json_loads(mistakes[_i].json, 0, NULL);
	struct expectation e;

	ck_assert_ptr_nonnull(json);
	ck_assert(!expectation_parse(json, &e, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_msg(
	    strstr(err.text, mistakes[_i].says) != NULL, "%s", err.text);
	json_decref(json);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("expectation");
	TCase *tc = tcase_create("expectation");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tc, a_cell_admits_what_it_says, 0, ROWS(rows));
	tcase_add_loop_test(
	    tc, a_cell_tells_its_ends_and_reads_as_text, 0, ROWS(cells));
	tcase_add_test(tc, a_text_fits_into_any_buffer);
	tcase_add_test(tc, skip_admits_nothing);
	tcase_add_loop_test(
	    tc, a_cell_with_a_mistake_is_refused, 0, ROWS(mistakes));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
