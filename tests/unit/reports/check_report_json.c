/* SPDX-License-Identifier: MIT */
/*
 * The JSON report and its description, reports/schema/report.json, name the
 * same fields.
 */
#include <check.h>
#include <jansson.h>

#include "tests/unit/reports/story.h"

static json_t *
schema(void)
{
	const char *source = getenv("BADMX_SOURCE");
	char *path = xasprintf(
	    "%s/reports/schema/report.json", source == NULL ? "." : source);
	json_error_t error;
	json_t *root = json_load_file(path, 0, &error);

	ck_assert_msg(root != NULL, "%s:%d: %s", path, error.line, error.text);
	free(path);
	return root;
}

static json_t *
told(void)
{
	FILE *out = tmpfile();
	struct report *r = report_new();
	struct err err;
	json_t *root;

	report_also(r, &report_json, out, NULL);
	story_tell(r);
	ck_assert(report_end(r, &story_differs, &err));
	report_free(r);
	rewind(out);
	root = json_loadf(out, 0, NULL);
	ck_assert_ptr_nonnull(root);
	fclose(out);
	return root;
}

/* Describes exactly the fields of this object: none more, none fewer. */
static bool
describes(json_t *description, json_t *object)
{
	json_t *fields = json_object_get(description, "properties");
	json_t *required = json_object_get(description, "required");
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(object, key, value)
	{
		if (json_object_get(fields, key) == NULL)
			return false;
	}
	json_array_foreach(required, i, value)
	{
		if (!json_object_get(object, json_string_value(value)))
			return false;
	}
	return json_array_size(required) == json_object_size(fields);
}

START_TEST(every_field_is_described)
{
	json_t *s = schema(), *r = told(), *cell;
	json_t *parts = json_object_get(s, "properties");
	json_t *cells = json_object_get(parts, "cells");
	size_t i;

	ck_assert(describes(s, r));
	ck_assert(describes(
	    json_object_get(parts, "run"), json_object_get(r, "run")));
	ck_assert(describes(
	    json_object_get(parts, "summary"), json_object_get(r, "summary")));
	json_array_foreach(json_object_get(r, "cells"), i, cell)
	    ck_assert(describes(json_object_get(cells, "items"), cell));
	json_decref(s);
	json_decref(r);
}
END_TEST

START_TEST(a_field_that_nobody_described_is_noticed)
{
	json_t *s = schema(), *r = told();

	json_object_set_new(r, "surprise", json_true());
	ck_assert(!describes(s, r));
	json_object_del(r, "surprise");
	json_object_del(r, "run");
	ck_assert(!describes(s, r));
	json_decref(s);
	json_decref(r);
}
END_TEST

START_TEST(every_result_word_is_described)
{
	json_t *s = schema(), *words, *value;
	size_t i, found = 0;

	words = json_object_get(s, "properties");
	words = json_object_get(json_object_get(words, "cells"), "items");
	words = json_object_get(json_object_get(words, "properties"), "result");
	words = json_object_get(words, "enum");
	ck_assert_uint_eq(json_array_size(words), REPORT_RESULTS);
	for (enum report_result r = 0; r < REPORT_RESULTS; r++) {
		json_array_foreach(words, i, value) found +=
		    strcmp(json_string_value(value), report_result_id(r)) == 0;
	}
	ck_assert_uint_eq(found, REPORT_RESULTS);
	json_decref(s);
}
END_TEST

START_TEST(cells_come_in_the_order_of_the_plan)
{
	json_t *r = told(), *cells = json_object_get(r, "cells");
	json_t *cell = json_array_get(cells, 7 + 3);

	ck_assert_uint_eq(json_array_size(cells), 28);
	ck_assert_str_eq(json_string_value(json_object_get(cell, "case")),
	    "name-wildcard-two-levels");
	ck_assert_str_eq(
	    json_string_value(json_object_get(cell, "policy")), "strict");
	ck_assert_str_eq(
	    json_string_value(json_object_get(cell, "result")), "let-in");
	json_decref(r);
}
END_TEST

START_TEST(bytes_that_are_no_text_become_text)
{
	FILE *out = tmpfile();
	struct report *r = report_new();
	struct report_cell cell = story_fine;
	struct err err;
	char *text;

	cell.why = "550 \377\376";
	report_also(r, &report_json, out, NULL);
	report_begin(r, &story_run);
	report_cell(r, &cell);
	ck_assert(report_end(r, &story_differs, &err));
	text = story_text_of(out);
	ck_assert_ptr_nonnull(strstr(text, "550 \\\\xff\\\\xfe"));
	free(text);
	report_free(r);
	fclose(out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("report_json");
	TCase *tc = tcase_create("json");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, every_field_is_described);
	tcase_add_test(tc, a_field_that_nobody_described_is_noticed);
	tcase_add_test(tc, every_result_word_is_described);
	tcase_add_test(tc, cells_come_in_the_order_of_the_plan);
	tcase_add_test(tc, bytes_that_are_no_text_become_text);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
