/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "harness/plan/client.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct err err;

static struct client_def *
parse(const char *text)
{
	json_error_t why;
	json_t *json = json_loads(text, 0, &why);
	struct client_def *c;

	ck_assert_msg(json != NULL, "%s", why.text);
	c = client_parse(json, &err);
	json_decref(json);
	return c;
}

#define WHOLE                                                                  \
	"{\"name\": \"acme\", \"about\": \"Acme\", \"version\": \"acme -V\","  \
	" \"package\": \"acme-mta\", \"programs\": [\"acme\", \"acmeq\"],"     \
	" \"users\": [\"acme\"], \"ids\": \"many\","                           \
	" \"isolation\": [\"netns\", \"ports\"], \"clock\": \"virtual\","      \
	" \"env\": {\"A\": \"1\", \"B\": \"x y\"},"                            \
	" \"files\": [{\"path\": \"/etc/a\", \"text\": \"t\"},"                \
	" {\"path\": \"/etc/b\", \"mode\": \"0600\", \"text\": \"\"}],"        \
	" \"setup\": [\"one\", \"two\"], \"start\": \"acme -f\","              \
	" \"ready\": {\"tcp\": \"127.0.0.1:25\"},"                             \
	" \"send\": {\"kind\": \"smtp\", \"what\": \"127.0.0.1:25\"},"         \
	" \"queue\": {\"command\": \"acmeq\", \"patterns\": [\"*def*\"]},"     \
	" \"retry\": \"acmeq -f\", \"stop\": \"acme -x\", \"nexthop\": \"h\"," \
	" \"logs\": [{\"path\": \"/var/log/m\", \"rules\": ["                  \
	" {\"pattern\": \"*sent*\", \"outcome\": \"deliver\"},"                \
	" {\"pattern\": \"*exp*\", \"outcome\": \"defer\","                    \
	" \"reason\": \"certificate-expired\"}]}],"                            \
	" \"policies\": {\"strict\": {\"level\": \"verify\"},"                 \
	" \"dane\": {\"unsupported\": \"no\"}},"                               \
	" \"file\": \"a.lua\", \"line\": 7, \"origin\": 1}"

START_TEST(texts_and_lists_are_read)
{
	struct client_def *c = parse(WHOLE);

	ck_assert_str_eq(c->name, "acme");
	ck_assert_str_eq(c->about, "Acme");
	ck_assert_str_eq(c->version, "acme -V");
	ck_assert_str_eq(c->package, "acme-mta");
	ck_assert_str_eq(c->programs[1], "acmeq");
	ck_assert_ptr_null(c->programs[2]);
	ck_assert_str_eq(c->users[0], "acme");
	ck_assert_str_eq(c->setup[1], "two");
	ck_assert_str_eq(c->env[0], "A=1");
	ck_assert_str_eq(c->env[1], "B=x y");
	ck_assert_ptr_null(c->env[2]);
	ck_assert(c->many_ids && c->virtual_clock);
	ck_assert_str_eq(c->source_file, "a.lua");
	ck_assert_int_eq(c->source_line, 7);
	ck_assert_int_eq(c->origin, 1);
	client_free(c);
}
END_TEST

START_TEST(what_it_does_is_read)
{
	struct client_def *c = parse(WHOLE);

	ck_assert_str_eq(c->start, "acme -f");
	ck_assert_int_eq(c->ready, READY_TCP);
	ck_assert_str_eq(c->ready_at, "127.0.0.1:25");
	ck_assert_int_eq(c->send, CLIENT_SMTP);
	ck_assert_str_eq(c->send_to, "127.0.0.1:25");
	ck_assert_str_eq(c->queue, "acmeq");
	ck_assert_str_eq(c->queue_patterns[0], "*def*");
	ck_assert_str_eq(c->retry, "acmeq -f");
	ck_assert_str_eq(c->stop, "acme -x");
	ck_assert_str_eq(c->nexthop, "h");
	client_free(c);
}
END_TEST

START_TEST(files_logs_and_policies_are_read)
{
	struct client_def *c = parse(WHOLE);
	const struct client_policy *strict = client_policy(c, "strict");

	ck_assert_uint_eq(c->n_files, 2);
	ck_assert_uint_eq(c->files[0].mode, 0644);
	ck_assert_uint_eq(c->files[1].mode, 0600);
	ck_assert_str_eq(c->files[1].text, "");
	ck_assert_uint_eq(c->n_logs, 1);
	ck_assert_uint_eq(c->logs[0].n, 2);
	ck_assert_ptr_null(c->logs[0].rules[0].reason);
	ck_assert_str_eq(c->logs[0].rules[1].reason, "certificate-expired");
	ck_assert_str_eq(c->logs[0].rules[1].word, "defer");
	ck_assert_ptr_null(strict->unsupported);
	ck_assert_str_eq(
	    json_string_value(json_object_get(strict->settings, "level")),
	    "verify");
	ck_assert_str_eq(client_policy(c, "dane")->unsupported, "no");
	ck_assert_ptr_null(client_policy(c, "none"));
	client_free(c);
}
END_TEST

