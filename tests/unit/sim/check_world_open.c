/* SPDX-License-Identifier: MIT */
/* A world that runs: its names, and who listens when. */
#include "tests/unit/sim/world_fixture.h"

static const struct {
	const char *name;
	ldns_rr_type type;
	const char *answer;
} questions[] = {
    {"a.example", LDNS_RR_TYPE_MX, "a.example. 300 IN MX 10 mx.a.example."},
    {"A.Example", LDNS_RR_TYPE_MX, "300 IN MX 10 mx."},
    {"mx.a.example", LDNS_RR_TYPE_A, "mx.a.example. 300 IN A 127.16.0.1"},
    {"mx.a.example", LDNS_RR_TYPE_AAAA, "NOERROR"},
    {"mx.six.example", LDNS_RR_TYPE_AAAA, "IN AAAA fd42:6d78::3"},
    {"mx.six.example", LDNS_RR_TYPE_A, "NOERROR"},
    {"1.0.16.127.in-addr.arpa", LDNS_RR_TYPE_PTR, "PTR mx.a.example."},
    {"2.0.16.127.in-addr.arpa", LDNS_RR_TYPE_PTR, "PTR other.name.example."},
    {"1.0.0.127.in-addr.arpa", LDNS_RR_TYPE_PTR, "PTR mta.sender.example."},
    {"9.0.16.127.in-addr.arpa", LDNS_RR_TYPE_PTR, "NXDOMAIN"},
    {"3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.7.d.6.2.4.d.f."
     "ip6.arpa",
	LDNS_RR_TYPE_PTR, "PTR mx.six.example."},
    {"txt.a.example", LDNS_RR_TYPE_TXT, "\"some text\""},
    {"nothing.a.example", LDNS_RR_TYPE_A, "NXDOMAIN"},
    {"nowhere.example", LDNS_RR_TYPE_MX, "NXDOMAIN"},
};

START_TEST(dns_tells_what_the_hosts_are)
{
	const char *answer;

	add((struct world_host){.name = "mx.a.example", .case_no = 1});
	add((struct world_host){
	    .name = "mx.b.example", .case_no = 2, .ptr = "other.name.example"});
	add((struct world_host){.name = "mx.six.example", .v6 = true});
	record("a.example. 300 IN MX 10 mx.a.example.");
	record("txt.a.example. 300 IN TXT \"some text\"");
	start(0);
	answer = ask(questions[_i].name, questions[_i].type);
	ck_assert_msg(
	    strstr(answer, questions[_i].answer) != NULL, "%s", answer);
}
END_TEST

START_TEST(a_question_is_a_line_of_its_case)
{
	char *text;

	add((struct world_host){.name = "mx.a.example", .case_no = 4});
	start(0);
	ask("mx.a.example", LDNS_RR_TYPE_A);
	text = journal_text(journal, 4);
	ck_assert_ptr_nonnull(strstr(text, "DNS  mx.a.example A: 127.16.0.1"));
	free(text);
}
END_TEST

START_TEST(a_host_listens_only_when_its_address_is_told)
{
	add_simple(3);
	start(0);
	ck_assert_uint_eq(world_listening(world), 0);
	ck_assert(!is_open("127.16.0.2"));
	ask("mx.b.example", LDNS_RR_TYPE_A);
	ck_assert_uint_eq(world_listening(world), 1);
	ck_assert(is_open("127.16.0.2"));
	ck_assert(!is_open("127.16.0.1"));
	ck_assert_str_eq(seen, "mx.b.example 1 1;");
}
END_TEST

START_TEST(a_small_world_listens_from_the_start)
{
	add_simple(3);
	start(3);
	ck_assert_uint_eq(world_listening(world), 3);
	ck_assert(is_open("127.16.0.1"));
	ck_assert(is_open("127.16.0.3"));
	ck_assert_str_eq(seen, "mx.a.example 0 0;mx.c.example 2 2;");
}
END_TEST

START_TEST(a_world_that_is_too_big_for_that_waits)
{
	add_simple(4);
	start(3);
	ck_assert_uint_eq(world_listening(world), 0);
}
END_TEST

START_TEST(the_least_recently_visited_host_makes_room)
{
	world_free(world);
	options.max_listeners = 2;
	make_world();
	add_simple(3);
	start(0);
	ask("mx.a.example", LDNS_RR_TYPE_A);
	ask("mx.b.example", LDNS_RR_TYPE_A);
	ck_assert(is_open("127.16.0.1"));
	ask("mx.c.example", LDNS_RR_TYPE_A);
	ck_assert_uint_eq(world_listening(world), 2);
	ck_assert(!is_open("127.16.0.2"));
	ck_assert(is_open("127.16.0.1") && is_open("127.16.0.3"));
	ask("mx.b.example", LDNS_RR_TYPE_A);
	ck_assert(is_open("127.16.0.2"));
}
END_TEST

START_TEST(a_closed_host_refuses_although_it_is_told)
{
	add((struct world_host){.name = "mx.a.example", .closed = true});
	add_simple(1);
	start(10);
	ck_assert_ptr_nonnull(
	    strstr(ask("mx.a.example", LDNS_RR_TYPE_A), "127.16.0."));
	ck_assert(!is_open("127.16.0.1"));
	ck_assert_uint_eq(world_listening(world), 1);
}
END_TEST

