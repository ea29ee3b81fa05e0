/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>

#include "lua_says.h"

static json_t *
load_good(const char *text)
{
	json_t *json = load(text, strlen(text));
	const json_t *errors = json_object_get(json, "errors");

	if (json_array_size(errors) > 0)
		ck_abort_msg("%s", json_string_value(json_object_get(
				       json_array_get(errors, 0), "text")));
	return json;
}

/* The last element of a list of the suite is what the JSON text says. */
static void
gives(const char *text, const char *list, const char *expected)
{
	json_t *json = load_good(text), *wanted, *got;
	const json_t *array = json_object_get(json, list);
	json_error_t why;
	char *got_text;

	wanted = json_loads(expected, JSON_ALLOW_NUL, &why);
	ck_assert_msg(wanted != NULL, "%s at %d", why.text, why.position);
	got = json_array_get(array, json_array_size(array) - 1);
	got_text = json_dumps(got, JSON_SORT_KEYS);
	ck_assert_msg(json_equal(got, wanted), "%s", got_text);
	free(got_text);
	json_decref(wanted);
	json_decref(json);
}

START_TEST(a_case_that_says_little_has_one_good_server)
{
	gives("case \"a\" { shows = \"x\", clause = \"y\" }\n", "cases",
	    "{\"id\":\"a\",\"shows\":\"x\",\"clause\":\"y\",\"reason\":[],"
	    "\"tags\":[],\"domain\":\"{id}.example\",\"to\":\"u@{domain}\","
	    "\"hosts\":[{\"name\":\"mx.{domain}\",\"preference\":10,"
	    "\"family\":\"ipv4\",\"certificate\":{},\"server\":{}}],"
	    "\"records\":[],\"file\":\"t.lua\",\"line\":1,\"origin\":2}");
}
END_TEST

START_TEST(what_a_case_says_of_its_server_goes_to_that_server)
{
	gives(
	    "case \"a\" { shows = \"x\", clause = \"y\",\n"
	    "  mx_name = \"a.b.{domain}\", ptr = \"p\", cname = \"c.example\",\n"
	    "  family = \"ipv6\", server = { starttls = false },\n"
	    "  certificate = { cn = false, names = { \"x\" } } }\n",
	    "cases",
	    "{\"id\":\"a\",\"shows\":\"x\",\"clause\":\"y\",\"reason\":[],"
	    "\"tags\":[],\"domain\":\"{id}.example\",\"to\":\"u@{domain}\","
	    "\"hosts\":[{\"name\":\"a.b.{domain}\",\"preference\":10,"
	    "\"family\":\"ipv6\",\"ptr\":\"p\",\"cname\":\"c.example\","
	    "\"certificate\":{\"cn\":false,\"names\":[\"x\"]},"
	    "\"server\":{\"starttls\":false}}],"
	    "\"records\":[],\"file\":\"t.lua\",\"line\":1,\"origin\":2}");
}
END_TEST

START_TEST(a_case_can_say_everything)
{
	gives(
	    "case \"a\" { shows = \"x\", clause = \"y\",\n"
	    "  reason = { \"null-mx\", \"dns-failure\" }, tags = { \"slow\" "
	    "},\n"
	    "  status = \"4.7.5\", domain = \"d.example\", to = \"u@d\",\n"
	    "  nexthop = \"mx.d.\", clock = \"virtual\", messages = 10,\n"
	    "  restart = true, day = \"2024-03-13\",\n"
	    "  mx (10, \"one.example\") { family = \"both\" },\n"
	    "  host \"www.d.example\" { web = { certificate = { san = \"none\" } } },\n"
	    "  record \"d.example. TXT text\" }\n",
	    "cases",
	    "{\"id\":\"a\",\"shows\":\"x\",\"clause\":\"y\","
	    "\"reason\":[\"null-mx\",\"dns-failure\"],\"tags\":[\"slow\"],"
	    "\"status\":\"4.7.5\",\"domain\":\"d.example\",\"to\":\"u@d\","
	    "\"nexthop\":\"mx.d.\",\"clock\":\"virtual\",\"messages\":10,"
	    "\"restart\":true,\"day\":\"2024-03-13\",\"hosts\":["
	    "{\"name\":\"one.example\",\"preference\":10,\"family\":\"both\","
	    "\"certificate\":{},\"server\":{}},"
	    "{\"name\":\"www.d.example\",\"family\":\"ipv4\",\"certificate\":{},"
	    "\"server\":{},\"web\":{\"certificate\":{\"san\":\"none\"}}}],"
	    "\"records\":[\"d.example. TXT text\"],"
	    "\"file\":\"t.lua\",\"line\":1,\"origin\":2}");
}
END_TEST

