/* SPDX-License-Identifier: MIT */
/* What a world is made of: chains, zones, roots. */
#include "tests/unit/sim/world_fixture.h"

START_TEST(a_chain_is_what_the_recipe_says)
{
	const struct cert_chain *chain;

	add_simple(1);
	add((struct world_host){.name = "mx.self.example",
	    .certificate = load("{\"issuer\": \"self\"}")});
	chain = world_chain(world, 0, &err);
	ck_assert_msg(chain != NULL, "%s", err.text);
	ck_assert_uint_eq(chain->n, 2);
	ck_assert_ptr_eq(world_chain(world, 0, &err), chain);
	chain = world_chain(world, 1, &err);
	ck_assert_msg(chain != NULL, "%s", err.text);
	ck_assert_uint_eq(chain->n, 1);
	ck_assert_ptr_null(world_chain(world, 2, &err));
}
END_TEST

START_TEST(a_wrong_recipe_names_its_host)
{
	add((struct world_host){.name = "mx.a.example",
	    .certificate = load("{\"issuer\": \"nobody\"}")});
	ck_assert_ptr_null(world_chain(world, 0, &err));
	ck_assert_int_eq(err.kind, ERR_INPUT);
	ck_assert_int_eq(strncmp(err.text, "mx.a.example: ", 14), 0);
}
END_TEST

START_TEST(a_wrong_persona_names_its_host_and_adds_nothing)
{
	struct world_host host = {.name = "mx.a.example",
	    .v4 = true,
	    .server = load("{\"greylst\": \"1 minute\"}")};

	ck_assert(!world_add_host(world, &host, &err));
	ck_assert_int_eq(strncmp(err.text, "mx.a.example: ", 14), 0);
	ck_assert_uint_eq(world_hosts(world), 0);
	ck_assert_uint_eq(world_domains(world), 0);
}
END_TEST

START_TEST(a_name_without_a_domain_is_refused)
{
	struct world_host host = {.name = "localhost", .v4 = true};

	ck_assert(!world_add_host(world, &host, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "localhost"));
	ck_assert_uint_eq(world_hosts(world), 0);
	ck_assert(!world_add_record(world, 1, "relative 300 IN A 1", &err));
}
END_TEST

START_TEST(a_zone_reads_as_a_zone_file)
{
	char *text;

	add((struct world_host){.name = "mx.a.example."});
	record("a.example. 300 IN MX 10 mx.a.example.");
	text = world_zone_text(world, "A.example.");
	ck_assert_str_eq(text, "mx.a.example. 300 IN A 127.16.0.1\n"
			       "a.example. 300 IN MX 10 mx.a.example.\n");
	free(text);
	ck_assert_ptr_null(world_zone_text(world, "b.example"));
	ck_assert_ptr_null(world_zone_text(world, "example"));
	ck_assert_str_eq(world_host_name(world, 0), "mx.a.example");
	ck_assert_ptr_null(world_host_name(world, 1));
}
END_TEST

START_TEST(a_zone_with_a_mistake_is_a_fault_of_its_cases_only)
{
	char *text;

	record("a.example. 300 IN A 127.0.0.1");
	ck_assert(world_add_record(
	    world, 3, "b.a.example. 300 IN A not-an-address", &err));
	record("c.example. 300 IN A 127.0.0.1");
	start(0);
	ck_assert_str_eq(
	    ask("c.example", LDNS_RR_TYPE_A), "c.example. 300 IN A 127.0.0.1");
	ck_assert_str_eq(faults, "");
	ck_assert_str_eq(ask("a.example", LDNS_RR_TYPE_A), "SERVFAIL");
	ck_assert_int_eq(strncmp(faults, "1 zone a.example, line 2: ", 26), 0);
	ck_assert_ptr_nonnull(strstr(faults, ";3 zone a.example, line 2: "));
	for (int case_no = 1; case_no <= 3; case_no++) {
		text = journal_text(journal, case_no);
		ck_assert_int_eq(strstr(text, "!!!") != NULL, case_no != 2);
		free(text);
	}
}
END_TEST

static unsigned
certificates_in(const char *pem)
{
	unsigned n = 0;

	for (; (pem = strstr(pem, "-----BEGIN CERT")) != NULL; pem++)
		n++;
	return n;
}

static const char *const with_root =
    "{\"issuer\": \"J\", \"authorities\": [{\"label\": \"J\","
    " \"issuer\": \"self\", \"key\": \"p256:own-root\", \"trusted\": true}]}";

START_TEST(the_bundle_holds_every_trusted_root)
{
	char *pem;

	add_simple(2);
	pem = world_ca_bundle(world, &err);
	ck_assert_msg(pem != NULL, "%s", err.text);
	ck_assert_uint_eq(certificates_in(pem), 1);
	free(pem);
	add((struct world_host){
	    .name = "mx.r.example", .certificate = load(with_root)});
	pem = world_ca_bundle(world, &err);
	ck_assert_msg(pem != NULL, "%s", err.text);
	ck_assert_uint_eq(certificates_in(pem), 2);
	free(pem);
}
END_TEST

START_TEST(the_bundle_holds_the_roots_of_web_hosts_too)
{
	json_t *web = json_object();
	char *pem;

	json_object_set(web, "certificate", (json_t *)load(with_root));
	json_array_append_new(json, web);
	add((struct world_host){.name = "mta-sts.r.example", .web = web});
	pem = world_ca_bundle(world, &err);
	ck_assert_msg(pem != NULL, "%s", err.text);
	ck_assert_uint_eq(certificates_in(pem), 2);
	free(pem);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("world");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_chain_is_what_the_recipe_says);
	tcase_add_test(tc, a_wrong_recipe_names_its_host);
	tcase_add_test(tc, a_wrong_persona_names_its_host_and_adds_nothing);
	tcase_add_test(tc, a_name_without_a_domain_is_refused);
	tcase_add_test(tc, a_zone_reads_as_a_zone_file);
	tcase_add_test(tc, a_zone_with_a_mistake_is_a_fault_of_its_cases_only);
	tcase_add_test(tc, the_bundle_holds_every_trusted_root);
	tcase_add_test(tc, the_bundle_holds_the_roots_of_web_hosts_too);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
