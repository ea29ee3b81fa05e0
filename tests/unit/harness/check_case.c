/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "harness/plan/case.h"
#include "harness/plan/case_check.h"

static struct err err;

static struct case_def *
parse(const char *text)
{
	json_error_t why;
	json_t *json = json_loads(text, JSON_ALLOW_NUL, &why);
	struct case_def *c;

	ck_assert_msg(json != NULL, "%s", why.text);
	c = case_parse(json, &err);
	json_decref(json);
	return c;
}

#define HEAD "\"id\":\"a\",\"shows\":\"s\",\"clause\":\"c\","

static const char two_hosts[] =
    "{" HEAD "\"domain\":\"{id}.example\",\"to\":\"u@[{address}]\","
    "\"reason\":[\"null-mx\"],\"tags\":[\"slow\"],\"day\":\"2024-03-13\","
    "\"hosts\":[{\"name\":\"mx.{domain}\",\"preference\":10,"
    "\"family\":\"ipv4\",\"certificate\":{\"names\":[\"{id}\\u0000x\","
    "{\"ip\":\"{address}\"}]},\"server\":{}},"
    "{\"name\":\"six.{domain}\",\"family\":\"ipv6\","
    "\"certificate\":{\"names\":[{\"ip\":\"{address}\"}]},\"server\":{}}],"
    "\"records\":[\"{domain}. TXT {unknown} {address}\"],"
    "\"file\":\"f\",\"line\":7,\"origin\":1}";

static const struct host_address addresses[] = {
    {"127.16.0.1", "fd42::1"}, {"127.16.0.2", "fd42::2"}};

START_TEST(a_case_is_read)
{
	struct case_def *c = parse(two_hosts);

	ck_assert_msg(c != NULL, "%s", err.text);
	ck_assert_str_eq(c->id, "a");
	ck_assert_str_eq(c->reasons[0], "null-mx");
	ck_assert_ptr_null(c->reasons[1]);
	ck_assert(case_has_tag(c, "slow") && !case_has_tag(c, "fast"));
	ck_assert_int_eq(c->day, 1710288000);
	ck_assert_uint_eq(c->messages, 1);
	ck_assert_int_eq(c->hosts[0].preference, 10);
	ck_assert_int_eq(c->hosts[1].preference, HOST_NO_MX);
	ck_assert_int_eq(c->hosts[1].family, HOST_IPV6);
	ck_assert_ptr_null(c->nexthop);
	ck_assert_int_eq(c->origin, ORIGIN_FOLDER);
	case_free(c);
}
END_TEST

START_TEST(placeholders_get_their_values)
{
	struct case_def *c = parse(two_hosts);
	struct case_def *full = case_expand(c, addresses, &err);

	ck_assert_msg(full != NULL, "%s", err.text);
	ck_assert_str_eq(full->domain, "a.example");
	ck_assert_str_eq(full->to, "u@[127.16.0.1]");
	ck_assert_str_eq(full->hosts[0].name, "mx.a.example");
	ck_assert_str_eq(
	    full->records[0], "a.example. TXT {unknown} 127.16.0.1");
	ck_assert_str_eq(c->domain, "{id}.example");
	case_free(full);
	case_free(c);
}
END_TEST

START_TEST(each_host_has_its_own_address)
{
	struct case_def *c = parse(two_hosts);
	struct case_def *full = case_expand(c, addresses, &err);
	char *text = json_dumps(full->hosts[1].certificate, JSON_COMPACT);

	ck_assert_str_eq(text, "{\"names\":[{\"ip\":\"fd42::2\"}]}");
	free(text);
	case_free(full);
	case_free(c);
}
END_TEST

START_TEST(a_nul_in_a_name_survives)
{
	struct case_def *c = parse(two_hosts);
	struct case_def *full = case_expand(c, addresses, &err);
	const json_t *name = json_array_get(
	    json_object_get(full->hosts[0].certificate, "names"), 0);

	ck_assert_uint_eq(json_string_length(name), 3);
	ck_assert_int_eq(memcmp(json_string_value(name), "a\0x", 3), 0);
	case_free(full);
	case_free(c);
}
END_TEST

START_TEST(what_is_missing_is_said)
{
	ck_assert_ptr_null(parse("{\"id\":\"a\"}"));
	ck_assert_str_eq(
	    err.text, "case a: a case needs id, shows, clause, domain and to");
}
END_TEST

START_TEST(a_recipe_that_cannot_be_made_is_a_complaint)
{
	struct case_faults faults;
	struct case_def *c =
	    parse("{" HEAD "\"domain\":\"d.d\",\"to\":\"u@d.d\",\"hosts\":["
		  "{\"name\":\"m.d\",\"certificate\":{},\"server\":{}},"
		  "{\"name\":\"mx.d\",\"certificate\":{"
		  "\"key\":\"p257\"},\"server\":{}}]}");

	case_check(c, &faults);
	ck_assert_uint_eq(faults.n, 1);
	ck_assert_str_eq(faults.list[0].field, "certificate");
	ck_assert_uint_eq(faults.list[0].nth, 1);
	ck_assert_ptr_nonnull(strstr(faults.list[0].text, "key"));
	case_free(c);
}
END_TEST

START_TEST(a_good_case_gives_no_complaint)
{
	struct case_faults faults;
	struct case_def *c =
	    parse("{" HEAD "\"domain\":\"d.d\",\"to\":\"u@d.d\",\"hosts\":["
		  "{\"name\":\"mx.d\",\"certificate\":{},\"server\":{},"
		  "\"ptr\":\"localhost\",\"cname\":\"a.d\"}],"
		  "\"nexthop\":\"mx.d.\","
		  "\"records\":[\"{domain}. IN TXT {address}\"]}");

	case_check(c, &faults);
	ck_assert_uint_eq(faults.n, 0);
	case_free(c);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("case");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_case_is_read);
	tcase_add_test(tc, placeholders_get_their_values);
	tcase_add_test(tc, each_host_has_its_own_address);
	tcase_add_test(tc, a_nul_in_a_name_survives);
	tcase_add_test(tc, what_is_missing_is_said);
	tcase_add_test(tc, a_recipe_that_cannot_be_made_is_a_complaint);
	tcase_add_test(tc, a_good_case_gives_no_complaint);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