START_TEST(names_may_hold_any_bytes)
{
	json_t *json = load_good(
	    "case \"a\" { shows = \"x\", clause = \"y\", certificate = {\n"
	    "  names = { \"a\\0b\", \"\\xff\", { hex = \"00ff\" },\n"
	    "    { ip = \"{address}\" }, { uri = \"smtp://x\" } } } }\n");
	json_t *names = json_object_get(
	    json_object_get(
		json_array_get(
		    json_object_get(
			json_array_get(json_object_get(json, "cases"), 3),
			"hosts"),
		    0),
		"certificate"),
	    "names");
	char *text = json_dumps(names, JSON_COMPACT);

	ck_assert_str_eq(text,
	    "[\"a\\u0000b\",{\"hex\":\"ff\"},{\"hex\":\"00ff\"},"
	    "{\"ip\":\"{address}\"},{\"uri\":\"smtp://x\"}]");
	free(text);
	json_decref(json);
}
END_TEST

START_TEST(a_matrix_gives_sets_of_sequences)
{
	gives("local either = withhold | deliver\n"
	      "matrix \"T\" { why = \"w\",\n"
	      "  policies { \"relaxed\", \"strict+wildcard\", \"encrypt\" },\n"
	      "  row \"expired\" { defer >> defer | bounce, skip,\n"
	      "    next_mx >> unverified, twin = \"wrong-name\" },\n"
	      "  row \"good-one\" { either, unverified, cleartext },\n"
	      "}\n",
	    "tables",
	    "{\"title\":\"T\",\"why\":\"w\",\"file\":\"t.lua\",\"line\":2,"
	    "\"origin\":2,\"policies\":[\"opportunistic\","
	    "\"relaxed-wildcard\",\"encrypt\"],\"rows\":["
	    "{\"case\":\"expired\",\"line\":4,\"twin\":\"wrong-name\","
	    "\"cells\":[{\"any\":[[\"defer\",\"defer\"],[\"bounce\"]]},"
	    "{\"skip\":true},{\"any\":[[\"next-mx\",\"unverified\"]]}]},"
	    "{\"case\":\"good-one\",\"line\":6,\"cells\":["
	    "{\"any\":[[\"defer\"],[\"bounce\"],[\"verified\"],"
	    "[\"unverified\"],[\"cleartext\"]]},"
	    "{\"any\":[[\"unverified\"]]},{\"any\":[[\"cleartext\"]]}]}]}");
}
END_TEST

START_TEST(the_smallest_client_is_enough)
{
	gives("client \"acme\" {\n"
	      "  start \"acmed --foreground --config /etc/acme.conf\",\n"
	      "  send  (smtp \"127.0.0.1:587\"),\n"
	      "}\n",
	    "clients",
	    "{\"name\":\"acme\",\"programs\":[],\"users\":[],\"ids\":\"one\","
	    "\"isolation\":[\"netns\"],\"clock\":\"real\",\"env\":{},"
	    "\"files\":[],\"setup\":[],\"logs\":[],\"policies\":{},"
	    "\"start\":\"acmed --foreground --config /etc/acme.conf\","
	    "\"send\":{\"kind\":\"smtp\",\"what\":\"127.0.0.1:587\"},"
	    "\"file\":\"t.lua\",\"line\":1,\"origin\":2}");
}
END_TEST