/* Somebody else listens there. */
static int
stranger(const char *address)
{
	struct sockaddr_in sin = at(address, options.smtp_port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	return fd;
}

/* i: 0 when DNS tells the address, 1 at once. */
START_TEST(a_host_that_cannot_listen_is_a_fault_of_its_case_only)
{
	static const char *const names[] = {
	    "mx.a.example", "mx.b.example", "mx.c.example"};
	int fd = stranger("127.16.0.2");
	char wanted[100], *text;

	snprintf(wanted, sizeof(wanted),
	    "1 listen on 127.16.0.2 port %u: Address already in use;",
	    options.smtp_port);
	add_simple(3);
	start(_i == 0 ? 0 : 3);
	for (int i = 0; _i == 0 && i < ROWS(names); i++)
		(void)ask(names[i], LDNS_RR_TYPE_A);
	ck_assert_str_eq(faults, wanted);
	text = journal_text(journal, 1);
	ck_assert_ptr_nonnull(strstr(text, "!!!  listen on 127.16.0.2"));
	free(text);
	ck_assert(is_open("127.16.0.1"));
	ck_assert(is_open("127.16.0.3"));
	close(fd);
}
END_TEST

START_TEST(where_nobody_hears_of_faults_the_world_does_not_start)
{
	int fd = stranger("127.16.0.1");

	world_free(world);
	options.on_fault = NULL;
	make_world();
	add_simple(1);
	ck_assert(!world_start(world, 1, &err));
	ck_assert_ptr_nonnull(strstr(err.text, "listen on 127.16.0.1"));
	close(fd);
}
END_TEST

START_TEST(a_web_host_listens_for_https_and_not_for_mail)
{
	int fd;

	add((struct world_host){.name = "www.a.example", .web = load("{}")});
	start(1);
	ck_assert(!is_open("127.16.0.1"));
	fd = dial("127.16.0.1", options.https_port);
	ck_assert_int_ne(fd, -1);
	close(fd);
}
END_TEST

/*
 * Here the machine has no IPv6 address of the world, and the host says so;
 * that it answers on both is seen in a lab (test_world_shell.sh).
 */
START_TEST(a_web_host_of_both_families_listens_on_both)
{
	const struct world_host host = {
	    .name = "www.a.example", .web = load("{}"), .v4 = true, .v6 = true};
	ck_assert(world_add_host(world, &host, &err));
	start(1);
	ck_assert_msg(strstr(faults, "fd42:6d78::1") != NULL, "%s", faults);
	ck_assert_int_ne(dial("127.16.0.1", options.https_port), -1);
}
END_TEST

START_TEST(a_world_that_is_started_again_opens_what_is_new)
{
	add_simple(1);
	start(9);
	add((struct world_host){.name = "mx.z.example", .case_no = 9});
	ck_assert_uint_eq(world_listening(world), 1);
	start(9);
	ck_assert_uint_eq(world_listening(world), 2);
	start(9);
	ck_assert_uint_eq(world_listening(world), 2);
	ck_assert(is_open("127.16.0.1"));
	ck_assert(is_open("127.16.0.2"));
	ck_assert_ptr_nonnull(
	    strstr(ask("mx.z.example", LDNS_RR_TYPE_A), "127.16.0.2"));
}
END_TEST

START_TEST(the_port_of_dns_must_be_free)
{
	struct sockaddr_in sin = at(ADDRESS_DOOR, options.dns_port);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	ck_assert(!world_start(world, 0, &err));
	ck_assert_ptr_nonnull(strstr(err.text, ADDRESS_DOOR));
	close(fd);
}
END_TEST

START_TEST(ten_thousand_hosts_cost_nothing)
{
	clock_t began = clock(); /* of our own, however busy the machine */
	char name[40];

	for (int i = 0; i < 10000; i++) {
		snprintf(name, sizeof(name), "mx.c%d.example", i);
		add((struct world_host){.name = name, .case_no = i});
	}
	start(100);
	ck_assert_int_lt(clock() - began, CLOCKS_PER_SEC * 8 / 10);
	ck_assert_uint_eq(world_hosts(world), 10000);
	ck_assert_uint_eq(world_domains(world), 10000);
	ck_assert_uint_eq(world_listening(world), 0);
	ck_assert_ptr_nonnull(
	    strstr(ask("mx.c9999.example", LDNS_RR_TYPE_A), "127.16.39.94"));
	ck_assert_uint_eq(world_listening(world), 1);
	ck_assert(is_open("127.16.39.94"));
}
END_TEST

START_TEST(a_world_ends_with_a_session_open)
{
	int fd;

	add_simple(1);
	start(1);
	fd = dial("127.16.0.1", options.smtp_port);
	turn(20);
	world_free(world);
	world = NULL;
	turn(5);
	close(fd);
	world_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("world_open");
	TCase *tc = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(
	    tc, dns_tells_what_the_hosts_are, 0, ROWS(questions));
	tcase_add_test(tc, a_question_is_a_line_of_its_case);
	tcase_add_test(tc, a_host_listens_only_when_its_address_is_told);
	tcase_add_test(tc, a_small_world_listens_from_the_start);
	tcase_add_test(tc, a_world_that_is_too_big_for_that_waits);
	tcase_add_test(tc, the_least_recently_visited_host_makes_room);
	tcase_add_test(tc, a_closed_host_refuses_although_it_is_told);
	tcase_add_loop_test(
	    tc, a_host_that_cannot_listen_is_a_fault_of_its_case_only, 0, 2);
	tcase_add_test(
	    tc, where_nobody_hears_of_faults_the_world_does_not_start);
	tcase_add_test(tc, a_web_host_listens_for_https_and_not_for_mail);
	tcase_add_test(tc, a_web_host_of_both_families_listens_on_both);
	tcase_add_test(tc, a_world_that_is_started_again_opens_what_is_new);
	tcase_add_test(tc, the_port_of_dns_must_be_free);
	tcase_add_test(tc, ten_thousand_hosts_cost_nothing);
	tcase_add_test(tc, a_world_ends_with_a_session_open);
	suite_add_tcase(suite, tc);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