START_TEST(a_short_client_has_empty_lists)
{
	struct client_def *c = parse("{\"name\": \"a\", \"send\": "
				     "{\"kind\": \"batch\", \"what\": \"b\"}}");

	ck_assert_ptr_nonnull(c);
	ck_assert_ptr_null(c->programs[0]);
	ck_assert_ptr_null(c->setup[0]);
	ck_assert_ptr_null(c->env[0]);
	ck_assert_ptr_null(c->queue_patterns[0]);
	ck_assert_ptr_null(c->queue);
	ck_assert_ptr_null(c->start);
	ck_assert_int_eq(c->ready, READY_AT_ONCE);
	ck_assert_int_eq(c->send, CLIENT_BATCH);
	ck_assert(!c->many_ids && !c->virtual_clock);
	ck_assert_ptr_null(client_policy(c, "strict"));
	client_free(c);
	client_free(NULL);
}
END_TEST

static const struct {
	const char *isolation, *asked;
	bool may;
} isolations[] = {
    {"[]", "netns", true},
    {"[]", "ports", false},
    {"[\"netns\"]", "ports", false},
    {"[\"netns\", \"ports\"]", "ports", true},
    {"[\"ports\"]", "netns", false},
};

START_TEST(without_a_word_only_netns_will_do)
{
	json_t *json = json_pack("{ss s{ss ss} so}", "name", "a", "send",
	    "kind", "batch", "what", "b", "isolation",
	    json_loads(isolations[_i].isolation, 0, NULL));
	struct client_def *c = client_parse(json, &err);

	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(
	    client_may_use(c, isolations[_i].asked), isolations[_i].may);
	client_free(c);
	json_decref(json);
}
END_TEST

static const struct {
	const char *ready;
	enum client_ready kind;
	const char *at;
} readies[] = {
    {"{\"tcp\": \"1\"}", READY_TCP, "1"},
    {"{\"file\": \"2\"}", READY_FILE, "2"},
    {"{\"delay\": \"3\"}", READY_DELAY, "3"},
    {"null", READY_AT_ONCE, NULL},
};

START_TEST(there_are_three_signs_of_being_ready)
{
	json_t *json = json_pack("{ss s{ss ss} so}", "name", "a", "send",
	    "kind", "command", "what", "b", "ready",
	    json_loads(readies[_i].ready, JSON_DECODE_ANY, NULL));
	struct client_def *c = client_parse(json, &err);

	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(c->send, CLIENT_COMMAND);
	ck_assert_int_eq(c->ready, readies[_i].kind);
	if (readies[_i].at == NULL)
		ck_assert_ptr_null(c->ready_at);
	else
		ck_assert_str_eq(c->ready_at, readies[_i].at);
	client_free(c);
	json_decref(json);
}
END_TEST

static const struct {
	const char *json, *says;
} mistakes[] = {
    {"{}", "no name"},
    {"{\"name\": 7}", "no name"},
    {"{\"name\": \"a\"}", "client a: how is mail sent?"},
    {"{\"name\": \"a\", \"send\": {\"kind\": \"smtp\"}}", "how is mail sent"},
    {"{\"name\": \"a\", \"send\": {\"what\": \"x\"}}", "how is mail sent"},
    {"{\"name\": \"a\", \"send\": {\"kind\": \"x\", \"what\": \"x\"}}",
	"how is mail sent"},
    {"{\"name\": \"a\", \"ready\": {}, "
     "\"send\": {\"kind\": \"smtp\", \"what\": \"x\"}}",
	"ready needs tcp, file or delay"},
};

START_TEST(a_client_with_a_mistake_is_refused)
{
	ck_assert_ptr_null(parse(mistakes[_i].json));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_msg(
	    strstr(err.text, mistakes[_i].says) != NULL, "%s", err.text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("client_def");
	TCase *tc = tcase_create("client_def");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tc, texts_and_lists_are_read);
	tcase_add_test(tc, what_it_does_is_read);
	tcase_add_test(tc, files_logs_and_policies_are_read);
	tcase_add_test(tc, a_short_client_has_empty_lists);
	tcase_add_loop_test(
	    tc, without_a_word_only_netns_will_do, 0, ROWS(isolations));
	tcase_add_loop_test(
	    tc, there_are_three_signs_of_being_ready, 0, ROWS(readies));
	tcase_add_loop_test(
	    tc, a_client_with_a_mistake_is_refused, 0, ROWS(mistakes));
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