START_TEST(a_client_can_say_everything)
{
	gives("client \"acme\" { about = \"A\", version = \"v\",\n"
	      "  package = \"p\", ids = \"many\", clock = \"virtual\",\n"
	      "  nexthop = \"n ${nexthop}\",\n"
	      "  programs { \"acmed\" }, users { \"acme\" },\n"
	      "  isolation { \"netns\", \"ports\" }, env { N = 1 },\n"
	      "  file (\"/etc/a\", \"0600\") [[\n"
	      "    one\n"
	      "      two ${setting}\n"
	      "  ]],\n"
	      "  setup \"first\", setup \"second\",\n"
	      "  start \"s\", ready (delay \"1 second\"),\n"
	      "  send (command \"c\"),\n"
	      "  queue \"q\" { \"*deferred*\" }, retry \"r\", stop \"x\",\n"
	      "  log \"/var/log/a\" { { \"*a*\", defer, \"null-mx\" },\n"
	      "    { \"*b*\", deliver } },\n"
	      "  log (stderr) { { \"*c*\", bounce } },\n"
	      "  policy \"relaxed\" { setting = \"may\" },\n"
	      "  policy \"dane\" { unsupported = \"no\" },\n"
	      "}\n",
	    "clients",
	    "{\"name\":\"acme\",\"about\":\"A\",\"version\":\"v\","
	    "\"package\":\"p\",\"programs\":[\"acmed\"],\"users\":[\"acme\"],"
	    "\"ids\":\"many\",\"isolation\":[\"netns\",\"ports\"],"
	    "\"clock\":\"virtual\",\"env\":{\"N\":\"1\"},\"files\":[{"
	    "\"path\":\"/etc/a\",\"mode\":\"0600\","
	    "\"text\":\"one\\n  two ${setting}\\n\"}],"
	    "\"setup\":[\"first\",\"second\"],\"start\":\"s\","
	    "\"ready\":{\"delay\":\"1 second\"},"
	    "\"send\":{\"kind\":\"command\",\"what\":\"c\"},"
	    "\"queue\":{\"command\":\"q\",\"patterns\":[\"*deferred*\"]},"
	    "\"retry\":\"r\",\"stop\":\"x\",\"logs\":[{\"path\":\"/var/log/a\","
	    "\"rules\":[{\"pattern\":\"*a*\",\"outcome\":\"defer\","
	    "\"reason\":\"null-mx\"},{\"pattern\":\"*b*\","
	    "\"outcome\":\"deliver\"}]},{\"path\":\"stderr\",\"rules\":[{"
	    "\"pattern\":\"*c*\",\"outcome\":\"bounce\"}]}],"
	    "\"nexthop\":\"n ${nexthop}\",\"policies\":{\"opportunistic\":{"
	    "\"setting\":\"may\"},\"dane\":{\"unsupported\":\"no\"}},"
	    "\"file\":\"t.lua\",\"line\":1,\"origin\":2}");
}
END_TEST

START_TEST(a_mark_at_the_start_and_dos_lines_do_no_harm)
{
	json_t *json =
	    load_good("case \"a\" {\r\n  shows = \"x\", clause = \"y\",\r\n}");

	json_decref(json);
	json = load_good("\xef\xbb\xbf"
			 "case \"a\" { shows = \"x\", clause = \"y\" }\n");
	json_decref(json);
}
END_TEST

START_TEST(the_vocabulary_is_described)
{
	struct err err;
	json_t *json = lua_describe(&err), *fields;

	ck_assert_ptr_nonnull(json);
	fields = json_object_get(json, "fields");
	ck_assert_ptr_nonnull(
	    json_object_get(json_object_get(fields, "case"), "shows"));
	ck_assert_ptr_nonnull(
	    json_object_get(json_object_get(json, "outcomes"), "withhold"));
	ck_assert_uint_gt(json_array_size(json_object_get(json, "words")), 30);
	json_decref(json);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("lua_forms");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, a_case_that_says_little_has_one_good_server);
	tcase_add_test(tc, what_a_case_says_of_its_server_goes_to_that_server);
	tcase_add_test(tc, a_case_can_say_everything);
	tcase_add_test(tc, names_may_hold_any_bytes);
	tcase_add_test(tc, a_matrix_gives_sets_of_sequences);
	tcase_add_test(tc, the_smallest_client_is_enough);
	tcase_add_test(tc, a_client_can_say_everything);
	tcase_add_test(tc, a_mark_at_the_start_and_dos_lines_do_no_harm);
	tcase_add_test(tc, the_vocabulary_is_described);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
